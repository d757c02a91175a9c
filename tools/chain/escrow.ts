import { closeReasons, jobStatuses } from "@necto/contracts/abi/fold-events";
import { nectoEscrow, testUSDC } from "@necto/contracts/abi/generated";
import { depositOf } from "@necto/contracts/abi/pricing";
import type { Address, Hex } from "viem";
import type { ReadClient } from "./chain-clients.ts";

const { abi } = nectoEscrow;

/** Which escrow, on which chain. */
export interface EscrowDoor {
  readonly client: ReadClient;
  readonly escrow: Address;
}

/** A job as the escrow stores it. Amounts in base units (micro-USD), times in Unix seconds. */
export interface StoredJob {
  readonly jobId: Hex;
  readonly status: (typeof jobStatuses)[number];
  readonly reason: (typeof closeReasons)[number];
  readonly buyer: Address;
  readonly provider: Address;
  /** Per hour for the whole job. */
  readonly rate: bigint;
  readonly secs: number;
  readonly feeBps: number;
  /** When it entered its status. */
  readonly since: number;
  readonly paidSecs: number;
  /** Claimed at the end; final once closed. */
  readonly usedSecs: number;
  readonly root: Hex;
  readonly isRated: boolean;
  /** `ceil(rate · secs / 3600)`, as long as it is. */
  readonly deposit: bigint;
}

/** What was fixed when the escrow was deployed, and the fee that jobs opened now must carry. */
export interface EscrowRules {
  readonly token: Address;
  readonly permit2: Address;
  readonly arbiter: Address;
  readonly treasury: Address;
  readonly startWindowSecs: number;
  readonly disputeWindowSecs: number;
  readonly arbiterWindowSecs: number;
  readonly feeBps: number;
  /** Unix seconds until which no job can be opened; a past time means open. */
  readonly pausedUntil: number;
  /** Fees booked and not collected yet. */
  readonly fees: bigint;
}

/** At a block; at the newest one unless said. */
export interface AtBlock {
  readonly blockNumber?: bigint;
}

/** A job; null when nobody opened one of that id. */
export async function readJob(
  { client, escrow }: EscrowDoor,
  jobId: Hex,
  at: AtBlock = {},
): Promise<StoredJob | null> {
  const job = await client.readContract({ address: escrow, abi, functionName: "jobs", args: [jobId], ...at });
  const status = jobStatuses[job.status]!;
  if (status === "none") return null;
  const { buyer, provider, secs, feeBps, since, paidSecs, usedSecs, root } = job;
  const rate = BigInt(job.rate);
  return {
    ...{ jobId, status, reason: closeReasons[job.reason]!, buyer, provider, rate, secs, feeBps, since },
    ...{ paidSecs, usedSecs, root, isRated: job.rated, deposit: depositOf(rate, BigInt(secs)) },
  };
}

/** What the escrow still holds for a job. */
export const readLocked = ({ client, escrow }: EscrowDoor, jobId: Hex, at: AtBlock = {}): Promise<bigint> =>
  client.readContract({ address: escrow, abi, functionName: "lockedIn", args: [jobId], ...at });

/** What waits for an account to withdraw. */
export const readCredit = (
  { client, escrow }: EscrowDoor,
  account: Address,
  at: AtBlock = {},
): Promise<bigint> =>
  client.readContract({ address: escrow, abi, functionName: "creditOf", args: [account], ...at });

/** A provider's hot key, which may start, end, checkpoint and decline for it; the zero address for none. */
export const readOperator = ({ client, escrow }: EscrowDoor, provider: Address): Promise<Address> =>
  client.readContract({ address: escrow, abi, functionName: "operatorOf", args: [provider] });

export async function readRules({ client, escrow }: EscrowDoor, at: AtBlock = {}): Promise<EscrowRules> {
  const [setup, config] = await Promise.all([
    client.readContract({ address: escrow, abi, functionName: "setup", ...at }),
    client.readContract({ address: escrow, abi, functionName: "config", ...at }),
  ]);
  return {
    ...{ token: setup.token, permit2: setup.permit2, arbiter: setup.arbiter, treasury: config.treasury },
    startWindowSecs: setup.startWindow,
    disputeWindowSecs: setup.disputeWindow,
    arbiterWindowSecs: setup.arbiterWindow,
    ...{ feeBps: config.feeBps, pausedUntil: config.pausedUntil, fees: config.fees },
  };
}

/** What an account has of a token. */
export const readBalance = (
  client: ReadClient,
  token: Address,
  account: Address,
  at: AtBlock = {},
): Promise<bigint> =>
  client.readContract({
    ...{ address: token, abi: testUSDC.abi, functionName: "balanceOf", args: [account], ...at },
  });

/** What a spender may take from an account. */
export const readAllowance = (
  client: ReadClient,
  token: Address,
  { owner, spender }: { readonly owner: Address; readonly spender: Address },
): Promise<bigint> =>
  client.readContract({
    ...{ address: token, abi: testUSDC.abi, functionName: "allowance", args: [owner, spender] },
  });
