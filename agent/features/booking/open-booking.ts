import { randomUUID } from "node:crypto";
import { permit2Address } from "@necto/contracts/abi/networks";
import { type ChainAt, type ReadClient, readClient } from "@necto/tools/chain/chain-clients";
import { type EscrowDoor, readAllowance, readBalance, readJob, readRules } from "@necto/tools/chain/escrow";
import { networkOf } from "@necto/tools/chain/networks";
import type { RegistryAt } from "@necto/tools/chain/registry";
import type { Signer } from "@necto/tools/chain/signer";
import { isSignedBy } from "@necto/tools/chain/verify-signature";
import { NectoError } from "@necto/tools/errors";
import type {
  BookingProgress,
  Checkout,
  Order,
  PaymentCall,
  PaymentWay,
} from "@necto/tools/protocol/booking";
import { isBrokered } from "@necto/tools/protocol/brokered";
import { toCheckout, toJobId, toTerms } from "@necto/tools/protocol/checkout";
import { toPaymentCall } from "@necto/tools/protocol/payment-call";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { type Address, type Hex, isAddressEqual } from "viem";
import type { BookingDesk, Funding } from "../../graph/booking-desk.ts";
import type { AdiNetwork } from "../../registry/open-adi-network.ts";
import type { FeedHub } from "../../server/feed-hub.ts";
import type { Store } from "../../store/open-store.ts";
import { findThread } from "../../store/threads.ts";
import type { TraceService } from "../../traces/trace-service.ts";
import { recordOrder } from "../audit/approval-acts-queries.ts";
import { recordLogsOf } from "../audit/chain-acts-queries.ts";
import { type Capacity, createCapacity } from "../listings/capacity.ts";
import { requireStanding } from "../mandates/mandate-ledger.ts";
import { voidCharge } from "../policy/charge-queries.ts";
import { createTeamPurse, type TeamAccess, type TeamPurse } from "../policy/team-purse.ts";
import { type Approval, findApproval, saveBooking } from "./approval-queries.ts";
import { insertLaunch } from "./broker/broker-queries.ts";
import { createBrokerQuotes } from "./broker/quote-brokered.ts";
import type { DealFacts } from "./build-order.ts";
import { type BookingRules, checkPolicy } from "./check-policy.ts";
import { requireDayCap, sumDay } from "./day-total-queries.ts";
import { type GateContext, type GatedOrder, gateSpend, type MoneyPolicy } from "./gate-order.ts";
import { createIndexer, type Indexer } from "./index/create-indexer.ts";
import { holdIndex, listJobLogs } from "./index/index-queries.ts";
import { insertJob, wordsOf } from "./job-queries.ts";
import type { Intent } from "./journal/intent-queries.ts";
import { createJournal, type Journal, LOCAL_PACE, PUBLIC_PACE } from "./journal/journal.ts";
import { listTransactions } from "./journal/sender-queries.ts";
import { isSentByBuyer, openCallOf } from "./open-call.ts";
import { readPaymentFacts } from "./payment-facts.ts";
import { createQuoteDesk, type QuoteLapse } from "./quote-desk.ts";
import { saltOf } from "./salt-of.ts";
import { untilSeen } from "./until-seen.ts";

