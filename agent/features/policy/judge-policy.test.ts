import { FREE_POLICY, TEAM_REASONS, type TeamPolicy } from "@necto/tools/protocol/policy";
import fc from "fast-check";
import { expect, test } from "vitest";
import { judgePolicy, type TeamQuestion } from "./judge-policy.ts";

/** Two H100 in Finland from Necto at 4 USD an hour together, for 40 USD. */
const ORDER: TeamQuestion = {
  ...{ role: "user", source: "necto", country: "FI", rateUsdMicrosPerHour: 4_000_000, gpus: 2 },
  ...{ amountUsdMicros: 40_000_000, jobUsdMicros: 0, teamTodayUsdMicros: 0, memberTodayUsdMicros: 0 },
  ...{ budgets: [], allowedUsdMicros: null },
};
const EU = { include: ["EU"], exclude: [] };
const budget = (usdMicros: number, spentUsdMicros: number, rest: object = {}) => ({
  ...{ member: null, action: "stop" as const, usdMicros, spentUsdMicros },
  ...rest,
});
const judge = (policy: Partial<TeamPolicy>, question: Partial<TeamQuestion> = {}) =>
  judgePolicy({ ...FREE_POLICY, ...policy }, { ...ORDER, ...question }).map(({ reason }) => reason);

test.each<[string, Partial<TeamPolicy>, Partial<TeamQuestion>, readonly string[]]>([
  ["nothing restricted", {}, {}, []],
  ["nothing restricted, however much it is", {}, { amountUsdMicros: 10 ** 15 }, []],
  ["a Viewer", {}, { role: "viewer" }, ["team-role"]],
  ["somebody who was a member", {}, { role: null }, ["team-role"]],
  ["a source that is allowed", { sources: ["lambda", "necto"] }, {}, []],
  ["a source that is not", { sources: ["lambda"] }, {}, ["team-source"]],
  ["a country of the region", { regions: EU }, {}, []],
  ["a country outside of it", { regions: EU }, { country: "GB" }, ["team-region"]],
  ["a country nobody says, where one is asked for", { regions: EU }, { country: null }, ["team-region"]],
  ["a country nobody says, where none is", {}, { country: null }, []],
  ["a region that is left out", { regions: { include: [], exclude: ["NORDICS"] } }, {}, ["team-region"]],
  [
    "a country nobody says, where one is left out",
    { regions: { include: [], exclude: ["CN"] } },
    { country: null },
    ["team-region"],
  ],
  ["exactly the price per GPU-hour", { maxUsdMicrosPerGpuHour: 2_000_000 }, {}, []],
  [
    "a micro-dollar an hour more, for both together",
    { maxUsdMicrosPerGpuHour: 2_000_000 },
    { rateUsdMicrosPerHour: 4_000_001 },
    ["team-gpu-hour-cap"],
  ],
  ["an order of exactly the limit", { maxOrderUsdMicros: 40_000_000 }, {}, []],
  ["one micro-dollar more", { maxOrderUsdMicros: 39_999_999 }, {}, ["team-order-cap"]],
  [
    "an extension that takes its order above the limit",
    { maxOrderUsdMicros: 50_000_000 },
    { jobUsdMicros: 10_000_001 },
    ["team-order-cap"],
  ],
  ["the last of the team's day", { maxDayUsdMicros: 50_000_000 }, { teamTodayUsdMicros: 10_000_000 }, []],
  [
    "one micro-dollar more in a day",
    { maxDayUsdMicros: 50_000_000 },
    { teamTodayUsdMicros: 10_000_001 },
    ["team-day-cap"],
  ],
  [
    "a member's day, whatever others do",
    { maxMemberDayUsdMicros: 50_000_000 },
    { teamTodayUsdMicros: 10 ** 12, memberTodayUsdMicros: 10_000_000 },
    [],
  ],
  [
    "a member above the day's limit",
    { maxMemberDayUsdMicros: 50_000_000 },
    { memberTodayUsdMicros: 10_000_001 },
    ["team-member-day-cap"],
  ],
  ["the last of a budget", {}, { budgets: [budget(100_000_000, 60_000_000)] }, []],
  ["more than a budget", {}, { budgets: [budget(100_000_000, 60_000_001)] }, ["team-budget"]],
  [
    "more than a budget that only warns",
    {},
    { budgets: [budget(100_000_000, 90_000_000, { action: "warn" })] },
    [],
  ],
  ["more than a member's budget", {}, { budgets: [budget(1, 0, { member: "0xa" })] }, ["team-member-budget"]],
  ["exactly what needs no Admin", { adminAboveUsdMicros: 40_000_000 }, {}, []],
  ["one micro-dollar more", { adminAboveUsdMicros: 39_999_999 }, {}, ["needs-admin"]],
  ["that, by an Admin", { adminAboveUsdMicros: 39_999_999 }, { role: "admin" }, []],
  ["that, allowed", { adminAboveUsdMicros: 0 }, { allowedUsdMicros: 40_000_000 }, []],
  [
    "that, above what was allowed",
    { adminAboveUsdMicros: 0 },
    { allowedUsdMicros: 39_999_999 },
    ["needs-admin"],
  ],
  [
    "an extension that takes its order above what a User may",
    { adminAboveUsdMicros: 45_000_000 },
    { jobUsdMicros: 10_000_000 },
    ["needs-admin"],
  ],
])("%s", (_, policy, question, expected) => {
  expect(judge(policy, question)).toEqual(expected);
});

