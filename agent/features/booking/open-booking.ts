import { randomUUID } from "node:crypto";
import { permit2Address } from "@necto/contracts/abi/networks";
import { type ChainAt, type ReadClient, readClient } from "@necto/tools/chain/chain-clients";
import { type EscrowDoor, readBalance, readJob, readRules } from "@necto/tools/chain/escrow";
import { networkOf } from "@necto/tools/chain/networks";
import type { Signer } from "@necto/tools/chain/signer";
import { isSignedBy } from "@necto/tools/chain/verify-signature";
import { NectoError } from "@necto/tools/errors";
import type { BookingProgress } from "@necto/tools/protocol/booking";
import { toCheckout, toTerms } from "@necto/tools/protocol/checkout";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { type Address, type Hex, isAddressEqual } from "viem";
import type { BookingDesk, Funding } from "../../graph/booking-desk.ts";
import type { AdiNetwork } from "../../registry/open-adi-network.ts";
import type { FeedHub } from "../../server/feed-hub.ts";
import type { Store } from "../../store/open-store.ts";
import type { TraceService } from "../../traces/trace-service.ts";
import { type Approval, findApproval, saveBooking, sumApproved } from "./approval-queries.ts";
import type { DealFacts } from "./build-order.ts";
import { type BookingRules, checkPolicy } from "./check-policy.ts";
import { type GateContext, type GatedOrder, gateSpend, type MoneyPolicy } from "./gate-order.ts";
import { insertJob, wordsOf } from "./job-queries.ts";
import type { Intent } from "./journal/intent-queries.ts";
import { createJournal, type Journal, LOCAL_PACE, PUBLIC_PACE } from "./journal/journal.ts";
import { listTransactions } from "./journal/sender-queries.ts";
import { createQuoteDesk, type QuoteDesk } from "./quote-desk.ts";
import { saltOf } from "./salt-of.ts";

export interface BookingOptions {
  readonly store: Store;
  readonly chain: ChainAt;
  readonly deployment: Omit<AdiNetwork, "chain">;
  /** Sends for buyers who only sign. */
  readonly relayer: Signer;
  /** Further accounts that this process sends for: demo buyers and providers. */
  readonly accounts: readonly Signer[];
  /** Keys of providers who let Necto sign their quotes. */
  readonly delegates: readonly Signer[];
  readonly rules: BookingRules;
  readonly isSandbox: boolean;
  readonly traces: Pick<TraceService, "find" | "want">;
  readonly traceHub: Pick<FeedHub<TraceStatus>, "subscribe">;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 32 random bytes. */
  readonly newNonce: () => string;
  readonly onFault: (error: unknown) => void;
}

/** Everything about money of one process. */
export interface OpenBooking {
  readonly desk: BookingDesk;
  readonly quotes: QuoteDesk;
  readonly door: EscrowDoor;
  readonly client: ReadClient;
  readonly policy: MoneyPolicy;
  readonly isSandbox: boolean;
  /** From this block on there are events of the escrow. */
  readonly fromBlock: bigint;
  readonly rules: BookingRules;
  readonly chain: DealFacts["chain"] & { readonly rpcUrl: string };
  readonly token: { readonly address: string; readonly symbol: string };
  readonly facts: BookingDesk["facts"];
  readonly relayer: Signer;
  readonly balanceOf: (address: string) => Promise<bigint>;
  /** Whether an account signed, be it a key or a contract. */
  readonly verify: GateContext["verify"];
  /** Records a call and waits until the chain has it, or refuses it for good. */
  readonly send: (
    order: GatedOrder,
    onStep?: (intent: Intent) => void,
    signal?: AbortSignal,
  ) => Promise<Intent>;
  readonly close: () => Promise<void>;
}

/** How long a signed price is good, and with it an approval. */
export const QUOTE_MS = 120_000;
/** Of what was paid, a mined block is told; that it stays is the journal's care. */
const OVER: readonly Intent["state"][] = ["mined", "done", "failed", "cancelled"];
const LOOK_AGAIN_MS = 100;
/** A payment is begun this long before its signature runs out, or not at all. */
const MARGIN_SECONDS = 60;

