import { utcDayOf } from "@necto/tools/core/utc-day";
import type { Order } from "@necto/tools/protocol/order";
import { FREE_POLICY, type TeamPolicy } from "@necto/tools/protocol/policy";
import type { Role } from "@necto/tools/protocol/team";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { insertThread } from "../../store/threads.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { monthOf, saveBudget } from "./budget-queries.ts";
import { insertCharge, sumCharges, sumSpent, voidCharge } from "./charge-queries.ts";
import { insertPolicy } from "./policy-queries.ts";
import { decideRequest, insertRequest } from "./request-queries.ts";
import { createTeamPurse, type TeamPurse } from "./team-purse.ts";

const ORG = `0x${"a".repeat(64)}`;
const [ADA, BOB, EVE] = [`0x${"a".repeat(40)}`, `0x${"b".repeat(40)}`, `0x${"e".repeat(40)}`] as const;
const PAYEE = `0x${"c".repeat(40)}`;
const NOON = Date.parse("2026-11-26T12:00:00.000Z");
const USD = 1_000_000;

let database: TestDatabase;
let store: Store;
let clock: number;
let roles: Map<string, Role>;
let version: number;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  clock = NOON;
  version = 0;
  roles = new Map([
    [ADA, "admin"],
    [BOB, "user"],
    [EVE, "user"],
  ]);
  await store.db.insertInto("orgs").values({ id: ORG, name: "Test team", created_at: at() }).execute();
  for (const owner of [ADA, BOB, EVE]) {
    const thread = { id: `team of ${owner}`, mode: "tracked" as const, createdAt: at(), owner };
    await insertThread(store, { ...thread, org: ORG });
    await insertThread(store, { ...thread, id: `own of ${owner}` });
  }
  await insertThread(store, { id: "nobody's", mode: "untracked", createdAt: at() });
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const at = (): string => new Date(clock).toISOString();
const purse = (of: Store = store): TeamPurse =>
  createTeamPurse({
    ...{ store: of, door: null as never, now: () => clock },
    access: {
      roleOf: async (_, address) => roles.get(address) ?? null,
      adminsOf: async () => [...roles.keys()].filter((address) => roles.get(address) === "admin"),
    },
  });

const allow = async (policy: Partial<TeamPolicy>): Promise<void> => {
  version += 1;
  await insertPolicy(store.db, {
    org: ORG,
    version,
    policy: { ...FREE_POLICY, ...policy },
    by: ADA,
    at: at(),
  });
};

/** One H100 of Necto's in Finland for an hour, at a price. */
const orderOf = (totalUsdMicros: number, fields: Partial<Order> = {}): Order =>
  ({
    ...{ source: "necto", country: "FI", gpu: "H100 SXM", gpuCount: 1, units: 1, payee: PAYEE },
    ...{ rateUsdMicrosPerHour: totalUsdMicros, durationSeconds: 3_600, totalUsdMicros },
    ...fields,
  }) as Order;

let orders = 0;
/** What an answered approval does in its transaction: the code of the refusal, or null. */
async function book(
  member: string,
  order: Order | number,
  { from = store, thread = `team of ${member}` } = {},
): Promise<string | null> {
  const id = `approval-${++orders}`;
  const charge = await purse(from).forOrder(thread, typeof order === "number" ? orderOf(order) : order);
  return from.db
    .transaction()
    .execute(async (db) => charge?.(db, { approvalId: id, jobId: `0x${id}` }))
    .then(
      () => null,
      (error: { code: string }) => error.code,
    );
}

const today = (member: string | null = null) =>
  sumCharges(store.db, { org: ORG, member, ...utcDayOf(clock) });
const rows = (table: "inbox" | "acts" | "order_requests") =>
  store.db.selectFrom(table).selectAll().execute() as Promise<Record<string, unknown>[]>;

test("nothing restricts conversations of one's own, nor untracked ones", async () => {
  await allow({ maxOrderUsdMicros: 0, sources: ["lambda"], adminAboveUsdMicros: 0 });
  for (const thread of [`own of ${BOB}`, "nobody's"]) {
    expect(await purse().objections(thread, orderOf(USD))).toEqual([]);
    expect(await book(BOB, USD, { thread })).toBeNull();
  }
  expect(await today()).toBe(0);
});

test("a team's name is data in what is told: no markup, no link, and quoted when a number is in it", async () => {
  await allow({ sources: ["lambda"] });
  const told = async (name: string) => {
    await store.db.updateTable("orgs").set({ name }).where("id", "=", ORG).execute();
    return (await purse().standing(`team of ${BOB}`))?.team;
  };
  expect(await told("<b>Lab</b> https://evil.example")).toBe("bLab/b");
  expect(await told("pays 0.01 USD")).toBe("“pays 0.01 USD”");
  expect(await told("[](https://evil.example)")).toBe("This team");
});

