import { depositOf, extensionOf } from "@necto/contracts/abi/pricing";
import { type EscrowAt, extensionIdOf, jobIdOf } from "@necto/contracts/abi/terms";
import {
  extendAuthorization,
  openAuthorization,
  permit2Witness,
  type TokenDomain,
} from "@necto/contracts/abi/typed-data";
import type { StoredJob } from "@necto/tools/chain/escrow";
import {
  type EscrowCall,
  type ExtendCall,
  encodeEscrowCall,
  type JobCall,
  type OpenCall,
  type WithdrawCall,
} from "@necto/tools/chain/escrow-call";
import type { ListingNow } from "@necto/tools/chain/quotes";
import { encodeRegistryCall, listingIdOf, type RegistryCall } from "@necto/tools/chain/registry-call";
import type { TypedData } from "@necto/tools/chain/signer";
import { encodeTeamCall, type TeamCall } from "@necto/tools/chain/team-roles";
import { formatTotal } from "@necto/tools/core/units";
import { NectoError } from "@necto/tools/errors";
import type { Role } from "@necto/tools/protocol/team";
import { type Address, type Hex, isAddressEqual } from "viem";
import { type Effect, effectOf } from "./journal/effect.ts";
import { type ListingEffect, listingEffectOf } from "./journal/listing-effect.ts";
import { type TeamEffect, teamEffectOf } from "./journal/team-effect.ts";
import { type Sourced, trusted } from "./sourced.ts";

/** What the operator of this installation allows. */
export interface MoneyPolicy {
  readonly chainId: number;
  readonly escrow: Address;
  readonly token: Address;
  /** Probed on chain; null when nothing can be signed for the token. */
  readonly tokenDomain: TokenDomain | null;
  readonly permit2: Address;
  /** Base units in one order; null for no cap. */
  readonly maxAmount: bigint | null;
  /** The kill switch: takes no more money from anybody. Ending, paying out and giving back go on. */
  readonly isStopped: boolean;
}

/** An order to take money from a buyer. Each value that decides about money says where it was read. */
export interface SpendOrder {
  readonly payee: Sourced<Address>;
  /** Base units. */
  readonly amount: Sourced<bigint>;
  readonly token: Sourced<Address>;
  readonly chain: Sourced<number>;
  /** The escrow. */
  readonly spender: Sourced<Address>;
  readonly call: OpenCall | ExtendCall;
}

export interface GateContext {
  readonly policy: MoneyPolicy;
  /** Who sends: the relayer, or the buyer itself. */
  readonly account: Address;
  /** Whether an account signed, be it a key or a contract (ERC-1271). */
  readonly verify: (signed: {
    readonly by: Address;
    readonly data: TypedData;
    readonly signature: Hex;
  }) => Promise<boolean>;
  /** The job that is extended, as the chain has it; null when there is none. */
  readonly job: StoredJob | null;
}

/** What passed the gate, and can be recorded. Nothing else can. */
export interface GatedOrder {
  readonly chainId: number;
  readonly account: Address;
  readonly action: EscrowCall["call"] | RegistryCall["call"] | TeamCall["call"];
  /** The job, or what else makes it one of its kind: recorded again, it is the same intent. */
  readonly subject: string;
  readonly jobId: Hex | null;
  readonly effect: Effect | ListingEffect | TeamEffect | null;
  readonly target: Address;
  readonly data: Hex;
  /** For those who look; never read to decide anything. */
  readonly facts: Readonly<Record<string, string | number>>;
}

const passed = new WeakSet<GatedOrder>();

/** @throws NectoError `policy/not-gated` for an order that did not come out of this file */
export function requireGated(order: GatedOrder): void {
  if (!passed.has(order)) throw refusal("not-gated", "This order did not pass the gate. Nothing was sent.");
}

/**
 * Lets an order that takes money pass: every value from where it may come, equal to what the policy and the signed call
 * say, below the cap, and signed by the one who pays. Everything else is refused.
 *
 * @throws NectoError `policy/…`
 */
