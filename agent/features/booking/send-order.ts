import type { Store } from "../../store/open-store.ts";
import type { TeamPurse } from "../policy/team-purse.ts";
import { requireDayCap } from "./day-total-queries.ts";
import type { Followers } from "./followers.ts";
import type { GatedOrder } from "./gate-order.ts";
import type { Intent } from "./journal/intent-queries.ts";
import type { Journal } from "./journal/journal.ts";

/** Writes down who asked for a call, in the transaction that records it. */
export type AskedAct = (db: Store["db"], intent: Intent) => Promise<void>;

/** Records a call about a job and waits until the chain has it, or refuses it for good. */
export type SendOrder = (order: GatedOrder, asked?: AskedAct) => Promise<Intent>;

export interface SendOrderOptions {
  readonly store: Store;
  readonly journal: Pick<Journal, "record" | "wake">;
  readonly follow: Followers["follow"];
  readonly purse: Pick<TeamPurse, "forExtension">;
  /** Micro-USD of a UTC day; null for no cap. */
  readonly maxDayUsdMicros: number | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An extension is spent money as an order is: what a team and a day allow holds in the transaction that records it. */
export function createSendOrder(options: SendOrderOptions): SendOrder {
  const { store, journal, follow, purse, maxDayUsdMicros, now } = options;
  return async (order, asked) => {
    const isExtension = order.action === "extendWithAuthorization" && order.jobId !== null;
    const charge = isExtension
      ? await purse.forExtension({ jobId: order.jobId, amountUsdMicros: Number(order.facts.amount) })
      : null;
    const intent = await store.db.transaction().execute(async (db) => {
      const recorded = await journal.record(db, order);
      if (isExtension) await requireDayCap(db, maxDayUsdMicros, now());
      await charge?.(db, recorded.id);
      await asked?.(db, recorded);
      return recorded;
    });
    journal.wake();
    return follow(intent, () => {}, NEVER);
  };
}

const NEVER = new AbortController().signal;