test("what stands against an order is told with the team's name, and refused in the transaction", async () => {
  await allow({ maxOrderUsdMicros: USD, sources: ["lambda"] });
  const objections = await purse().objections(`team of ${BOB}`, orderOf(USD + 1));
  expect(objections).toEqual([
    { reason: "team-source", limitUsdMicros: null, org: ORG, team: "Test team" },
    { reason: "team-order-cap", limitUsdMicros: USD, org: ORG, team: "Test team" },
  ]);
  expect(await book(BOB, USD + 1)).toBe("policy/team-source");
  await allow({ maxOrderUsdMicros: USD });
  expect(await book(BOB, USD + 1)).toBe("policy/team-order-cap");
  expect(await book(BOB, USD)).toBeNull();
});

test("whoever is a Viewer, or out, books nothing for the team", async () => {
  roles.set(BOB, "viewer");
  expect(await book(BOB, USD)).toBe("policy/team-role");
  roles.delete(EVE);
  expect(await book(EVE, USD)).toBe("policy/team-role");
});

describe("sums", () => {
  test("two orders at once that would each fit do not pass together, from two processes either", async () => {
    await allow({ maxDayUsdMicros: 10 * USD });
    const other = await openStore(database.place === ":memory:" ? ":memory:" : database.place, () => "e");
    // SQLite in memory is one process's.
    const second = database.place === ":memory:" ? store : other;
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        book(index % 2 ? BOB : EVE, 3 * USD, { from: index % 3 ? store : second }),
      ),
    );
    expect(answers.filter((code) => code === null)).toHaveLength(3);
    expect(answers.filter((code) => code === "policy/team-day-cap")).toHaveLength(5);
    expect(await today()).toBe(9 * USD);
    await other.close();
  });

  test("a day and a member's day end at midnight UTC; what failed is not of it", async () => {
    await allow({ maxDayUsdMicros: 10 * USD, maxMemberDayUsdMicros: 6 * USD });
    expect(await book(BOB, 6 * USD)).toBeNull();
    expect(await book(BOB, 1)).toBe("policy/team-member-day-cap");
    expect(await book(EVE, 4 * USD)).toBeNull();
    expect(await book(EVE, 1)).toBe("policy/team-day-cap");
    await voidCharge(store.db, `approval-${orders - 3}`);
    expect(await today()).toBe(4 * USD);
    expect(await book(BOB, 6 * USD)).toBeNull();
    clock += 12 * 3_600_000;
    expect(await book(BOB, 6 * USD)).toBeNull();
  });
});

