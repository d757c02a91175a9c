import { randomUUID } from "node:crypto";
import { permit2Address } from "@necto/contracts/abi/networks";
import { type ChainAt, type ReadClient, readClient } from "@necto/tools/chain/chain-clients";
import { type EscrowDoor, readBalance, readRules } from "@necto/tools/chain/escrow";
import { networkOf } from "@necto/tools/chain/networks";
import type { RegistryAt } from "@necto/tools/chain/registry";
import type { Signer } from "@necto/tools/chain/signer";
import { isSignedBy } from "@necto/tools/chain/verify-signature";
import { isBrokered } from "@necto/tools/protocol/brokered";
import type { Order } from "@necto/tools/protocol/order";
import type { PaymentWay } from "@necto/tools/protocol/payment";
import { type Address, isAddressEqual } from "viem";
import type { BookingDesk } from "../../graph/booking-desk.ts";
import type { AdiNetwork } from "../../registry/open-adi-network.ts";
import type { Store } from "../../store/open-store.ts";
import { type Capacity, createCapacity } from "../listings/capacity.ts";
import { createTeamPurse, type TeamAccess, type TeamPurse } from "../policy/team-purse.ts";
import { type Approval, requireApproval } from "./approval-queries.ts";
import { createBrokerQuotes } from "./broker/quote-brokered.ts";
import type { DealFacts } from "./build-order.ts";
import { type BookingRules, checkPolicy } from "./check-policy.ts";
import { type CheckoutDesk, createCheckoutDesk } from "./checkout-desk.ts";
import { sumDay } from "./day-total-queries.ts";
import { createFollowers, type Followers } from "./followers.ts";
import { createFundApproval } from "./fund-approval.ts";
import { gateApproval } from "./gate-approval.ts";
import type { GateContext, MoneyPolicy } from "./gate-order.ts";
import { createIndexer, type Indexer } from "./index/create-indexer.ts";
import { oneAtATime } from "./index/one-at-a-time.ts";
import type { MoneyReached } from "./journal/failpoints.ts";
import { createJournal, type Journal, LOCAL_PACE, PUBLIC_PACE } from "./journal/journal.ts";
import { createQuoteDesk, type QuoteLapse } from "./quote-desk.ts";
import { saltOf } from "./salt-of.ts";
import { createSendOrder, type SendOrder } from "./send-order.ts";
import { type TraceStorage, untilStored } from "./until-stored.ts";

export interface BookingOptions extends TraceStorage {
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
  /** Told where a payment is. */
  readonly reached?: MoneyReached;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** 32 random bytes. */
  readonly newNonce: () => string;
}

/** Everything about money of one process. */
export interface OpenBooking extends CheckoutDesk {
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
  readonly follow: Followers["follow"];
  readonly balanceOf: (address: string) => Promise<bigint>;
  /** How demo accounts pay; null when the token takes no signature. */
  readonly demoWay: PaymentWay | null;
  /** Whether an account signed, be it a key or a contract. */
  readonly verify: GateContext["verify"];
  readonly send: SendOrder;
  readonly close: () => Promise<void>;
}

/** How long a signed price is good, and with it an approval. */
export const QUOTE_MS = 120_000;
/** How often it is looked for what a buyer sends itself: on a chain of this machine, and on others. */
const LOCAL_LOOK_MS = 100;
const PUBLIC_LOOK_MS = 2_000;

/**
 * The one door for money: makes the journal, and gives it to what pays an approval (`fund`), what sends any other call about a
 * job (`send`), and those who record registrations, withdrawals and roles.
 */
export function openBooking(options: BookingOptions): OpenBooking {
  const { store, chain, deployment, relayer, delegates, operator, rules, traces, now, onFault } = options;
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
  const reached = options.reached && { reached: options.reached };
  const { hear, follow } = createFollowers((intentId) => journal.find(intentId));
  const journal: Journal = createJournal({
    ...{ store, door, chainId, now, onFault, owner: randomUUID() },
    signers,
    pace: options.isSandbox ? LOCAL_PACE : PUBLIC_PACE,
    onStep: hear,
    ...reached,
  });

  const verify: GateContext["verify"] = (signed) => isSignedBy(client, signed);

  /** What came on chain or ended there has units, or has them no more. */
  const count = () => capacity.adopt(store.db).then(onUnits, onFault);
  const indexer = oneAtATime(
    createIndexer({
      ...{ store, door, chainId, fromBlock: deployment.fromBlock, now, onJobs: () => void count() },
      ...reached,
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

  const gate = (approval: Approval) => gateApproval(approval, { policy, verify, relayer: relayer.address });
  const fund = createFundApproval({
    ...{ store, door, policy, gate, journal, follow, indexer, capacity, onUnits, now, onFault },
    lookMs: options.isSandbox ? LOCAL_LOOK_MS : PUBLIC_LOOK_MS,
  });
  const send = createSendOrder({
    ...{ store, journal, follow, purse, now },
    maxDayUsdMicros: rules.maxDayUsdMicros,
  });

  const desk: BookingDesk = {
    ...{ chainId, registry: registry.registry, facts, fund, saltOf },
    ...{ quote: listed.quote, quoteBrokered: brokered.quote },
    async untilStored(approvalId, signal) {
      const { order } = await requireApproval(store.db, approvalId);
      const isOver = async () => (await requireApproval(store.db, approvalId)).state === "failed";
      await untilStored(order.traceRoot, signal, { ...options, isOver });
    },
    async objections(order, threadId) {
      const { source, totalUsdMicros } = order;
      const spentTodayUsdMicros = await sumDay(store.db, now());
      const own = checkPolicy(rules, { source, totalUsdMicros, spentTodayUsdMicros });
      return [...own, ...(await purse.objections(threadId, order))];
    },
    standing: purse.standing,
    rootOf: async (decisionId) => (await traces.find({ decisionId }))?.root ?? null,
    rootOfApproval: async (id) => (await requireApproval(store.db, id)).order.traceRoot,
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
    ...createCheckoutDesk({ door, policy, gate }),
    ...{ isSandbox: options.isSandbox, token: signedToken(hasAuthorization) },
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
