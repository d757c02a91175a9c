import { type EscrowDoor, readJob } from "@necto/tools/chain/escrow";
import type { JobCall } from "@necto/tools/chain/escrow-call";
import type { Signer } from "@necto/tools/chain/signer";
import { isSignedBy } from "@necto/tools/chain/verify-signature";
import { type Address, BaseError, type Hex } from "viem";
import type { Store } from "../../store/open-store.ts";
import {
  type GatedOrder,
  gateJobCall,
  gateSpend,
  gateWithdrawal,
  type MoneyPolicy,
  type SpendOrder,
} from "./gate-order.ts";
import { answerOnce, findReplay, type MoneyAnswer, type MoneyRequest } from "./idempotency-queries.ts";
import { createIndexer } from "./index/create-indexer.ts";
import { findJob, type IndexKey, listJobs, listPostings } from "./index/index-queries.ts";
import { type Reconciliation, reconcile } from "./index/reconcile.ts";
import type { MoneyReached } from "./journal/failpoints.ts";
import { type Intent, type IntentEvent, listIntentEvents, listIntents } from "./journal/intent-queries.ts";
import { createJournal, type Journal, type Pace } from "./journal/journal.ts";
import type { Sourced } from "./sourced.ts";

export interface MoneyOptions {
  readonly store: Store;
  readonly door: EscrowDoor;
  /** Read for every order, so that the kill switch works at once. */
  readonly policy: () => MoneyPolicy;
  /** Where the escrow was deployed, or any block before that. */
  readonly fromBlock: bigint;
  /** Accounts that this process sends for: the relayer, and operators of providers who delegate to Necto. */
  readonly signers: readonly Signer[];
  /** Names this process; no other one may ever have the same. */
  readonly owner: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly pace: Pace;
  readonly reached?: MoneyReached;
  /** Hears that a payment has taken a step: its events are in the database, to be told to the feed. */
  readonly onPayment: (intentId: string) => void;
  /** Hears that jobs have changed on chain. */
  readonly onJobs: (jobIds: readonly Hex[]) => void;
  readonly onFault: (error: unknown) => void;
}

/** An answer to a POST that moves money, and whether it was given before. */
export type Answered = MoneyAnswer & { readonly isReplay: boolean };

/**
 * The money of one installation. Every order goes the same way: answered before? → gate → recorded with its answer in one
 * transaction → on chain, once. The answer is 202 and `{ payment, jobId }`; what becomes of it is told by `onPayment`.
 */
export interface Money {
  /** Takes money from a buyer, as it was approved and signed. @throws NectoError `policy/…`, `request/idempotency-…` */
  readonly spend: (request: MoneyRequest, order: SpendOrder, sender: Address) => Promise<Answered>;
  /** Does something about an open job. @throws NectoError `request/idempotency-…` */
  readonly act: (request: MoneyRequest, call: JobCall, sender: Address) => Promise<Answered>;
  /** Takes an account's credit. @throws NectoError `policy/…`, `request/idempotency-…` */
  readonly withdraw: (request: MoneyRequest, to: Sourced<Address>, sender: Address) => Promise<Answered>;
  /** Does something about an open job for the installation itself (expire, settle, reclaim); repeated, it is the same. */
  readonly keep: (call: JobCall, sender: Address) => Promise<Intent>;
  readonly find: Journal["find"];
  readonly cancel: Journal["cancel"];
  readonly status: Journal["status"];
  /** All payments about a job, oldest first. */
  readonly payments: (jobId: Hex) => Promise<readonly Intent[]>;
  readonly events: (intentId: string, afterSeq: number) => Promise<readonly IntentEvent[]>;
  /** By the escrow's events, as far as they are read. */
  readonly job: (jobId: Hex) => ReturnType<typeof findJob>;
  readonly jobs: (by: Parameters<typeof listJobs>[2]) => ReturnType<typeof listJobs>;
  readonly postings: (jobId: Hex) => ReturnType<typeof listPostings>;
  /** Holds the books against the chain. */
  readonly reconcile: () => Promise<Reconciliation>;
  readonly close: () => Promise<void>;
}

/** Looks of the indexer are this much rarer than the sender's. */
const INDEX_EVERY = 5;

export function createMoney(options: MoneyOptions): Money {
  const { store, door, policy, now, pace, onPayment, onFault } = options;
  const { chainId, escrow } = policy();
  const key: IndexKey = { chainId, address: escrow.toLowerCase() };
  const indexer = createIndexer({ ...options, chainId });
  const journal = createJournal({ ...options, chainId, onStep: onPayment });

  async function answer(
    request: MoneyRequest,
    gate: () => Promise<GatedOrder> | GatedOrder,
  ): Promise<Answered> {
    const before = await findReplay(store.db, request);
    if (before !== null) return { ...before, isReplay: true };
    const order = await gate();
    const at = new Date(now()).toISOString();
    const answered = await answerOnce(store.db, { ...request, at }, async (db) => {
      const { id, job_id: jobId } = await journal.record(db, order);
      return { status: 202, body: JSON.stringify({ payment: id, jobId }) };
    });
    journal.wake();
    return answered;
  }

  const stopping = new AbortController();
  let waking = Promise.withResolvers<void>();
  async function index(): Promise<void> {
    while (!stopping.signal.aborted) {
      waking = Promise.withResolvers();
      await indexer.poll().catch((error: unknown) => {
        // A node that does not answer is asked again.
        if (!(error instanceof BaseError)) onFault(error);
      });
      const timer = setTimeout(() => waking.resolve(), pace.pollMs * INDEX_EVERY);
      if (!stopping.signal.aborted) await waking.promise;
      clearTimeout(timer);
    }
  }
  const indexing = index();

  return {
    spend: (request, order, account) =>
      answer(request, async () => {
        const { call } = order;
        const job = "jobId" in call ? await readJob(door, call.jobId) : null;
        const verify: Parameters<typeof gateSpend>[1]["verify"] = (signed) => isSignedBy(door.client, signed);
        return gateSpend(order, { policy: policy(), account, verify, job });
      }),
    act: (request, call, account) => answer(request, () => gateJobCall(call, { policy: policy(), account })),
    withdraw: (request, to, account) =>
      answer(request, () =>
        gateWithdrawal({ to, key: `${request.principal}:${request.key}` }, { policy: policy(), account }),
      ),
    async keep(call, account) {
      const order = gateJobCall(call, { policy: policy(), account });
      const intent = await store.db.transaction().execute((db) => journal.record(db, order));
      journal.wake();
      return intent;
    },
    ...{ find: journal.find, cancel: journal.cancel, status: journal.status },
    payments: (jobId) => listIntents(store.db, jobId),
    events: (intentId, afterSeq) => listIntentEvents(store.db, intentId, afterSeq),
    job: (jobId) => findJob(store.db, key, jobId),
    jobs: (by) => listJobs(store.db, key, by),
    postings: (jobId) => listPostings(store.db, key, jobId),
    reconcile: async () => reconcile(store, key, door, await indexer.poll()),
    async close() {
      stopping.abort();
      waking.resolve();
      await Promise.all([indexing, journal.close()]);
    },
  };
}
