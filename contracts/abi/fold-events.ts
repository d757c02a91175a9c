import type { Address, ContractEventName, DecodeEventLogReturnType, Hex } from "viem";
import type { nectoEscrow } from "./generated.ts";
import { depositOf } from "./pricing.ts";
import { zeroBytes32 } from "./terms.ts";

type EscrowAbi = typeof nectoEscrow.abi;
type EventArgs<Name extends ContractEventName<EscrowAbi>> = DecodeEventLogReturnType<EscrowAbi, Name>["args"];

/** Where a job stands. */
export type JobStatus = "none" | "funded" | "active" | "ended" | "disputed" | "closed";

/** Why a closed job was closed. */
export type CloseReason = "none" | "cancelled" | "declined" | "no-show" | "paid" | "resolved" | "halved";

/** The contract's numbers for the statuses, in order. */
export const jobStatuses = ["none", "funded", "active", "ended", "disputed", "closed"] as const;

/** The contract's numbers for the reasons, in order. */
export const closeReasons = [
  "none",
  "cancelled",
  "declined",
  "no-show",
  "paid",
  "resolved",
  "halved",
] as const satisfies readonly CloseReason[];

/** An event of the escrow as viem decodes it, with the Unix time of its block in seconds. */
export type EscrowEvent = {
  readonly [Name in ContractEventName<EscrowAbi>]: {
    readonly eventName: Name;
    readonly args: EventArgs<Name>;
    readonly timestamp: number;
  };
}[ContractEventName<EscrowAbi>];

/** A job as its events tell it: what is stored on chain, and the terms that are not. Amounts in base units. */
export interface JobState {
  readonly jobId: Hex;
  readonly buyer: Address;
  readonly provider: Address;
  readonly status: JobStatus;
  readonly reason: CloseReason;
  /** Null until the buyer has rated; 1 to 5 then. */
  readonly stars: number | null;
  readonly rate: bigint;
  readonly secs: number;
  readonly feeBps: number;
  /** Unix seconds at which it entered its status. */
  readonly since: number;
  readonly paidSecs: number;
  readonly usedSecs: number;
  readonly root: Hex;
  readonly mode: Hex;
  readonly salt: Hex;
  readonly listingId: Hex;
  readonly listingVersion: number;
  /** Hash of the buyer's evidence, zero bytes if there was no dispute. */
  readonly evidence: Hex;
  /** What the escrow still holds for it. */
  readonly locked: bigint;
  readonly toProvider: bigint;
  readonly toBuyer: bigint;
  readonly fees: bigint;
}

/** Everything the escrow stores, rebuilt. Addresses are keys in lower case. */
export interface EscrowState {
  readonly jobs: ReadonlyMap<Hex, JobState>;
  readonly credits: ReadonlyMap<string, bigint>;
  readonly operators: ReadonlyMap<string, Address>;
  readonly owner: Address | null;
  readonly pendingOwner: Address | null;
  readonly treasury: Address | null;
  readonly guardian: Address | null;
  readonly feeBps: number;
  readonly pausedUntil: number;
  /** Fees booked and not yet collected. */
  readonly fees: bigint;
}

/** A new escrow, before any event. */
export const emptyEscrow: EscrowState = {
  jobs: new Map(),
  credits: new Map(),
  operators: new Map(),
  owner: null,
  pendingOwner: null,
  treasury: null,
  guardian: null,
  feeBps: 0,
  pausedUntil: 0,
  fees: 0n,
};

/**
 * Rebuilds the escrow's state from its events, in their order on chain. It is a second implementation of the bookkeeping and knows
 * nothing of the contract's code: amounts come from the events, and are only added and subtracted.
 * @throws when an event does not follow from the state: a gap in the log, or a bug.
 */
