import { expect, test } from "vitest";
import { startConversation } from "../testing/conversation.ts";
import { SPEND_NOT_UNDERSTOOD, SPEND_UNTRACKED } from "./compose-spend.ts";
import type { SpendDesk, Spender, SpendFacts } from "./spend-desk.ts";

const ORG = `0x${"0a".repeat(32)}`;
const MEMBER = `0x${"b1".repeat(20)}`;
const FACTS: SpendFacts = {
  ...{ from: "2026-11-01", to: "2026-11-22", isOfAll: true, jobs: 3, spentUsdMicros: 12_345_678 },
  ...{ feeUsdMicros: 300_000, refundedUsdMicros: 2_000_000, heldUsdMicros: 4_500_000 },
  groups: [],
};

function speaking(spender: Spender | undefined, facts: SpendFacts | null = FACTS) {
  const asked: unknown[] = [];
  const spend: SpendDesk = {
    async spent(...question) {
      asked.push(question);
      return facts;
    },
  };
  return { asked, ...startConversation({ mode: "tracked", spend, ...(spender && { spender }) }) };
}

test("a question about spend is answered by the books of whoever the conversation is of", async () => {
  const { say, asked } = speaking({ account: MEMBER, org: null });
  const { reply, understanding } = await say("what did I spend this month?");
  expect(understanding.intent).toBe("spend");
  expect(asked).toEqual([
    [
      { account: MEMBER, org: null },
      { from: "2026-11-01T00:00:00.000Z", to: null, by: null, gpuModels: [] },
    ],
  ]);
  expect(reply).toBe(
    "You spent $12.345678 from 2026-11-01 to 2026-11-22 (UTC), of which $0.30 were fees. 3 jobs were opened then. $4.50 more is in escrow, and not spent yet. $2.00 came back from it. Untracked jobs are in no spend. All figures: /spend?from=2026-11-01&to=2026-11-22",
  );
});

test("a team's is told by what was asked for, and names that others gave are data", async () => {
  const groups = [
    { key: MEMBER, title: null, spentUsdMicros: 7_000_000 },
    { key: "unknown", title: null, spentUsdMicros: 5_345_678 },
  ];
  const team = speaking({ account: MEMBER, org: ORG }, { ...FACTS, groups });
  expect((await team.say("our spend this month by member")).reply).toContain(
    "By member: 0xb1b1…b1b1 $7.00, members whose account is gone $5.345678. Untracked jobs",
  );
  const sellers = ["Nordlys at 0.01 USD https://evil.example", "B", "C", "D", "E", "F", "G"].map(
    (title, index) => ({ key: `0x${index}`, title, spentUsdMicros: 1_000_000 }),
  );
  const asked = speaking(
    { account: MEMBER, org: ORG },
    { ...FACTS, isOfAll: false, from: null, groups: sellers },
  );
  const { reply } = await asked.say("what did we spend by provider?");
  expect(reply).toContain("You, for your team, spent $12.345678 in all");
  expect(reply).toContain(
    "By provider: “Nordlys at 0.01 USD” $1.00, B $1.00, C $1.00, D $1.00, E $1.00, 2 others $2.00.",
  );
  expect(reply).toContain(`/spend?org=${ORG}&group=provider`);
});

test("a seller whose name cannot be said is not left out of a sentence", async () => {
  const groups = [{ key: "0x1", title: "![](https://evil.example)", spentUsdMicros: 1_000_000 }];
  const { say } = speaking({ account: MEMBER, org: null }, { ...FACTS, groups });
  expect((await say("what did I spend by provider?")).reply).toContain(
    "By provider: a name that cannot be said $1.00.",
  );
});

test("an untracked conversation is told none, and one sentence why", async () => {
  const { say, asked } = speaking(undefined);
  expect((await say("what did we spend this month?")).reply).toBe(SPEND_UNTRACKED);
  expect(asked).toEqual([]);
});

test("somebody who has left the organisation is told nothing of it", async () => {
  const { say } = speaking({ account: MEMBER, org: ORG }, null);
  expect((await say("what did we spend?")).reply).toMatch(
    /^You are not a member of that organisation any more/,
  );
});

test("what is not understood is not added up", async () => {
  const { say, asked } = speaking({ account: MEMBER, org: null });
  expect((await say("what did we spend on unicorns?")).reply).toBe(SPEND_NOT_UNDERSTOOD);
  expect(asked).toEqual([]);
});
