import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { BOOKING_STATES, BookedFor } from "./booking.ts";
import { Address, Bytes32 } from "./chain-values.ts";
import { DemoBuyer } from "./demo-accounts.ts";
import { Order } from "./order.ts";
import { Payer } from "./payer.ts";
import { Checkout, PaymentCall } from "./payment.ts";

/** `void`: something it was about has changed; `next` may have a new one. */
export const APPROVAL_STATUSES = ["pending", "approved", "declined", "expired", "void"] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

/** Why an approval is void. */
export const VOID_REASONS = [
  "quote-expired",
  "rate-moved",
  "listing-changed",
  "listing-unavailable",
  "broker-changed",
  "offer-gone",
  "sold-out",
  "superseded",
  "policy",
] as const;

/** One pending consent, by the id of its interrupt. It is the server's state: a page shows it and can only answer by its route. */
export const ApprovalView = z.object({
  id: z.string(),
  threadId: z.string(),
  /** The run that asked. */
  runId: z.string(),
  status: z.enum(APPROVAL_STATUSES),
  /** Set with `void`. */
  voidReason: z.enum(VOID_REASONS).nullable(),
  requestedAt: IsoTime,
  /** Latest time of an answer; the quote is good until then. */
  expiresAt: IsoTime,
  order: Order,
  /** Price of the list that was booked from, when the re-quote moved it; null when it is the same. */
  previous: z.object({ rateUsdMicrosPerHour: Count, totalUsdMicros: Count }).nullable(),
  /** Whether the thread's identity is kept with the job. */
  threadMode: z.enum(["tracked", "untracked"]),
  /** Null for whoever books for itself. */
  org: BookedFor.nullable().default(null),
  payers: z.object({
    /** Empty outside of the sandbox. */
    demo: z.array(
      z.object({
        account: DemoBuyer,
        title: z.string(),
        address: Address,
        balanceUsdMicros: Count,
        jobId: Bytes32,
      }),
    ),
    /** A wallet or a fresh key can pay; how, `checkout` says for its address. False while the token is paused. */
    signature: z.boolean(),
    /** `POST /api/sandbox/faucet` gives test USDC here. */
    faucet: z.boolean(),
  }),
  /** For the address asked about (`GET /api/approvals/:id?buyer=0x…`) while it is pending, else null. */
  checkout: Checkout.nullable(),
  /** What became of it, once it is approved. */
  booking: z
    .object({
      state: z.enum(BOOKING_STATES),
      problem: z.object({ code: z.string(), message: z.string() }).nullable(),
      /** The run that goes on with it. */
      runId: z.string().nullable(),
      /** What the payer still has to send, in order, while it is `waiting-for-buyer`: told to `?buyer=<payer>` only. */
      calls: z.array(PaymentCall),
    })
    .nullable(),
  /** The approval that takes its place after a changed price or listing. */
  next: z.string().nullable(),
});
export type ApprovalView = z.output<typeof ApprovalView>;

/** The body of `POST /api/approvals/:id`, with `Idempotency-Key`. */
export const ApprovalDecision = z.discriminatedUnion("decision", [
  z.strictObject({ decision: z.literal("approve"), payer: Payer }),
  z.strictObject({ decision: z.literal("decline") }),
]);
export type ApprovalDecision = z.output<typeof ApprovalDecision>;

/** What happened to an approval, as the run's log tells it. */
export const ApprovalResolved = z.object({
  approvalId: z.string(),
  status: z.enum(APPROVAL_STATUSES),
  voidReason: z.enum(VOID_REASONS).nullable(),
  next: z.string().nullable(),
});
export type ApprovalResolved = z.output<typeof ApprovalResolved>;