export async function gateSpend(order: SpendOrder, context: GateContext): Promise<GatedOrder> {
  const { policy, account } = context;
  const payee = trusted("payee", order.payee);
  const amount = trusted("amount", order.amount);
  const token = trusted("token", order.token);
  const chainId = trusted("chain", order.chain);
  const spender = trusted("spender", order.spender);
  if (policy.isStopped) throw refusal("stopped", "Payments are switched off here. Nothing was sent.");
  if (chainId !== policy.chainId) throw mismatch("chain", chainId, policy.chainId);
  requireSame("spender", spender, policy.escrow);
  requireSame("token", token, policy.token);
  const said = saidBy(order.call, context);
  requireSame("payee", payee, said.payee);
  if (amount !== said.amount) throw mismatch("amount", amount, said.amount);
  if (policy.maxAmount !== null && amount > policy.maxAmount)
    throw refusal(
      "over-cap",
      `${formatTotal(amount)} is above the ${formatTotal(policy.maxAmount)} that one order may cost here. Nothing was sent; book fewer hours, or a cheaper offer.`,
    );
  await requireSigned(order.call, said, context);
  return pass(order.call, account, policy, {
    ...{ subject: said.subject, jobId: said.jobId },
    facts: { payee, amount: amount.toString(), token, buyer: said.buyer },
  });
}

/** Lets a call about an open job pass: where its money goes was fixed when it was opened. */
export function gateJobCall(
  call: JobCall,
  { policy, account }: Pick<GateContext, "policy" | "account">,
): GatedOrder {
  return pass(call, account, policy, { subject: call.jobId, jobId: call.jobId, facts: {} });
}

/**
 * Lets a withdrawal pass: to the account itself, or where its owner approved.
 *
 * @param key makes it one of its kind; the same key again is the same withdrawal
 */
export function gateWithdrawal(
  { to, key }: { readonly to: Sourced<Address>; readonly key: string },
  { policy, account }: Pick<GateContext, "policy" | "account">,
): GatedOrder {
  const target = isAddressEqual(to.v, account) ? account : trusted("payee", to);
  const call: WithdrawCall = { call: "withdraw", to: target };
  return pass(call, account, policy, { subject: key, jobId: null, facts: { payee: target } });
}

/** A provider's listing, and who asks for something about it. */
export interface ListingGate {
  readonly chainId: number;
  readonly registry: Address;
  /** Who sends. */
  readonly account: Address;
  /** Who asked, as the session knows: nobody else's listing is touched. */
  readonly owner: Address;
  /** As the registry has it; null when it is not registered. */
  readonly listing: ListingNow | null;
  /** Whom the owner lets send edits, by the registry; null for nobody. */
  readonly operator: Address | null;
  /** Makes it one of its kind; the same key again is the same call. */
  readonly key: string;
}

/**
 * Lets a call about a listing pass: of its owner, sent by the owner's key, or by the operator that the owner named on chain.
 *
 * @throws NectoError `policy/not-owner`, `policy/not-operator`
 */
export function gateListingCall(call: RegistryCall, gate: ListingGate): GatedOrder {
  const { chainId, registry, account, owner, listing, operator, key } = gate;
  const isOwners =
    call.call === "registerListing"
      ? listingIdOf({ chainId, registry }, owner, call.salt) === call.listingId
      : listing !== null && isAddressEqual(listing.provider, owner);
  if (!isOwners || (listing !== null && listing.listingId !== call.listingId))
    throw refusal("not-owner", `${call.listingId} is not a listing of ${owner}. Nothing was sent.`);
  const isOperator =
    call.call !== "registerListing" && operator !== null && isAddressEqual(account, operator);
  if (!isAddressEqual(account, owner) && !isOperator)
    throw refusal("not-operator", `${account} may not send for ${owner}. Nothing was sent.`);
  const order: GatedOrder = Object.freeze({
    ...{ chainId, account, action: call.call, subject: `${call.listingId}:${key}`, jobId: null },
    ...{ effect: listingEffectOf(call, listing), target: registry, data: encodeRegistryCall(call) },
    facts: Object.freeze({ listingId: call.listingId, owner }),
  });
  passed.add(order);
  return order;
}

/** An organisation, and who asks for something about it. */
export interface TeamGate {
  readonly chainId: number;
  readonly roles: Address;
  /** Who sends. */
  readonly account: Address;
  /** Who asked, as the session or its own invitation knows: nobody's key is used for somebody else. */
  readonly by: Address;
  /** What it is in the organisation, by the chain. */
  readonly role: Role | null;
  /** Makes it one of its kind; the same key again is the same call. */
  readonly key: string;
}