const STRICTEST: TeamPolicy = {
  ...{ maxOrderUsdMicros: 0, maxDayUsdMicros: 0, maxMemberDayUsdMicros: 0, maxUsdMicrosPerGpuHour: 0 },
  ...{ sources: ["lambda"], regions: EU, adminAboveUsdMicros: 0 },
};

test("every rule that stands against it is told, in one order, and an Admin's word lifts its own only", () => {
  const budgets = [budget(1, 0), budget(1, 0, { member: "0xa" })];
  expect(judge(STRICTEST, { role: null, country: "US", budgets })).toEqual(TEAM_REASONS);
  const lifted = TEAM_REASONS.filter((reason) => reason !== "needs-admin" && reason !== "team-role");
  expect(judge(STRICTEST, { role: "admin", country: "US", budgets })).toEqual(lifted);
  const allowedUsdMicros = Number.MAX_SAFE_INTEGER;
  expect(judge(STRICTEST, { country: "US", budgets, allowedUsdMicros })).toEqual(lifted);
});

test("what is refused is refused for more, later, and under a stricter policy", () => {
  const amount = fc.integer({ min: 0, max: 100_000_000 });
  const limit = fc.option(amount, { nil: null });
  const policies = fc.record({
    ...{ maxOrderUsdMicros: limit, maxDayUsdMicros: limit, maxMemberDayUsdMicros: limit },
    ...{ maxUsdMicrosPerGpuHour: limit, adminAboveUsdMicros: limit },
    sources: fc.constantFrom<string[]>([], ["necto"], ["lambda"]),
    regions: fc.constantFrom({ include: [], exclude: [] }, EU),
  });
  const questions = fc.record({
    ...{ role: fc.constantFrom("viewer", "user", "admin", null), country: fc.constantFrom("FI", "US", null) },
    ...{ rateUsdMicrosPerHour: amount, gpus: fc.integer({ min: 1, max: 16 }), amountUsdMicros: amount },
    ...{ jobUsdMicros: amount, teamTodayUsdMicros: amount, memberTodayUsdMicros: amount },
    ...{ allowedUsdMicros: limit, source: fc.constant("necto") },
    budgets: fc.array(
      fc.record({
        ...{ member: fc.constantFrom(null, "0xa"), action: fc.constantFrom("warn", "stop") },
        ...{ usdMicros: amount, spentUsdMicros: amount },
      }),
      { maxLength: 3 },
    ),
  }) as fc.Arbitrary<TeamQuestion>;
  fc.assert(
    fc.property(policies, questions, amount, (policy, question, more) => {
      const before = new Set(judge(policy, question));
      const includes = (after: readonly string[]) => [...before].every((reason) => after.includes(reason));
      for (const field of ["amountUsdMicros", "jobUsdMicros", "teamTodayUsdMicros"] as const)
        expect(includes(judge(policy, { ...question, [field]: question[field] + more }))).toBe(true);
      const stricter = (cap: number | null) => (cap === null ? more : Math.min(cap, more));
      const strict = {
        ...policy,
        ...{ maxOrderUsdMicros: stricter(policy.maxOrderUsdMicros) },
        ...{ maxDayUsdMicros: stricter(policy.maxDayUsdMicros) },
        ...{ adminAboveUsdMicros: stricter(policy.adminAboveUsdMicros) },
      };
      expect(includes(judge(strict, question))).toBe(true);
    }),
  );
});
