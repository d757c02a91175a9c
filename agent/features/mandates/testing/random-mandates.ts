import fc from "fast-check";
import { expect } from "vitest";
import type { Store } from "../../../store/open-store.ts";
import { type Bounds, createScripted, type Process, type Scripted } from "./scripted-mandates.ts";

/** What may happen to mandates, in any order. `on` is one of two processes. */
export type Happening =
  | { readonly do: "sign"; readonly bounds: Bounds }
  | { readonly do: "fire"; readonly isNew: boolean }
  | { readonly do: "look"; readonly on: 0 | 1 }
  | { readonly do: "look-both" }
  | { readonly do: "pay"; readonly on: 0 | 1; readonly outcome: "funded" | "failed" }
  /** The power goes after so many more points, in the middle of whatever is done then. */
  | { readonly do: "cut"; readonly on: 0 | 1; readonly after: number }
  | { readonly do: "restart"; readonly on: 0 | 1 }
  | { readonly do: "price"; readonly usdMicros: number }
  | { readonly do: "sold-out" | "unsigned" | "wallet"; readonly is: boolean }
  | { readonly do: "wait"; readonly seconds: number }
  | { readonly do: "revoke" }
  /** While the next order is being answered. */
  | { readonly do: "meanwhile"; readonly what: Happening };

const on = fc.constantFrom(0 as const, 1 as const);
const bounds: fc.Arbitrary<Bounds> = fc.record({
  maxUsdMicrosPerGpuHour: fc.constantFrom(1_000_000, 2_000_000),
  maxOrderUsdMicros: fc.constantFrom(2_000_000, 4_000_000),
  maxDayUsdMicros: fc.constantFrom(2_000_000, 4_000_000, 7_000_000),
  maxOrders: fc.integer({ min: 1, max: 4 }),
  minutes: fc.constantFrom(5, 60, 600),
});
const look = fc.record({ do: fc.constant("look" as const), on });

/** Looks and payments often, so that what fires has a way to its end. */
export const happenings: fc.Arbitrary<readonly Happening[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: look },
    { weight: 3, arbitrary: fc.constant({ do: "look-both" as const }) },
    { weight: 5, arbitrary: fc.record({ do: fc.constant("fire" as const), isNew: fc.boolean() }) },
    {
      weight: 5,
      arbitrary: fc.record({
        ...{ do: fc.constant("pay" as const), on },
        outcome: fc.constantFrom("funded" as const, "funded" as const, "failed" as const),
      }),
    },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("cut" as const), on, after: fc.nat(12) }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant("restart" as const), on }) },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant("price" as const),
        usdMicros: fc.constantFrom(999_999, 1_000_000, 1_000_001, 2_000_000, 2_500_000),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant("wait" as const), seconds: fc.constantFrom(1, 130, 2_000) }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant("sign" as const), bounds }) },
    { weight: 1, arbitrary: fc.constant({ do: "revoke" as const }) },
    {
      weight: 3,
      arbitrary: fc.record({
        do: fc.constant("meanwhile" as const),
        what: fc.constantFrom<Happening>(
          { do: "revoke" },
          { do: "wait", seconds: 2_000 },
          { do: "look", on: 0 },
          { do: "look", on: 1 },
          { do: "price", usdMicros: 2_500_000 },
        ),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constantFrom("sold-out" as const, "unsigned" as const, "wallet" as const),
        is: fc.boolean(),
      }),
    },
  ),
  { minLength: 12, maxLength: 36 },
);

/** What a sequence of happenings led to. */
export interface Outcome {
  readonly booked: number;
  readonly skipped: readonly string[];
  readonly waiting: number;
}

/**
 * Lets things happen to a mandate, holding every bound against what was written down after each of them, and at last lets
 * everything come to its end.
 *
 * @param stores of the two processes: of one database
 */
