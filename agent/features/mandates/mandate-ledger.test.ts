import { NectoError } from "@necto/tools/errors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { type Approval, findApproval } from "../booking/approval-queries.ts";
import { requireStanding, reserveOrder } from "./mandate-ledger.ts";
import { findOrder, moveOrder } from "./mandate-queries.ts";
import { createScripted, type Scripted } from "./testing/scripted-mandates.ts";

/** What holds in the transactions alone, whatever came before them. */

let database: TestDatabase;
let store: Store;
let scripted: Scripted;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  scripted = createScripted([store]);
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const BOUNDS = {
  ...{ maxUsdMicrosPerGpuHour: 1_000_000, maxOrderUsdMicros: 2_000_000, maxDayUsdMicros: 4_000_000 },
  ...{ maxOrders: 9, minutes: 5 },
};

/** A firing whose order is about to be answered. */
async function asked(crossing: number): Promise<Approval> {
  await scripted.fire(crossing);
  const approval = await scripted.card();
  const order = (await findOrder(store.db, scripted.firingIdOf(crossing)))!;
  await moveOrder(store.db, order, { state: "answering", approvalId: approval.id });
  return approval;
}
const reserve = (crossing: number, approval: Approval) =>
  store.db.transaction().execute((transaction) =>
    reserveOrder(transaction, {
      ...{ firingId: scripted.firingIdOf(crossing), approval, now: scripted.clock.now },
    }),
  );
const reasonOf = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof NectoError ? error.meta.reason : error),
  );

test("of three orders at once that would each fit, two pass: the day holds two", async () => {
  await scripted.sign(BOUNDS);
  const approvals = [await asked(1), await asked(2), await asked(3)];
  const reasons = await Promise.all(
    approvals.map((approval, index) => reasonOf(reserve(index + 1, approval))),
  );
  expect(reasons.filter((reason) => reason === null)).toHaveLength(2);
  expect(reasons).toContain("day-cap");
});

test("a firing pays for the card that it asked for, and once", async () => {
  await scripted.sign(BOUNDS);
  const first = await asked(1);
  const other = await scripted.card();
  expect(await reasonOf(reserve(1, other))).toBe("answered");
  expect(await reasonOf(reserve(1, first))).toBe(null);
  expect(await reasonOf(reserve(1, first))).toBe("answered");
});

test("a dearer card, a changed watch, a revocation and an expiry take the answer back", async () => {
  await scripted.sign(BOUNDS);
  scripted.market.usdMicrosPerGpuHour = 1_000_001;
  expect(await reasonOf(reserve(1, await asked(1)))).toBe("price");
  scripted.market.usdMicrosPerGpuHour = 1_000_000;
  const approval = await asked(2);
  await store.db.updateTable("watches").set({ account: "0xb" }).where("id", "=", scripted.watchId).execute();
  expect(await reasonOf(reserve(2, approval))).toBe("watch-changed");
  await store.db
    .updateTable("watches")
    .set({ account: scripted.account })
    .where("id", "=", scripted.watchId)
    .execute();
  scripted.clock.now += 5 * 60_000;
  expect(await reasonOf(reserve(2, approval))).toBe("expired");
  scripted.clock.now -= 1;
  await scripted.revoke();
  expect(await reasonOf(reserve(2, approval))).toBe("revoked");
  expect(await findOrder(store.db, scripted.firingIdOf(2))).toMatchObject({ state: "answering" });
});

test("what was reserved is paid only while the mandate stands, and goes on once it is written down", async () => {
  await scripted.sign(BOUNDS);
  const approval = await asked(1);
  const standing = () =>
    reasonOf(
      store.db
        .transaction()
        .execute((transaction) => requireStanding(transaction, approval.id, scripted.clock.now)),
    );
  expect(await standing()).toBe("revoked");
  await reserve(1, approval);
  expect(await standing()).toBe(null);
  await scripted.revoke();
  expect(await standing()).toBe("revoked");
  await store.db.updateTable("approvals").set({ intent_id: "i" }).where("id", "=", approval.id).execute();
  expect(await standing()).toBe(null);
  expect((await findApproval(store.db, approval.id))!.intentId).toBe("i");
});