describe("budgets", () => {
  const set = (change: Partial<Parameters<typeof saveBudget>[1]["change"]>) =>
    saveBudget(store.db, {
      ...{ org: ORG, at: at() },
      change: {
        member: null,
        usdMicros: 10 * USD,
        thresholdsBps: [5_000, 8_000, 10_000],
        action: "warn",
        ...change,
      },
    });
  const told = async () =>
    (await rows("inbox")).map(({ account, facts }) => {
      const { of, bps } = JSON.parse(facts as string);
      return `${account === ADA ? "ada" : account} ${of} ${bps}`;
    });

  test("each threshold is told to the Admins once, and written into the log", async () => {
    await set({});
    expect(await book(BOB, 4 * USD)).toBeNull();
    expect(await told()).toEqual([]);
    expect(await book(BOB, 4 * USD)).toBeNull();
    expect((await told()).sort()).toEqual(["ada team 5000", "ada team 8000"]);
    expect(await book(BOB, 4 * USD)).toBeNull();
    expect(await book(EVE, 4 * USD)).toBeNull();
    expect(await told()).toHaveLength(3);
    const acts = await rows("acts");
    expect(acts.map(({ action, actor }) => `${action} ${actor}`)).toEqual(
      Array(3).fill("budget.reached necto"),
    );
  });

  test("are of a month, and each member's own", async () => {
    await set({ member: BOB, usdMicros: USD, action: "stop", thresholdsBps: [10_000] });
    expect(await book(BOB, USD)).toBeNull();
    expect(await book(BOB, 1)).toBe("policy/team-member-budget");
    expect(await book(EVE, 5 * USD)).toBeNull();
    expect(await told()).toEqual(["ada member 10000"]);
    clock = Date.parse("2026-12-01T00:00:00.000Z");
    expect(await book(BOB, USD)).toBeNull();
    expect(await told()).toHaveLength(2);
  });

  test("that stop let nobody above them, whoever comes at once; those that warn stop nobody", async () => {
    await set({ action: "stop" });
    const answers = await Promise.all([BOB, EVE, ADA].map((member) => book(member, 6 * USD)));
    expect(answers.filter((code) => code === "policy/team-budget")).toHaveLength(2);
    await set({ action: "warn" });
    expect(await book(ADA, 6 * USD)).toBeNull();
  });

  test("get back what the escrow gives back, by its ledger, and what a failed payment would have been", async () => {
    await set({ action: "stop" });
    const job = { job_id: "0xapproval-back", buyer: BOB, payee: PAYEE, order_json: "{}", created_at: at() };
    const none = { account: null, thread_id: null, org: ORG, member: BOB, view_key: null };
    const rest = { ...none, capability_hash: null, access: null, access_at: null };
    await store.db
      .insertInto("jobs")
      .values({ ...job, ...rest })
      .execute();
    const charge = await purse().forOrder(`team of ${BOB}`, orderOf(10 * USD));
    await store.db
      .transaction()
      .execute((db) => charge!(db, { approvalId: "back", jobId: "0xapproval-back" }));
    expect(await book(BOB, 1)).toBe("policy/team-budget");
    const entry = (line: number, from: string, to: string, amount: number, turn = 1) =>
      store.db
        .insertInto("ledger_entries")
        .values({
          ...{ chain_id: 1, address: "0xe", block_hash: "0xb", log_index: 1, line, turn, booked_at: at() },
          ...{ job_id: job.job_id, from_account: from, to_account: to, amount },
        })
        .execute();
    await entry(0, `account:${BOB}`, `job:${job.job_id}`, 10 * USD);
    expect(await book(BOB, 1)).toBe("policy/team-budget");
    await entry(1, `job:${job.job_id}`, `account:${PAYEE}`, 6 * USD);
    await entry(2, `job:${job.job_id}`, `account:${BOB}`, 4 * USD);
    expect(await book(BOB, 4 * USD + 1)).toBe("policy/team-budget");
    // The chain took that block back.
    await entry(2, `account:${BOB}`, `job:${job.job_id}`, 4 * USD, 2);
    expect(await book(BOB, 4 * USD)).toBe("policy/team-budget");
    await entry(2, `job:${job.job_id}`, `account:${BOB}`, 4 * USD, 3);
    expect(await book(BOB, 4 * USD)).toBeNull();
    await voidCharge(store.db, `approval-${orders}`);
    expect(await book(BOB, 4 * USD)).toBeNull();
  });
});

test("what comes back of a job that was extended in a later month is of that month first", async () => {
  const job_id = "0xlong";
  const job = { job_id, buyer: BOB, payee: PAYEE, order_json: "{}", created_at: at(), org: ORG, member: BOB };
  const none = { account: null, thread_id: null, view_key: null, capability_hash: null };
  await store.db
    .insertInto("jobs")
    .values({ ...job, ...none, access: null, access_at: null })
    .execute();
  const charge = { org: ORG, member: BOB, jobId: job_id };
  const kept = { id: "order", kind: "order" as const, amount: 10 * USD, at: at() };
  await insertCharge(store.db, { ...charge, ...kept });
  const december = "2026-12-02T00:00:00.000Z";
  const extension = { id: "more", kind: "extension" as const, amount: 5 * USD, at: december };
  await insertCharge(store.db, { ...charge, ...extension });
  const spent = () =>
    Promise.all(
      [at(), december].map((time) =>
        sumSpent(store.db, { org: ORG, member: null, ...monthOf(Date.parse(time)) }),
      ),
    );
  expect(await spent()).toEqual([10 * USD, 5 * USD]);
  for (const [line, back, months] of [
    [1, 2 * USD, [10 * USD, 3 * USD]],
    [2, 4 * USD, [9 * USD, 0]],
  ] as const) {
    await store.db
      .insertInto("ledger_entries")
      .values({
        ...{
          chain_id: 1,
          address: "0xe",
          block_hash: "0xb",
          log_index: 1,
          line,
          turn: 1,
          booked_at: december,
        },
        ...{ job_id, from_account: `job:${job_id}`, to_account: `account:${BOB}`, amount: back },
      })
      .execute();
    expect(await spent()).toEqual(months);
  }
});

