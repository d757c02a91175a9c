import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Address, Bytes32 } from "./chain-values.ts";
import { DemoBuyer } from "./demo-accounts.ts";

/**
 * How far an approved booking is: its trace must be final on 0G; the buyer must send its own transactions, if there are any;
 * the payment is written down; sent; mined; or refused for good.
 */
export const BOOKING_STATES = [
  "waiting-for-trace",
  "waiting-for-buyer",
  "recorded",
  "sent",
  "funded",
  "failed",
] as const;
export type BookingState = (typeof BOOKING_STATES)[number];

/**
 * A step of a booking. `jobId` and `txHash` are null for wallets and fresh keys in an untracked thread: no row there names
 * the job; the page knows it, since it signed it.
 */
export const BookingProgress = z.object({
  approvalId: z.string(),
  state: z.enum(BOOKING_STATES),
  jobId: Bytes32.nullable(),
  txHash: Bytes32.nullable(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type BookingProgress = z.output<typeof BookingProgress>;

/** The organisation that something is booked for, as it is called here. */
export const BookedFor = z.object({ id: Bytes32, name: z.string() });

/** What was done, with hashes. Ids as in `BookingProgress`. */
export const Receipt = z.object({
  approvalId: z.string(),
  jobId: Bytes32.nullable(),
  txHash: Bytes32.nullable(),
  /** The organisation that it was booked for, as it was called then; null for whoever booked for itself. */
  org: BookedFor.nullable().default(null),
  provider: z.string(),
  /** The broker that rents it at `source`, as the order said; null when the provider fulfils itself. */
  broker: z.object({ title: z.string(), source: z.string() }).nullable().default(null),
  payee: Address,
  gpu: z.string(),
  gpuCount: Count,
  units: Count,
  rateUsdMicrosPerHour: Count,
  durationSeconds: Count,
  totalUsdMicros: Count,
  feeUsdMicros: Count,
  token: z.string(),
  chainId: Count,
  escrow: Address,
  traceRoot: Bytes32,
  fundedAt: IsoTime,
});
export type Receipt = z.output<typeof Receipt>;

/** What can be booked here, and under which rules: `GET /api/booking`. */
export const BookingStatus = z.object({
  enabled: z.boolean(),
  /** Why not, in words; null when it is. */
  reason: z.string().nullable(),
  isSandbox: z.boolean(),
  maxOrderUsdMicros: Count.nullable(),
  maxDayUsdMicros: Count.nullable(),
  chain: z.object({ id: Count, name: z.string(), rpcUrl: z.string() }).nullable(),
  escrow: Address.nullable(),
  token: Address.nullable(),
  demoBuyers: z.array(z.object({ account: DemoBuyer, title: z.string(), address: Address })),
});
export type BookingStatus = z.output<typeof BookingStatus>;