/**
 * Lets a call about an organisation pass: sent by the key of whoever asked, who may do it by the chain.
 *
 * @throws NectoError `policy/not-own-key`, `policy/not-admin`
 */
export function gateTeamCall(call: TeamCall, gate: TeamGate): GatedOrder {
  const { chainId, roles, account, by, role, key } = gate;
  if (!isAddressEqual(account, by))
    throw refusal("not-own-key", `${account} may not send for ${by}. Nothing was sent.`);
  if (call.call === "setRole" && role !== "admin")
    throw refusal("not-admin", `${by} is no Admin of ${call.org}. Nothing was sent.`);
  const order: GatedOrder = Object.freeze({
    ...{ chainId, account, action: call.call, subject: `${call.org}:${key}`, jobId: null },
    ...{ effect: teamEffectOf(call, account), target: roles, data: encodeTeamCall(call) },
    facts: Object.freeze({ org: call.org }),
  });
  passed.add(order);
  return order;
}

/** What a call says about the money by what was signed, or by what the chain has. */
interface Said {
  readonly payee: Address;
  readonly amount: bigint;
  readonly buyer: Address;
  readonly jobId: Hex;
  readonly subject: string;
}

function saidBy(call: OpenCall | ExtendCall, { policy, job }: GateContext): Said {
  const at: EscrowAt = policy;
  if (call.call !== "extendWithAuthorization") {
    const { provider: payee, buyer, rate, secs } = call.terms;
    const jobId = jobIdOf(at, call.terms);
    return { payee, buyer, jobId, subject: jobId, amount: depositOf(BigInt(rate), BigInt(secs)) };
  }
  if (job === null || job.jobId !== call.jobId)
    throw refusal("no-job", `There is no job ${call.jobId} to extend.`);
  return {
    ...{ payee: job.provider, buyer: job.buyer, jobId: job.jobId, subject: extensionIdOf(at, call) },
    amount: extensionOf(job.rate, BigInt(call.secs), BigInt(call.extraSecs)),
  };
}

async function requireSigned(call: OpenCall | ExtendCall, said: Said, context: GateContext): Promise<void> {
  const { policy, account, verify } = context;
  if (call.call === "open" || call.call === "openWithPermit") {
    // Their terms are bound by who sends, not by a signature.
    if (isAddressEqual(account, said.buyer)) return;
    throw refusal("bad-signature", `${call.call} must be sent by the buyer ${said.buyer} itself.`);
  }
  const data = signedDataOf(call, context);
  if (data !== null && (await verify({ by: said.buyer, data, signature: call.signature }))) return;
  throw refusal(
    "bad-signature",
    `The buyer ${said.buyer} did not sign this payment on chain ${policy.chainId}. Nothing was sent; book again.`,
  );
}

function signedDataOf(
  call: Exclude<OpenCall, { readonly call: "open" | "openWithPermit" }> | ExtendCall,
  { policy, job }: GateContext,
): TypedData | null {
  const { tokenDomain } = policy;
  if (call.call === "openWithPermit2") return permit2Witness(policy, policy, call.terms, call);
  if (tokenDomain === null) return null;
  const { validAfter, validBefore } = call;
  if (call.call === "openWithAuthorization")
    return openAuthorization(policy, tokenDomain, call.terms, { validAfter, validBefore });
  const { extraSecs, secs } = call;
  return extendAuthorization(policy, tokenDomain, { ...job!, secs }, { extraSecs, validAfter, validBefore });
}

function pass(
  call: EscrowCall,
  account: Address,
  { chainId, escrow }: MoneyPolicy,
  { subject, jobId, facts }: Pick<GatedOrder, "subject" | "jobId" | "facts">,
): GatedOrder {
  const order: GatedOrder = Object.freeze({
    ...{ chainId, account, action: call.call, subject, jobId, effect: effectOf(call) },
    ...{ target: escrow, data: encodeEscrowCall(call), facts: Object.freeze(facts) },
  });
  passed.add(order);
  return order;
}

function requireSame(what: string, actual: Address, expected: Address): void {
  if (!isAddressEqual(actual, expected)) throw mismatch(what, actual, expected);
}

const mismatch = (what: string, actual: unknown, expected: unknown): NectoError =>
  refusal("mismatch", `The ${what} of this payment is ${actual}, expected is ${expected}. Nothing was sent.`);

const refusal = (what: string, message: string): NectoError =>
  new NectoError({ code: `policy/${what}`, message });
