import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { utcDayOf } from "@necto/tools/core/utc-day";
import { FREE_POLICY, type TeamPolicy } from "@necto/tools/protocol/policy";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { insertThread } from "../../store/threads.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { listBudgets, saveBudget } from "./budget-queries.ts";
import { sumCharges } from "./charge-queries.ts";
import { insertPolicy } from "./policy-queries.ts";

// Two processes that charge one team as fast as they can.

const SCRIPT = fileURLToPath(new URL("../../testing/charge-team.ts", import.meta.url));
const AT = "2026-11-26T12:00:00.000Z";
const ORG = "0xorg";
const USD = 1_000_000;
const MEMBERS = ["0xa", "0xb"] as const;

let database: TestDatabase;
let store: Store;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  await store.db.insertInto("orgs").values({ id: ORG, name: "Team", created_at: AT }).execute();
  for (const owner of MEMBERS)
    await insertThread(store, { id: owner, mode: "tracked", createdAt: AT, owner, org: ORG });
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const allow = (policy: Partial<TeamPolicy>) =>
  insertPolicy(store.db, { org: ORG, version: 1, policy: { ...FREE_POLICY, ...policy }, by: "0xa", at: AT });

/** Orders that a process got through. */
async function charge(member: string, amount: number): Promise<number> {
  const words = [SCRIPT, database.place, member, member, String(amount), "4"];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (chunk) => (printed += chunk));
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  return Number(printed);
}

const chargeBoth = async () => {
  const accepted = await Promise.all(MEMBERS.map((member) => charge(member, 3 * USD)));
  return accepted.reduce((sum, orders) => sum + orders, 0);
};
const today = (member: string | null = null) =>
  sumCharges(store.db, { org: ORG, member, ...utcDayOf(Date.parse(AT)) });

test("a day's limit holds for both together, and is used up to the last order that fits", async () => {
  await allow({ maxDayUsdMicros: 100 * USD });
  expect(await chargeBoth()).toBe(33);
  expect(await today()).toBe(99 * USD);
});

test("so does each member's, and a budget that stops, each of whose thresholds is marked once", async () => {
  await allow({ maxMemberDayUsdMicros: 40 * USD });
  const budget = {
    member: null,
    usdMicros: 60 * USD,
    thresholdsBps: [5_000, 10_000],
    action: "stop" as const,
  };
  await saveBudget(store.db, { org: ORG, at: AT, change: budget });
  expect(await chargeBoth()).toBe(20);
  expect(await today()).toBe(60 * USD);
  for (const member of MEMBERS) expect(await today(member)).toBeLessThanOrEqual(39 * USD);
  expect(await listBudgets(store.db, ORG)).toHaveLength(1);
  const acts = await store.db.selectFrom("acts").select("action").execute();
  expect(acts).toEqual(Array(2).fill({ action: "budget.reached" }));
});
