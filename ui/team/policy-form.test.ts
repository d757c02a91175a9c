import { FREE_POLICY, type TeamPolicy } from "@necto/tools/protocol/policy";
import { expect, test } from "vitest";
import { formOf, readForm } from "./policy-form.ts";
import { changesOf } from "./policy-text.ts";

const POLICY: TeamPolicy = {
  ...{ maxOrderUsdMicros: 250_000_000, maxDayUsdMicros: null, maxMemberDayUsdMicros: 1 },
  ...{ maxUsdMicrosPerGpuHour: 2_450_000, adminAboveUsdMicros: 0, sources: ["necto"] },
  regions: { include: ["EU", "CH"], exclude: ["NORDICS"] },
};

test("a policy comes back out of its form as it went in", () => {
  for (const policy of [POLICY, FREE_POLICY])
    expect(readForm(formOf(policy))).toEqual({ policy, problems: {} });
  expect(formOf(POLICY)).toMatchObject({ maxOrderUsdMicros: "250.00", adminAboveUsdMicros: "0.00" });
});

test("regions are read however they are written, each once", () => {
  const { policy } = readForm({ ...formOf(FREE_POLICY), include: " eu;ch  EU,us " });
  expect(policy?.regions.include).toEqual(["EU", "CH", "US"]);
});

test("what is no amount and no region is said at its field, and makes no policy", () => {
  const { policy, problems } = readForm({
    ...formOf(FREE_POLICY),
    ...{ maxOrderUsdMicros: "a lot", maxDayUsdMicros: "1.0000001", exclude: "moon, DE" },
  });
  expect(policy).toBeNull();
  expect(Object.keys(problems).sort()).toEqual(["exclude", "maxDayUsdMicros", "maxOrderUsdMicros"]);
  expect(problems.exclude).toContain("MOON");
});

test("a version tells what it changed, in words", () => {
  expect(changesOf(FREE_POLICY, POLICY)).toEqual([
    { rule: "One order at most", from: "no limit", to: "$250.00" },
    { rule: "Above this, an Admin must allow it", from: "no limit", to: "$0.00" },
    { rule: "Each member, a day at most", from: "no limit", to: "$0.01" },
    { rule: "One GPU-hour at most", from: "no limit", to: "$2.4500" },
    { rule: "Sources", from: "all", to: "Necto" },
    { rule: "Regions", from: "all", to: "EU, CH" },
    { rule: "Never in", from: "nowhere is left out", to: "Nordics" },
  ]);
  expect(changesOf(POLICY, POLICY)).toEqual([]);
});