export interface BookingOptions {
  readonly store: Store;
  readonly chain: ChainAt;
  readonly deployment: Omit<AdiNetwork, "chain">;
  /** Sends for buyers who only sign. */
  readonly relayer: Signer;
  /** Further accounts that this process sends for: demo buyers and providers. */
  readonly accounts: readonly Signer[];
  /** Keys of providers and brokers who let Necto sign their quotes. */
  readonly delegates: readonly Signer[];
  /** What brokers are called here, by address in lower case. */
  readonly brokerTitles: Readonly<Record<string, string>>;
  /** Key that providers may name as their operator: it signs their quotes and sends their edits. Null for none. */
  readonly operator: Signer | null;
  readonly rules: BookingRules;
  /** Roles of teams; null or absent where there are none. */
  readonly teamAccess?: TeamAccess | null;
  readonly isSandbox: boolean;
  /** Hears that units of a listing were taken or given back. */
  readonly onUnits?: () => void;
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
  /** Why the quote of an order holds no more; null while it does. */
  readonly lapse: (order: Order) => Promise<QuoteLapse | null>;
  readonly door: EscrowDoor;
  readonly client: ReadClient;
  readonly policy: MoneyPolicy;
  readonly isSandbox: boolean;
  /** From this block on there are events of the escrow. */
  readonly fromBlock: bigint;
  readonly rules: BookingRules;
  readonly chain: DealFacts["chain"] & { readonly rpcUrl: string };
  /** Name and version are null when it takes no EIP-3009 signature: then no job can be extended. */
  readonly token: DealFacts["token"];
  readonly facts: BookingDesk["facts"];
  readonly relayer: Signer;
  readonly indexer: Indexer;
  readonly registry: RegistryAt;
  /** Units of listings: an approval takes them, the end of its job gives them back. */
  readonly capacity: Capacity;
  /** What teams may agree to, and what they did. */
  readonly purse: TeamPurse;
  readonly onUnits: () => void;
  /** Whom providers may name as their operator. */
  readonly operator: Address | null;
  /** Whether this installation has the key of an account. */
  readonly sendsFor: (address: string) => boolean;
  /** Records what passed the gate in the caller's transaction; `wake` when that is committed. */
  readonly journal: Pick<Journal, "record" | "wake" | "find">;
  /** Waits until the chain has what was recorded, or refuses it for good. */
  readonly follow: (intent: Intent, onStep: (intent: Intent) => void, signal: AbortSignal) => Promise<Intent>;
  readonly balanceOf: (address: string) => Promise<bigint>;
  /** What an account signs and sends to pay an order, each way that works for it now. */
  readonly checkout: (order: Order, buyer: string) => Promise<Checkout>;
  /** How demo accounts pay; null when the token takes no signature. */
  readonly demoWay: PaymentWay | null;
  /** What the payer of an approved order still has to send itself, each as the gate let it pass. */
  readonly callsFor: (approval: Approval) => Promise<PaymentCall[]>;
  /** Whether an account signed, be it a key or a contract. */
  readonly verify: GateContext["verify"];
  /** Records a call and waits until the chain has it, or refuses it for good. */
  readonly send: (order: GatedOrder, asked?: AskedAct) => Promise<Intent>;
  readonly close: () => Promise<void>;
}

/** Writes down who asked for a call, in the transaction that records it. */
export type AskedAct = (db: Store["db"], intent: Intent) => Promise<void>;

/** How long a signed price is good, and with it an approval. */
export const QUOTE_MS = 120_000;
/** Of what was paid, a mined block is told; that it stays is the journal's care. */
const OVER: readonly Intent["state"][] = ["mined", "done", "failed", "cancelled"];
const LOOK_AGAIN_MS = 100;
const PUBLIC_LOOK_MS = 2_000;
/** Most time that a buyer's own transaction is waited for. */
const BUYER_MS = 15 * 60_000;
/** A payment is begun this long before its signature runs out, or not at all. */
const MARGIN_SECONDS = 60;

