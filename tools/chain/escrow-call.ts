import { nectoEscrow, testUSDC } from "@necto/contracts/abi/generated";
import { type EscrowAt, jobIdOf, type Terms, toAbiTerms } from "@necto/contracts/abi/terms";
import { type Address, encodeFunctionData, type Hex } from "viem";

/** A call that opens a job; it takes the deposit from the buyer. Times in Unix seconds. */
export type OpenCall =
  | {
      readonly call: "openWithAuthorization";
      readonly terms: Terms;
      readonly validAfter: bigint;
      readonly validBefore: bigint;
      readonly signature: Hex;
    }
  | {
      readonly call: "openWithPermit2";
      readonly terms: Terms;
      readonly nonce: bigint;
      readonly deadline: bigint;
      readonly signature: Hex;
    }
  | {
      readonly call: "openWithPermit";
      readonly terms: Terms;
      readonly deadline: bigint;
      readonly signature: Hex;
    }
  | { readonly call: "open"; readonly terms: Terms };

/** A call that takes more from the buyer for a job that runs, from a length that the signature names. */
export interface ExtendCall {
  readonly call: "extendWithAuthorization";
  readonly jobId: Hex;
  /** Length that the buyer saw; with it, the signature is good once. */
  readonly secs: number;
  readonly extraSecs: number;
  readonly validAfter: bigint;
  readonly validBefore: bigint;
  readonly signature: Hex;
}

/** A call about a job that is open already; where its money can go was fixed when it was opened. */
export type JobCall =
  | {
      readonly call: "start" | "checkpoint" | "expire" | "settle" | "cancel" | "reclaim" | "resolveByTimeout";
      readonly jobId: Hex;
    }
  /** By the buyer: pays the meter, refunds the rest. */
  | { readonly call: "end"; readonly jobId: Hex }
  /** By the provider: a claim. */
  | { readonly call: "claimEnd"; readonly jobId: Hex; readonly usedSecs: number }
  | { readonly call: "dispute"; readonly jobId: Hex; readonly evidence: Hex; readonly acceptedSecs: number }
  | { readonly call: "resolve"; readonly jobId: Hex; readonly providerSecs: number; readonly reason: Hex }
  | { readonly call: "rate"; readonly jobId: Hex; readonly stars: number };

/** A call that takes the caller's credit. */
export interface WithdrawCall {
  readonly call: "withdraw";
  readonly to: Address;
}

/**
 * Everything Necto sends to the escrow. `extend` from an allowance is not among it: sent twice, it takes twice; an
 * authorization is good once.
 */
export type EscrowCall = OpenCall | ExtendCall | JobCall | WithdrawCall;

/** The calldata of a call. */
export function encodeEscrowCall(call: EscrowCall): Hex {
  const [functionName, args] = functionOf(call);
  return encodeFunctionData({ abi: nectoEscrow.abi, functionName, args } as never);
}

/** `approve` of exactly an amount, for the way to pay that needs a transaction of the buyer's own. */
export const encodeApproval = (spender: Address, amount: bigint): Hex =>
  encodeFunctionData({ abi: testUSDC.abi, functionName: "approve", args: [spender, amount] });

/** The job that a call is about; null for a withdrawal. */
export const jobOfCall = (at: EscrowAt, call: EscrowCall): Hex | null =>
  "terms" in call ? jobIdOf(at, call.terms) : "jobId" in call ? call.jobId : null;

function functionOf(call: EscrowCall): readonly [string, readonly unknown[]] {
  switch (call.call) {
    case "open":
      return ["open", [toAbiTerms(call.terms)]];
    case "openWithAuthorization":
      return [call.call, [toAbiTerms(call.terms), call.validAfter, call.validBefore, call.signature]];
    case "openWithPermit2":
      return [call.call, [toAbiTerms(call.terms), call.nonce, call.deadline, call.signature]];
    case "openWithPermit":
      return [call.call, [toAbiTerms(call.terms), call.deadline, call.signature]];
    case "extendWithAuthorization":
      return [call.call, [call.jobId, call.extraSecs, call.validAfter, call.validBefore, call.signature]];
    case "claimEnd":
      return ["end", [call.jobId, call.usedSecs]];
    case "dispute":
      return [call.call, [call.jobId, call.evidence, call.acceptedSecs]];
    case "resolve":
      return [call.call, [call.jobId, call.providerSecs, call.reason]];
    case "rate":
      return [call.call, [call.jobId, call.stars]];
    case "withdraw":
      return [call.call, [call.to]];
    default:
      return [call.call, [call.jobId]];
  }
}
