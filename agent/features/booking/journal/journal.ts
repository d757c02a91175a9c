import type { EscrowDoor } from "@necto/tools/chain/escrow";
import type { Signer } from "@necto/tools/chain/signer";
import { NectoError } from "@necto/tools/errors";
import type { Store } from "../../../store/open-store.ts";
import { type GatedOrder, requireGated } from "../gate-order.ts";
import { createSender, type Sender } from "./create-sender.ts";
import { type MoneyReached, NO_MONEY_FAILPOINT } from "./failpoints.ts";
import { findIntent, type Intent, insertIntent, wantCancel } from "./intent-queries.ts";
import type { SendPatience } from "./send-steps.ts";

export interface JournalOptions {
  readonly store: Store;
  readonly door: EscrowDoor;
  readonly chainId: number;
  /** Accounts that this process may send for. */
  readonly signers: readonly Signer[];
  /** Names this process; no other one may ever have the same. */
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** `LOCAL_PACE` for a chain of this machine, `PUBLIC_PACE` for others. */
  readonly pace: Pace;
  readonly reached?: MoneyReached;
  /** Hears the id of an intent that has taken a step; its events are in the database. */
  readonly onStep: (intentId: string) => void;
  readonly onFault: (error: unknown) => void;
}

export interface Pace {
  readonly pollMs: number;
  readonly patience: SendPatience;
}

const PATIENCE = { misses: 3, refusals: 3, atOnce: 48 } as const;

/** A chain that makes a block as soon as it has a transaction. */
export const LOCAL_PACE: Pace = {
  pollMs: 40,
  patience: { ...PATIENCE, leaseMs: 600, rebroadcastMs: 1_000, bumpMs: 5_000 },
};

/** A chain with a block every second or so. */
export const PUBLIC_PACE: Pace = {
  pollMs: 1_000,
  patience: { ...PATIENCE, leaseMs: 15_000, rebroadcastMs: 15_000, bumpMs: 45_000 },
};

/**
 * Brings orders on chain, each once. What was recorded happens, or fails for a reason that is told; a crash at any moment
 * changes neither.
 */
export interface Journal {
  /**
   * Records an order in the caller's transaction; `wake` when it is committed. The same order again is the same intent.
   *
   * @throws NectoError `policy/not-gated`
   */
  readonly record: (db: Store["db"], order: GatedOrder) => Promise<Intent>;
  readonly wake: () => void;
  readonly find: (intentId: string) => Promise<Intent | null>;
  /**
   * Asks that it should not happen: by not sending it, or by an empty transaction in its place. It may be too late; the
   * intent's state says which came first.
   */
  readonly cancel: (intentId: string) => Promise<void>;
  /** By address in lower case. */
  readonly status: () => Readonly<Record<string, ReturnType<Sender["status"]>>>;
  readonly close: () => Promise<void>;
}

export function createJournal(options: JournalOptions): Journal {
  const { store, now, pace, reached = NO_MONEY_FAILPOINT, signers } = options;
  const senders = new Map(
    signers.map((signer) => [
      signer.address.toLowerCase(),
      createSender({ ...options, ...pace, reached, signer }),
    ]),
  );
  const wake = () => {
    for (const sender of senders.values()) sender.wake();
  };
  return {
    record(db, order) {
      requireGated(order);
      return insertIntent(db, order, new Date(now()).toISOString());
    },
    wake,
    find: (intentId) => findIntent(store.db, intentId),
    async cancel(intentId) {
      if ((await wantCancel(store.db, intentId)) === null)
        throw new NectoError({ code: "request/not-found", message: `There is no payment ${intentId}.` });
      wake();
    },
    status: () => Object.fromEntries([...senders].map(([address, sender]) => [address, sender.status()])),
    async close() {
      await Promise.all([...senders.values()].map((sender) => sender.close()));
    },
  };
}
