import { NectoError } from "@necto/tools/errors";
import type { Store } from "../../store/open-store.ts";
import {
  answerOnce,
  keepUnderWay,
  type MoneyAnswer,
  type MoneyRequest,
  settle,
} from "./idempotency-queries.ts";
import { inTurn } from "./in-turn.ts";
import type { AskedAct } from "./send-order.ts";

/** Something that is done on chain, and what is told of it. */
export interface OnChain {
  /** Does it, and waits until the chain has it; `kept` belongs into the transaction that records the call. */
  readonly perform: (kept: AskedAct) => Promise<void>;
  /** What is told then. */
  readonly answer: () => Promise<unknown>;
}

/** Does something once for each key, one after the other for each principal. */
export type OnceForKey = (request: MoneyRequest, work: OnChain) => Promise<MoneyAnswer>;

export interface OnceOptions {
  readonly store: Pick<Store, "db">;
  /** Waits until the chain has a call that was recorded. @throws NectoError `escrow/refused` */
  readonly follow: (intentId: string) => Promise<void>;
  readonly now: () => number;
}

interface Asked extends MoneyRequest {
  readonly at: string;
  readonly work: OnChain;
}

/**
 * A repeat gets the first answer. Where none was given yet, because the process died or another one has just recorded the
 * call, the repeat waits for that very call, and records no other.
 */
export function createOnceForKey({ store: { db }, follow, now }: OnceOptions): OnceForKey {
  async function once(asked: Asked): Promise<MoneyAnswer> {
    const { work } = asked;
    const known = await answerOnce(db, asked, async () => {
      throw NOT_YET;
    }).catch((error: unknown) => {
      if (error === NOT_YET) return null;
      throw error;
    });
    if (known?.intentId === null) return toAnswer(known);
    let intentId = known?.intentId ?? null;
    const kept: AskedAct = async (transaction, { id }) => {
      if (!(await keepUnderWay(transaction, asked, id))) throw TAKEN;
      intentId = id;
    };
    try {
      await (intentId === null ? work.perform(kept) : follow(intentId));
    } catch (error) {
      if (error === TAKEN) return once(asked);
      // What came to nothing leaves the key to be used again.
      if (intentId !== null && isRefused(error)) await settle(db, asked, { intentId, answer: null });
      throw error;
    }
    const answer = { status: 200, body: JSON.stringify(await work.answer()) };
    if (intentId !== null) await settle(db, asked, { intentId, answer });
    return toAnswer(await answerOnce(db, asked, async () => answer));
  }

  const run = inTurn(({ principal }: Asked) => principal, once);
  return (request, work) => run({ ...request, work, at: new Date(now()).toISOString() });
}

const toAnswer = ({ status, body }: MoneyAnswer): MoneyAnswer => ({ status, body });

const isRefused = (error: unknown): boolean => error instanceof NectoError && error.code === "escrow/refused";

const NOT_YET = Symbol("no answer yet");
const TAKEN = Symbol("another process has recorded it");