export async function letHappen(
  stores: readonly [Store, Store],
  first: Bounds,
  sequence: readonly Happening[],
): Promise<Outcome> {
  const scripted = createScripted(stores);
  const processes = stores.map((store) => scripted.begin(store));
  let fired = 0;

  async function restart(index: 0 | 1): Promise<void> {
    processes[index]!.power.isOn = false;
    await scripted.endInterrupted(stores[index]);
    processes[index] = scripted.begin(stores[index]);
    await processes[index].recover();
  }

  async function happen(what: Happening): Promise<unknown> {
    const { market, clock } = scripted;
    switch (what.do) {
      case "sign":
        return scripted.sign(what.bounds);
      case "fire":
        return scripted.fire(what.isNew || fired === 0 ? ++fired : fired);
      case "look":
        return processes[what.on]!.look();
      case "look-both":
        return Promise.all(processes.map((process) => process.look()));
      case "pay":
        return processes[what.on]!.pay(what.outcome);
      case "cut":
        processes[what.on]!.power.left = what.after;
        return;
      case "restart":
        return restart(what.on);
      case "price":
        market.usdMicrosPerGpuHour = what.usdMicros;
        return;
      case "sold-out":
        market.isSoldOut = what.is;
        return;
      case "unsigned":
        market.isSigned = !what.is;
        return;
      case "wallet":
        market.canPay = !what.is;
        return;
      case "wait":
        clock.now += what.seconds * 1_000;
        return;
      case "revoke":
        return scripted.revoke();
      case "meanwhile":
        // A process answers one at a time.
        scripted.meanwhile.next = async (busy) => {
          if (!("on" in what.what && stores[what.what.on] === busy)) await happen(what.what);
        };
        return;
    }
  }

  await scripted.sign(first);
  for (const what of sequence) {
    await happen(what);
    requireBounds(scripted);
  }
  await drain(scripted, processes, restart);
  requireBounds(scripted);
  expect(scripted.faults).toEqual([]);
  return requireEnds(scripted);
}

const dayOf = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);

/** No bound is exceeded by what was written down, whatever became of it later. */
function requireBounds({ payments, mandates }: Scripted): void {
  for (const payment of payments) {
    const { terms, revokedBy } = mandates.get(payment.mandateId)!;
    expect(payment.total).toBeLessThanOrEqual(terms.maxOrderUsdMicros);
    expect(payment.rate).toBeLessThanOrEqual(terms.maxUsdMicrosPerGpuHour * 2);
    expect(payment.at).toBeLessThan(terms.validUntil * 1_000);
    if (revokedBy !== null) expect(payment.revocations).toBeLessThan(revokedBy);
    const standing = payments.filter(
      ({ mandateId, isFailed }) => mandateId === payment.mandateId && !isFailed,
    );
    expect(standing.length).toBeLessThanOrEqual(terms.maxOrders);
    const sameDay = standing.filter(({ agreedAt }) => dayOf(agreedAt) === dayOf(payment.agreedAt));
    expect(sameDay.reduce((sum, { total }) => sum + total, 0)).toBeLessThanOrEqual(terms.maxDayUsdMicros);
  }
  const firings = payments.map(({ firingId }) => firingId);
  expect(new Set(firings).size).toBe(firings.length);
}

async function drain(
  scripted: Scripted,
  processes: readonly Process[],
  restart: (index: 0 | 1) => Promise<void>,
): Promise<void> {
  await restart(0);
  await restart(1);
  for (let round = 0; round < 200; round++) {
    for (const process of processes) {
      await process.look();
      while (!process.isIdle()) await process.pay("funded");
    }
    const isOver = (await scripted.orders()).every(({ state }) => ENDS.includes(state));
    if (isOver) return;
    scripted.clock.now += 5_000;
  }
  throw new Error(`Lost: ${JSON.stringify(await scripted.orders())}`);
}

const ENDS = ["booked", "skipped", "waiting"];

/** Every firing has one end, which is true, and its account was told of it once. */
async function requireEnds(scripted: Scripted): Promise<Outcome> {
  const orders = await scripted.orders();
  const kinds = { booked: "mandate.booked", skipped: "mandate.skipped", waiting: "mandate.asks" };
  for (const { firing_id, state, reason } of orders) {
    const paid = scripted.payments.filter(({ firingId, isFailed }) => firingId === firing_id && !isFailed);
    expect([firing_id, state, paid.length]).toEqual([firing_id, state, state === "booked" ? 1 : 0]);
    expect(reason !== null).toBe(state === "skipped");
    // A wallet was asked before it let the order pass.
    const asked = reason === "unanswered" ? [kinds.waiting] : [];
    expect(await scripted.told(firing_id)).toEqual([...asked, kinds[state as keyof typeof kinds]]);
  }
  return {
    booked: orders.filter(({ state }) => state === "booked").length,
    skipped: orders.flatMap(({ reason }) => reason ?? []),
    waiting: orders.filter(({ state }) => state === "waiting").length,
  };
}