describe("an Admin's word", () => {
  let requests = 0;
  async function request(member: string, maxTotal: number, fields: object = {}): Promise<string> {
    const id = `request-${++requests}`;
    await insertRequest(store.db, {
      ...{ id, org: ORG, member, thread_id: `team of ${member}`, decision_id: "d", offer_id: "o" },
      ...{ duration_seconds: 3_600, source: "necto", provider: "Acme", payee: PAYEE, gpu: "H100 SXM" },
      ...{ gpu_count: 1, units: 1, rate: maxTotal, total: maxTotal, max_total: maxTotal, asked_at: at() },
      ...fields,
    });
    return id;
  }
  const decide = (id: string, hours = 24) =>
    decideRequest(store.db, id, {
      ...{ status: "allowed", by: ADA, at: at(), refusal: null },
      validUntil: new Date(clock + hours * 3_600_000).toISOString(),
    });

  test("is needed above the limit, of an Admin's own order aside, and is good for one order", async () => {
    await allow({ adminAboveUsdMicros: USD });
    expect(await book(ADA, 2 * USD)).toBeNull();
    expect(await book(BOB, USD)).toBeNull();
    expect(await book(BOB, 2 * USD)).toBe("policy/needs-admin");
    const id = await request(BOB, 2 * USD);
    expect(await book(BOB, 2 * USD)).toBe("policy/needs-admin");
    expect([await decide(id), await decide(id)]).toEqual([true, false]);
    for (const [member, order] of [
      [EVE, orderOf(2 * USD)],
      [BOB, orderOf(2 * USD + 1)],
      [BOB, orderOf(2 * USD, { gpu: "A100 SXM" })],
      [BOB, orderOf(2 * USD, { payee: `0x${"d".repeat(40)}` })],
      [BOB, orderOf(2 * USD, { source: "lambda" })],
    ] as const)
      expect(await book(member, order)).toBe("policy/needs-admin");
    expect(await purse().objections(`team of ${BOB}`, orderOf(2 * USD))).toEqual([]);
    // What needs nobody's word uses none up.
    expect(await book(BOB, USD)).toBeNull();
    expect(await book(BOB, 2 * USD)).toBeNull();
    expect(await book(BOB, 2 * USD)).toBe("policy/needs-admin");
    expect((await rows("order_requests"))[0]).toMatchObject({
      status: "used",
      used_by: `approval-${orders - 1}`,
    });
  });

  test("ends after its hours", async () => {
    await allow({ adminAboveUsdMicros: 0 });
    await decide(await request(BOB, USD), 1);
    clock += 3_600_000;
    expect(await book(BOB, USD)).toBe("policy/needs-admin");
  });

  test("of two orders at once, one uses it", async () => {
    await allow({ adminAboveUsdMicros: 0 });
    await decide(await request(BOB, USD));
    const answers = await Promise.all([book(BOB, USD), book(BOB, USD), book(BOB, USD)]);
    expect(answers.filter((code) => code === null)).toHaveLength(1);
  });

  test("is used once at most, and never by more than it allows, whatever happens in whichever order", async () => {
    const amount = fc.integer({ min: 1, max: 5 }).map((usd) => usd * USD);
    const step = fc.oneof(
      fc.record({ is: fc.constant("ask" as const), amount }),
      fc.record({ is: fc.constant("allow" as const), hours: fc.integer({ min: 1, max: 24 }) }),
      fc.record({ is: fc.constant("refuse" as const) }),
      fc.record({
        is: fc.constant("book" as const),
        amounts: fc.array(amount, { minLength: 1, maxLength: 4 }),
      }),
      fc.record({ is: fc.constant("wait" as const), hours: fc.integer({ min: 1, max: 12 }) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        await store.db.deleteFrom("order_requests").execute();
        await store.db.deleteFrom("team_charges").execute();
        await allow({ adminAboveUsdMicros: USD });
        for (const one of steps) {
          if (one.is === "ask") await request(BOB, one.amount);
          if (one.is === "wait") clock += one.hours * 3_600_000;
          if (one.is === "allow" || one.is === "refuse") {
            const waiting = (await rows("order_requests")).find(({ status }) => status === "pending");
            if (!waiting) continue;
            if (one.is === "allow") await decide(waiting.id as string, one.hours);
            else {
              const refusal = { by: ADA, at: at(), refusal: "not-now" as const, validUntil: null };
              await decideRequest(store.db, waiting.id as string, { status: "refused", ...refusal });
            }
          }
          if (one.is === "book") await Promise.all(one.amounts.map((total) => book(BOB, total)));
        }
        const charges = await store.db.selectFrom("team_charges").selectAll().execute();
        const used = (await rows("order_requests")).filter(({ status }) => status === "used");
        const above = charges.filter(({ amount: total }) => Number(total) > USD);
        expect(used.map(({ used_by }) => used_by).sort()).toEqual(above.map(({ id }) => id).sort());
        for (const { used_by, max_total, valid_until } of used) {
          const charge = charges.find(({ id }) => id === used_by)!;
          expect(Number(charge.amount)).toBeLessThanOrEqual(Number(max_total));
          expect(charge.at < (valid_until as string)).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  });
});