export function foldEvents(events: Iterable<EscrowEvent>, from: EscrowState = emptyEscrow): EscrowState {
  const jobs = new Map(from.jobs);
  const credits = new Map(from.credits);
  const operators = new Map(from.operators);
  let { owner, pendingOwner, treasury, guardian, feeBps, pausedUntil, fees } = from;

  const update = (jobId: Hex, change: (job: JobState) => Partial<JobState>): void => {
    const job = jobs.get(jobId);
    if (job === undefined)
      throw new Error(`An event of job ${jobId}, which was not opened: the log has a gap.`);
    jobs.set(jobId, { ...job, ...change(job) });
  };
  const addCredit = (account: Address, amount: bigint): void => {
    const key = account.toLowerCase();
    credits.set(key, (credits.get(key) ?? 0n) + amount);
  };

  for (const { eventName, args, timestamp } of events) {
    switch (eventName) {
      case "JobOpened":
        if (jobs.has(args.jobId)) throw new Error(`Job ${args.jobId} was opened twice.`);
        jobs.set(args.jobId, openedJob(args, timestamp));
        break;
      case "JobStarted":
        update(args.jobId, () => ({ status: "active", since: timestamp }));
        break;
      case "JobExtended":
        update(args.jobId, ({ locked }) => ({ secs: args.secs, locked: locked + args.added }));
        break;
      case "JobCheckpointed":
        fees += args.fee;
        update(args.jobId, (job) => ({
          paidSecs: args.paidSecs,
          toProvider: job.toProvider + args.toProvider,
          fees: job.fees + args.fee,
          locked: job.locked - args.toProvider - args.fee,
        }));
        break;
      case "JobEnded":
        update(args.jobId, () => ({ status: "ended", usedSecs: args.usedSecs, since: timestamp }));
        break;
      case "JobDisputed":
        update(args.jobId, () => ({ status: "disputed", evidence: args.evidence, since: timestamp }));
        break;
      case "JobClosed":
        fees += args.fee;
        update(args.jobId, (job) => closedJob(job, args, timestamp));
        break;
      case "JobRated":
        update(args.jobId, () => ({ stars: args.stars }));
        break;
      case "Credited":
        addCredit(args.account, args.amount);
        break;
      case "Withdrawn":
        addCredit(args.account, -args.amount);
        break;
      case "FeesCollected":
        fees -= args.amount;
        break;
      case "FeeSet":
        feeBps = args.feeBps;
        break;
      case "TreasurySet":
        treasury = args.treasury;
        break;
      case "GuardianSet":
        guardian = args.guardian;
        break;
      case "OpeningPaused":
        pausedUntil = args.until;
        break;
      case "OperatorSet":
        operators.set(args.provider.toLowerCase(), args.operator);
        break;
      case "OwnershipTransferStarted":
        pendingOwner = args.newOwner;
        break;
      case "OwnershipTransferred":
        owner = args.newOwner;
        pendingOwner = null;
        break;
      case "JobResolved":
      case "EIP712DomainChanged":
        break;
    }
  }
  return { jobs, credits, operators, owner, pendingOwner, treasury, guardian, feeBps, pausedUntil, fees };
}

function openedJob(args: EventArgs<"JobOpened">, timestamp: number): JobState {
  return {
    jobId: args.jobId,
    buyer: args.buyer,
    provider: args.provider,
    status: "funded",
    reason: "none",
    stars: null,
    rate: BigInt(args.rate),
    secs: args.secs,
    feeBps: args.feeBps,
    since: timestamp,
    paidSecs: 0,
    usedSecs: 0,
    root: args.root,
    mode: args.mode,
    salt: args.salt,
    listingId: args.listingId,
    listingVersion: args.listingVersion,
    evidence: zeroBytes32,
    locked: depositOf(BigInt(args.rate), BigInt(args.secs)),
    toProvider: 0n,
    toBuyer: 0n,
    fees: 0n,
  };
}

function closedJob(job: JobState, args: EventArgs<"JobClosed">, timestamp: number): Partial<JobState> {
  const locked = job.locked - args.toProvider - args.toBuyer - args.fee;
  if (locked !== 0n)
    throw new Error(`Job ${job.jobId} was closed with ${locked} base units unaccounted for.`);
  return {
    status: "closed",
    reason: closeReasons[args.reason]!,
    usedSecs: args.usedSecs,
    since: timestamp,
    locked,
    toProvider: job.toProvider + args.toProvider,
    toBuyer: args.toBuyer,
    fees: job.fees + args.fee,
  };
}