export function openBooking(options: BookingOptions): OpenBooking {
  const { store, chain, deployment, relayer, accounts, delegates, rules, traces, traceHub, now } = options;
  const { token, tokenCapabilities } = deployment;
  const client = readClient(chain);
  const { chainId } = chain;
  const door: EscrowDoor = { client, escrow: deployment.escrow };
  const registry = { client, registry: deployment.registry };
  const network = networkOf(chainId);
  const named = {
    ...{ id: chainId, name: network?.title ?? `chain ${chainId}` },
    explorerUrl: network?.explorerUrl ?? null,
  };
  const policy: MoneyPolicy = {
    ...{ chainId, escrow: door.escrow, token, tokenDomain: tokenCapabilities.domain },
    permit2: permit2Address,
    maxAmount: rules.maxOrderUsdMicros === null ? null : BigInt(rules.maxOrderUsdMicros),
    isStopped: !rules.isEnabled,
  };
  const quotes = createQuoteDesk({
    ...{ registry, chainId, delegates, now, newNonce: options.newNonce, validMs: QUOTE_MS },
  });
  const steps = new Map<string, () => void>();
  const journal: Journal = createJournal({
    ...{ store, door, chainId, now, onFault: options.onFault, owner: randomUUID() },
    signers: [relayer, ...accounts],
    pace: options.isSandbox ? LOCAL_PACE : PUBLIC_PACE,
    onStep: (intentId) => steps.get(intentId)?.(),
  });

  const verify: GateContext["verify"] = (signed) => isSignedBy(client, signed);

  async function facts(): Promise<DealFacts> {
    const { feeBps } = await readRules(door);
    const { domain, symbol } = tokenCapabilities;
    if (domain === null)
      throw new NectoError({
        code: "escrow/no-signature",
        message: `Nothing can be signed for the token ${token}, so nothing can be booked.`,
      });
    return {
      ...{ chain: named, escrow: door.escrow, registry: registry.registry, feeBps },
      token: { address: token, symbol, domainName: domain.name, domainVersion: domain.version },
    };
  }

  /** Waits for an intent of the journal to end; a look now and then, should a step have gone unheard. */
  async function follow(
    intent: Intent,
    onStep: (intent: Intent) => void,
    signal: AbortSignal,
  ): Promise<Intent> {
    let known = intent;
    let heard = Promise.withResolvers<void>();
    const hear = () => heard.resolve();
    steps.set(intent.id, hear);
    signal.addEventListener("abort", hear);
    const look = setInterval(hear, LOOK_AGAIN_MS);
    try {
      for (;;) {
        signal.throwIfAborted();
        heard = Promise.withResolvers();
        const next = (await journal.find(intent.id)) ?? known;
        if (next.state !== known.state) onStep(next);
        known = next;
        if (OVER.includes(known.state)) return known;
        await heard.promise;
      }
    } finally {
      clearInterval(look);
      signal.removeEventListener("abort", hear);
      steps.delete(intent.id);
    }
  }

  async function send(
    order: GatedOrder,
    onStep: (intent: Intent) => void = () => {},
    signal: AbortSignal = NEVER,
  ): Promise<Intent> {
    const intent = await journal.record(store.db, order);
    journal.wake();
    return follow(intent, onStep, signal);
  }

  const approvalOf = async (id: string): Promise<Approval> => {
    const approval = await findApproval(store.db, id);
    if (approval === null) throw new Error(`Approval ${id} is gone.`);
    return approval;
  };

  /** The card's struct, held against the deployment before anything is gated. */
  function requireOurs({ order }: Approval): void {
    const isOurs =
      order.chain.id === policy.chainId &&
      isAddressEqual(order.escrow as Address, policy.escrow) &&
      isAddressEqual(order.token.address as Address, policy.token);
    if (isOurs) return;
    throw new NectoError({
      code: "policy/mismatch",
      message: "This order is for another chain, escrow or token than Necto's. Nothing was sent.",
    });
  }

  async function gate(approval: Approval): Promise<GatedOrder> {
    const { order, payer } = approval;
    if (payer === null || approval.status !== "approved")
      throw new NectoError({ code: "policy/not-approved", message: "Nobody approved this payment." });
    requireOurs(approval);
    return gateSpend(
      {
        payee: { v: order.payee as Address, src: "user-approved" },
        amount: { v: BigInt(order.totalUsdMicros), src: "user-approved" },
        token: { v: policy.token, src: "policy" },
        chain: { v: policy.chainId, src: "policy" },
        spender: { v: policy.escrow, src: "policy" },
        call: {
          ...{ call: "openWithAuthorization", terms: toTerms(order, payer.address) },
          ...{ validAfter: BigInt(order.validAfter), validBefore: BigInt(order.validBefore) },
          signature: payer.signature as Hex,
        },
      },
      { policy, account: relayer.address, verify, job: null },
    );
  }

  async function fund(
    approvalId: string,
    onProgress: (progress: BookingProgress) => void,
    signal: AbortSignal,
  ): Promise<Funding> {
    const approval = await approvalOf(approvalId);
    const { order, payer } = approval;
    if (approval.state === "failed")
      return { state: "failed", jobId: null, txHash: null, problem: approval.problem, at: iso(now()), order };
    if (approval.state === "funded" || payer === null) return asFunded(approval, null, null);
    const isPrivate = approval.mode === "untracked" && payer.kind !== "demo";
    const { jobId } = toCheckout(order, payer.address);
    const tell = (state: BookingProgress["state"], txHash: string | null, problem: Approval["problem"]) =>
      onProgress({
        ...{ approvalId, state, problem, jobId: isPrivate ? null : jobId },
        txHash: isPrivate ? null : txHash,
      });
    const fail = async (problem: NonNullable<Approval["problem"]>): Promise<Funding> => {
      await saveBooking(store.db, approvalId, { state: "failed", problem, isForgotten: isPrivate });
      tell("failed", null, problem);
      return { state: "failed", jobId: null, txHash: null, problem, at: iso(now()), order };
    };
    if (now() > (order.validBefore - MARGIN_SECONDS) * 1_000) return fail(TOO_LATE);
    const gated = await gate(approval).catch(asProblem);
    if ("problem" in gated) return fail(gated.problem);
    const recorded = await store.db.transaction().execute(async (db) => {
      const intent = await journal.record(db, gated);
      await saveBooking(db, approvalId, { state: "recorded", intentId: intent.id });
      await insertJob(db, {
        ...{ jobId, order: wordsOf(order), buyer: payer.address, payee: order.payee },
        account: payer.account,
        threadId: approval.mode === "tracked" ? approval.threadId : null,
        ...{ viewKey: payer.viewKey, capabilityHash: payer.capabilityHash, createdAt: iso(now()) },
      });
      return intent;
    });
    tell("recorded", null, null);
    journal.wake();
    let isSent = false;
    const intent = await follow(
      recorded,
      ({ state }) => {
        if (state !== "sent" || isSent) return;
        isSent = true;
        void lastHash(recorded.id).then((hash) => tell("sent", hash, null), options.onFault);
      },
      signal,
    );
    if (intent.state === "failed" || intent.state === "cancelled")
      return fail({
        code: intent.problem_code ?? "escrow/refused",
        message: intent.problem_message ?? "The escrow refused the payment.",
      });
    const { at, txHash } = await minedAt(intent);
    await saveBooking(store.db, approvalId, { state: "funded", problem: null, isForgotten: isPrivate });
    tell("funded", txHash, null);
    return {
      ...{ state: "funded", problem: null, at, order },
      ...{ jobId: isPrivate ? null : jobId, txHash: isPrivate ? null : txHash },
    };
  }

  /** The newest transaction of an intent that was handed out. */
  async function lastHash(intentId: string): Promise<string | null> {
    return (await listTransactions(store.db, [intentId])).at(-1)?.hash ?? null;
  }

  async function minedAt(intent: Intent): Promise<{ at: string; txHash: string | null }> {
    const txHash = intent.tx_hash;
    if (intent.block_number === null) return { at: iso(now()), txHash };
    const { timestamp } = await client.getBlock({ blockNumber: BigInt(intent.block_number) });
    return { at: iso(Number(timestamp) * 1_000), txHash };
  }

  /** Asked again after it was paid, by a run that did not hear the answer. */
  async function asFunded(approval: Approval, jobId: string | null, txHash: string | null): Promise<Funding> {
    const known = approval.payer && toCheckout(approval.order, approval.payer.address).jobId;
    const job = known ? await readJob(door, known as Hex) : null;
    return {
      ...{ state: "funded", problem: null, order: approval.order, txHash, jobId: known ?? jobId },
      at: job ? iso(job.since * 1_000) : iso(now()),
    };
  }

  async function untilStored(root: string, signal: AbortSignal): Promise<void> {
    const stored = Promise.withResolvers<void>();
    const leave = traceHub.subscribe(root, ({ state }) => {
      if (state === "stored") stored.resolve();
    });
    const stop = () => stored.reject(signal.reason);
    signal.addEventListener("abort", stop, { once: true });
    const hour = setTimeout(() => stored.reject(NOT_STORED), (3_600 - MARGIN_SECONDS) * 1_000);
    try {
      signal.throwIfAborted();
      await traces.want(root);
      // Another process may have stored it, which no hub of this one tells.
      const look = setInterval(() => void isStored(root).then((is) => is && stored.resolve()), 1_000);
      if (await isStored(root)) stored.resolve();
      await stored.promise.finally(() => clearInterval(look));
    } finally {
      clearTimeout(hour);
      leave();
      signal.removeEventListener("abort", stop);
    }
  }

  const isStored = async (root: string): Promise<boolean> => {
    const status = await traces.find({ root }).catch((error: unknown) => {
      options.onFault(error);
      return null;
    });
    return status?.state === "stored";
  };

  const desk: BookingDesk = {
    ...{ chainId, registry: registry.registry, quote: quotes.quote, facts, untilStored, fund, saltOf },
    async objections({ source, totalUsdMicros }) {
      const spentTodayUsdMicros = await sumApproved(store.db, `${iso(now()).slice(0, 10)}T00:00:00.000Z`);
      return checkPolicy(rules, { source, totalUsdMicros, spentTodayUsdMicros });
    },
    rootOf: async (decisionId) => (await traces.find({ decisionId }))?.root ?? null,
    rootOfApproval: async (id) => (await approvalOf(id)).order.traceRoot,
  };
  return {
    ...{ desk, quotes, door, client, policy, rules, facts, relayer, verify, send },
    isSandbox: options.isSandbox,
    fromBlock: deployment.fromBlock,
    token: { address: token, symbol: tokenCapabilities.symbol },
    chain: { ...named, rpcUrl: deployment.publicRpcUrl },
    balanceOf: (address) => readBalance(client, token, address as Address),
    close: journal.close,
  };
}

const NEVER = new AbortController().signal;
const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const TOO_LATE = {
  code: "escrow/signature-expired",
  message: "The buyer's signature ran out before the payment could be made. Book again.",
};
const NOT_STORED = new NectoError({
  code: "storage/not-stored",
  message: "0G did not take the trace of this decision in time, so nothing was paid. Book again later.",
});

/** A refusal of the gate is how a booking ends, not a fault; anything else is. */
function asProblem(error: unknown): {
  readonly problem: { readonly code: string; readonly message: string };
} {
  if (!(error instanceof NectoError)) throw error;
  return { problem: { code: error.code, message: error.message } };
}