export function openBooking(options: BookingOptions): OpenBooking {
  const { store, chain, deployment, relayer, delegates, operator, rules, traces, traceHub, now } = options;
  const signers = [relayer, ...options.accounts, ...(operator ? [operator] : [])];
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
  const lookMs = options.isSandbox ? LOOK_AGAIN_MS : PUBLIC_LOOK_MS;
  const { newNonce, brokerTitles } = options;
  const signing = {
    ...{ registry, chainId, now, newNonce, validMs: QUOTE_MS },
    delegates: operator ? [...delegates, operator] : delegates,
  };
  const listed = createQuoteDesk(signing);
  const brokered = createBrokerQuotes({ ...signing, brokerTitles });
  const capacity = createCapacity({ escrow: { chainId, address: door.escrow.toLowerCase() }, now });
  const purse = createTeamPurse({ store, access: options.teamAccess ?? null, door, now });
  const onUnits = options.onUnits ?? (() => {});
  const steps = new Map<string, () => void>();
  const journal: Journal = createJournal({
    ...{ store, door, chainId, now, onFault: options.onFault, owner: randomUUID() },
    signers,
    pace: options.isSandbox ? LOCAL_PACE : PUBLIC_PACE,
    onStep: (intentId) => steps.get(intentId)?.(),
  });

  const verify: GateContext["verify"] = (signed) => isSignedBy(client, signed);

  /** What came on chain or ended there has units, or has them no more. */
  const count = () => capacity.adopt(store.db).then(onUnits, options.onFault);
  const indexer = oneAtATime(
    createIndexer({
      ...{ store, door, chainId, fromBlock: deployment.fromBlock, now, onJobs: () => void count() },
    }),
  );

  const { domain, symbol, hasAuthorization, hasPermit } = tokenCapabilities;
  const signedToken = (isSigned: boolean): DealFacts["token"] => ({
    ...{ address: token, symbol },
    domainName: (isSigned && domain?.name) || null,
    domainVersion: (isSigned && domain?.version) || null,
  });

  async function facts(): Promise<DealFacts> {
    const { feeBps } = await readRules(door);
    return {
      ...{ chain: named, escrow: door.escrow, registry: registry.registry, feeBps },
      token: signedToken(true),
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

  async function send(order: GatedOrder, asked?: AskedAct): Promise<Intent> {
    const isExtension = order.action === "extendWithAuthorization" && order.jobId !== null;
    const charge = isExtension
      ? await purse.forExtension({ jobId: order.jobId, amountUsdMicros: Number(order.facts.amount) })
      : null;
    const intent = await store.db.transaction().execute(async (db) => {
      const recorded = await journal.record(db, order);
      if (isExtension) await requireDayCap(db, rules.maxDayUsdMicros, now());
      await charge?.(db, recorded.id);
      await asked?.(db, recorded);
      return recorded;
    });
    journal.wake();
    return follow(intent, () => {}, NEVER);
  }

  const approvalOf = async (id: string): Promise<Approval> => {
    const approval = await findApproval(store.db, id);
    if (approval === null) throw new Error(`Approval ${id} is gone.`);
    return approval;
  };

  /** The card's struct, held against the deployment before anything is gated. */
  function requireOurs({ order, payer }: Approval): void {
    const isOurs =
      order.chain.id === policy.chainId &&
      isAddressEqual(order.escrow as Address, policy.escrow) &&
      isAddressEqual(order.token.address as Address, policy.token);
    if (payer?.jobId && toJobId(order, payer.address) !== payer.jobId)
      throw new NectoError({
        code: "policy/mismatch",
        message: `This order is not the one that was approved: its job is not ${payer.jobId}. Nothing was sent.`,
      });
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
    // A mandate names no payee: then it is the registry's, whom the quote is of.
    const consent =
      payer.mandateId === null
        ? ({ payee: "user-approved", amount: "user-approved" } as const)
        : ({ payee: "chain-registry", amount: "mandate" } as const);
    return gateSpend(
      {
        payee: { v: order.payee as Address, src: consent.payee },
        amount: { v: BigInt(order.totalUsdMicros), src: consent.amount },
        token: { v: policy.token, src: "policy" },
        chain: { v: policy.chainId, src: "policy" },
        spender: { v: policy.escrow, src: "policy" },
        call: openCallOf(order, payer),
      },
      {
        ...{ policy, verify, job: null },
        account: isSentByBuyer(payer) ? (payer.address as Address) : relayer.address,
      },
    );
  }

  async function checkout(order: Order, buyer: string): Promise<Checkout> {
    const amount = BigInt(order.totalUsdMicros);
    return toCheckout(
      order,
      buyer,
      await readPaymentFacts(client, policy, { buyer: buyer as Address, amount }),
    );
  }

  async function callsFor(approval: Approval): Promise<PaymentCall[]> {
    const { order, payer, state } = approval;
    if (state !== "waiting-for-buyer" || payer === null) return [];
    if ((await readJob(door, toJobId(order, payer.address))) !== null) return [];
    await gate(approval);
    const { plans } = await checkout(order, payer.address);
    const calls = plans.find(({ way }) => way === payer.way)?.calls ?? [];
    const terms = toTerms(order, payer.address);
    return calls.map(({ name }) => toPaymentCall(order, terms, name, payer.signature as Hex));
  }

  /** The transaction that opened a job, by the escrow's events; null when there is none yet. */
  async function findOpening(jobId: Hex): Promise<{ readonly at: string; readonly txHash: string } | null> {
    await indexer.poll();
    const logs = await listJobLogs(store.db, indexer.key, jobId);
    const opened = logs.find(({ event }) => event === "JobOpened");
    return opened ? { at: iso(Number(opened.block_time) * 1_000), txHash: opened.tx_hash } : null;
  }

  async function hasAllowedPermit2({ order, payer }: Approval): Promise<true | null> {
    const owner = payer!.address as Address;
    const allowed = await readAllowance(client, token, { owner, spender: policy.permit2 });
    return allowed >= BigInt(order.totalUsdMicros) || null;
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
    const jobId = toJobId(order, payer.address);
    const tell = (state: BookingProgress["state"], txHash: string | null, problem: Approval["problem"]) =>
      onProgress({
        ...{ approvalId, state, problem, jobId: isPrivate ? null : jobId },
        txHash: isPrivate ? null : txHash,
      });
    const fail = async (
      problem: NonNullable<Approval["problem"]>,
      intent: Intent | null = null,
    ): Promise<Funding> => {
      await store.db.transaction().execute(async (db) => {
        await saveBooking(db, approvalId, { state: "failed", problem, isForgotten: isPrivate });
        await capacity.release(db, jobId);
        await voidCharge(db, approvalId);
        // What failed on its way was written down by the journal, with its last step.
        if (intent === null) await recordOrder(db, approval, toFailedAct(problem.code, iso(now())));
      });
      onUnits();
      tell("failed", null, problem);
      return { state: "failed", jobId: null, txHash: null, problem, at: iso(now()), order };
    };
    if (now() > (order.validBefore - MARGIN_SECONDS) * 1_000) return fail(TOO_LATE);
    const gated = await gate(approval).catch(asProblem);
    if ("problem" in gated) return fail(gated.problem);
    const keepJob = async (db: Store["db"]) => {
      const thread = await findThread({ db }, approval.threadId);
      await insertJob(db, {
        ...{ jobId, order: wordsOf(order), buyer: payer.address, payee: order.payee },
        account: payer.account,
        threadId: approval.mode === "tracked" ? approval.threadId : null,
        ...{ org: thread?.org ?? null, member: thread?.org ? thread.owner : null },
        ...{ viewKey: payer.viewKey, capabilityHash: payer.capabilityHash, createdAt: iso(now()) },
      });
      if (isBrokered(order)) await insertLaunch(db, { jobId, order, at: iso(now()) });
    };
    /** What only the buyer can do; the job is kept before, so that it is known however late the buyer does it. */
    async function untilBuyer<T>(look: () => Promise<T | null>): Promise<T | null> {
      const there = await look();
      if (there !== null) return there;
      await store.db.transaction().execute(async (db) => {
        await saveBooking(db, approvalId, { state: "waiting-for-buyer" });
        await keepJob(db);
      });
      tell("waiting-for-buyer", null, null);
      const until = Math.min(now() + BUYER_MS, (order.validBefore - MARGIN_SECONDS) * 1_000);
      return untilSeen(look, { ...{ until, now, signal, onFault: options.onFault }, everyMs: lookMs });
    }
    const succeed = async ({ at, txHash }: { readonly at: string; readonly txHash: string | null }) => {
      await saveBooking(store.db, approvalId, { state: "funded", problem: null, isForgotten: isPrivate });
      tell("funded", txHash, null);
      return {
        ...{ state: "funded" as const, problem: null, at, order },
        ...{ jobId: isPrivate ? null : jobId, txHash: isPrivate ? null : txHash },
      };
    };
    if (isSentByBuyer(payer) && payer.kind !== "demo") {
      const opened = await untilBuyer(() => findOpening(jobId));
      if (opened === null) return fail(NOT_SENT);
      await store.db.transaction().execute(async (db) => {
        await keepJob(db);
        // Its buyer may have been quicker than Necto: then it was nobody's job when its events came.
        await holdIndex(db, indexer.key);
        await recordLogsOf(db, jobId, iso(now()));
      });
      return succeed(opened);
    }
    if (payer.way === "permit2" && (await untilBuyer(() => hasAllowedPermit2(approval))) === null)
      return fail(NOT_ALLOWED);
    const recorded = await store.db
      .transaction()
      .execute(async (db) => {
        if (payer.mandateId !== null) await requireStanding(db, approvalId, now());
        const intent = await journal.record(db, gated);
        await saveBooking(db, approvalId, { state: "recorded", intentId: intent.id });
        await keepJob(db);
        await recordOrder(db, approval, {
          ...{ action: "payment.recorded", result: "done", at: iso(now()), target: jobId },
          key: `recorded ${intent.id}`,
        });
        return intent;
      })
      .catch(asRefused);
    if ("problem" in recorded) return fail(recorded.problem);
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
      return fail(
        {
          code: intent.problem_code ?? "escrow/refused",
          message: intent.problem_message ?? "The escrow refused the payment.",
        },
        intent,
      );
    return succeed(await minedAt(intent));
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
    const known = approval.payer && toJobId(approval.order, approval.payer.address);
    const job = known ? await readJob(door, known) : null;
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
    ...{ chainId, registry: registry.registry, facts, untilStored, fund, saltOf },
    ...{ quote: listed.quote, quoteBrokered: brokered.quote },
    async objections(order, threadId) {
      const { source, totalUsdMicros } = order;
      const spentTodayUsdMicros = await sumDay(store.db, now());
      const own = checkPolicy(rules, { source, totalUsdMicros, spentTodayUsdMicros });
      return [...own, ...(await purse.objections(threadId, order))];
    },
    standing: purse.standing,
    rootOf: async (decisionId) => (await traces.find({ decisionId }))?.root ?? null,
    rootOfApproval: async (id) => (await approvalOf(id)).order.traceRoot,
  };
  return {
    lapse: (order) => (isBrokered(order) ? brokered : listed).lapse(order),
    ...{
      desk,
      door,
      client,
      policy,
      rules,
      facts,
      relayer,
      verify,
      send,
      follow,
      indexer,
      registry,
      journal,
    },
    ...{ checkout, callsFor, isSandbox: options.isSandbox, token: signedToken(hasAuthorization) },
    fromBlock: deployment.fromBlock,
    demoWay: hasAuthorization ? "authorization" : hasPermit ? "permit" : null,
    ...{ capacity, purse, onUnits },
    operator: operator?.address ?? null,
    sendsFor: (address) => signers.some((signer) => isAddressEqual(signer.address, address as Address)),
    chain: { ...named, rpcUrl: deployment.publicRpcUrl },
    balanceOf: (address) => readBalance(client, token, address as Address),
    close: journal.close,
  };
}

/** Two looks at once would each read the same page. */
function oneAtATime(indexer: Indexer): Indexer {
  let last: Promise<unknown> = Promise.resolve();
  return {
    key: indexer.key,
    poll() {
      const mine = last.then(indexer.poll);
      last = mine.catch(() => {});
      return mine;
    },
  };
}

const NEVER = new AbortController().signal;
const iso = (epochMs: number): string => new Date(epochMs).toISOString();

const toFailedAct = (code: string, at: string) =>
  ({
    ...{ action: "payment.failed", actor: "necto", at, facts: { code } },
    result: code.startsWith("policy/") ? "refused" : "failed",
  }) as const;

const TOO_LATE = {
  code: "escrow/signature-expired",
  message: "The buyer's signature ran out before the payment could be made. Book again.",
};
const NOT_SENT = {
  code: "escrow/not-sent",
  message:
    "The buyer's own transaction did not reach the chain in time. Should the wallet still send it, the job is on its page; otherwise nothing was paid.",
};
const NOT_ALLOWED = {
  code: "escrow/not-allowed",
  message: "Permit2 was not allowed to take the amount in time, so nothing was paid. Book again.",
};
const NOT_STORED = new NectoError({
  code: "storage/not-stored",
  message: "0G did not take the trace of this decision in time, so nothing was paid. Book again later.",
});

/** Only what a mandate no longer allows: anything else is no answer to whether it was written down. */
function asRefused(error: unknown): ReturnType<typeof asProblem> {
  if (error instanceof NectoError && error.code === "policy/mandate") return asProblem(error);
  throw error;
}

/** A refusal of the gate is how a booking ends, not a fault; anything else is. */
function asProblem(error: unknown): {
  readonly problem: { readonly code: string; readonly message: string };
} {
  if (!(error instanceof NectoError)) throw error;
  return { problem: { code: error.code, message: error.message } };
}
