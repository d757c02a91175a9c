import { z } from "zod";
import { Bps, Count, IsoTime } from "../core/decimal.ts";

/** An account or contract, `0x` and 40 hex digits, in any case. */
export const Address = z.string().regex(/^0x[0-9a-fA-F]{40}$/, "expected an address, 0x and 40 hex digits");
/** 32 bytes: a job id, a root, a listing id, a salt. */
export const Bytes32 = z.string().regex(/^0x[0-9a-f]{64}$/, "expected 0x and 64 hex digits");
/** Bytes as `0x…`, at most 16 KiB. */
export const HexBytes = z
  .string()
  .max(2 + 2 * 16_384)
  .regex(/^0x([0-9a-fA-F]{2})*$/, "expected bytes as 0x and hex digits");
const JobId = Bytes32;

/** Shortest and longest time that can be booked, seconds: the escrow's own limits. */
export const DURATION_LIMITS = { min: 60, max: 16_761_600 } as const;
const Duration = z.number().int().min(DURATION_LIMITS.min).max(DURATION_LIMITS.max);

/** Asks for an offer of a decision to be booked. It books nothing: it leads to an approval. */
export const BookRequest = z.strictObject({
  decisionId: z.string().min(1).max(80),
  offerId: z.string().min(1).max(300),
  /** Null takes the duration of the decision's requirements; without one there, the agent asks. */
  durationSeconds: Duration.nullable(),
});
export type BookRequest = z.output<typeof BookRequest>;

/** A price that the provider signed (EIP-712 `Quote` of the registry). Good until `expiresAt` and no longer. */
export const SignedQuote = z.object({
  /** Who signed: the provider, or its operator. */
  signer: Address,
  units: Count,
  /** Micro-USD per hour for all units together. */
  rateUsdMicrosPerHour: Count,
  maxDurationSeconds: Count,
  /** Unix seconds. */
  expiry: Count,
  /** uint256 as decimal text. */
  nonce: z.string().regex(/^\d{1,78}$/),
  signature: HexBytes,
});
export type SignedQuote = z.output<typeof SignedQuote>;

/**
 * What a buyer is about to book. It is the one struct: the card shows it, and terms, typed data and job id are computed from
 * it and the buyer's address (`checkout.ts`), here and in the browser alike. Names of a provider and a GPU are data to show;
 * no value that decides about money was read from text.
 */
export const Order = z.object({
  decisionId: z.string(),
  offerId: z.string(),
  source: z.string(),
  /** As the provider calls itself. */
  provider: z.string(),
  /** Who fulfils, in words of the card: the provider itself on Necto, else the broker that rents it at its source. */
  fulfilledBy: z.string(),
  /** Account that the escrow pays: the listing's on chain, or the broker's in the registry. */
  payee: Address,
  /** `H100 SXM` */
  gpu: z.string(),
  /** GPUs per unit. */
  gpuCount: Count,
  units: Count,
  /** ISO country; null when the listing does not say. */
  country: z.string().nullable(),
  /** Of an offer that a broker fulfils: the hash of its id, at version 0 (`brokered.ts`). */
  listingId: Bytes32,
  listingVersion: Count,
  /** Micro-USD per hour for the whole job, all units. */
  rateUsdMicrosPerHour: Count,
  durationSeconds: Duration,
  /** `ceil(rate · seconds / 3600)`: what the buyer pays into escrow, and never more. */
  totalUsdMicros: Count,
  feeBps: Bps,
  /** Necto's share if the job runs to its end; it is part of the total and taken from what the provider earns. */
  feeUsdMicros: Count,
  token: z.object({
    address: Address,
    symbol: z.string(),
    /** Name and version of its EIP-712 domain, probed on chain; null when nothing can be signed for it. */
    domainName: z.string().nullable(),
    domainVersion: z.string().nullable(),
  }),
  chain: z.object({ id: Count, name: z.string(), explorerUrl: z.string().nullable() }),
  escrow: Address,
  registry: Address,
  /** 0G root of the trace of the decision: `/verify/<root>`. */
  traceRoot: Bytes32,
  /** Commitment to the tracked identity; zero bytes for an untracked job. */
  mode: Bytes32,
  /** Makes the job id of its own kind. */
  salt: Bytes32,
  /** Unix seconds between which the buyer's signature can be used. */
  validAfter: Count,
  validBefore: Count,
  quote: SignedQuote,
});
export type Order = z.output<typeof Order>;

/** EIP-712 data for `eth_signTypedData_v4`: whole numbers are decimal text. */
export const TypedDataView = z.object({
  domain: z.record(z.string(), z.union([z.string(), z.number()])),
  types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
  primaryType: z.string(),
  message: z.record(z.string(), z.json()),
});
export type TypedDataView = z.output<typeof TypedDataView>;

/**
 * How a buyer pays: Permit2 with the terms as witness, EIP-3009, EIP-2612, or an allowance. The first two are relayed: the
 * buyer signs, and needs no gas. The escrow takes the last two only from the buyer itself.
 */
export const PAYMENT_WAYS = ["permit2", "authorization", "permit", "approve"] as const;
export const PaymentWay = z.enum(PAYMENT_WAYS);
export type PaymentWay = z.output<typeof PaymentWay>;

/** A transaction that the buyer's or the provider's own key sends: the contract takes these from nobody else. */
export const BuyerCall = z.object({ to: Address, data: HexBytes, chainId: Count });
export type BuyerCall = z.output<typeof BuyerCall>;

/** What a buyer sends itself to pay; `approve…` lets somebody take exactly the order's total, once. */
export const PAYMENT_CALLS = ["approvePermit2", "approve", "open", "openWithPermit"] as const;
export type PaymentCallName = (typeof PAYMENT_CALLS)[number];
export const PaymentCall = BuyerCall.extend({ name: z.enum(PAYMENT_CALLS) });
export type PaymentCall = z.output<typeof PaymentCall>;

/** One way to pay an order, for one buyer. */
export const PaymentPlan = z.object({
  way: PaymentWay,
  /** What is signed before the approval; null when nothing is. */
  typedData: TypedDataView.nullable(),
  /** What the buyer sends after the approval, in order; `data` is null while it needs a signature. */
  calls: z.array(PaymentCall.extend({ data: HexBytes.nullable() })),
});
export type PaymentPlan = z.output<typeof PaymentPlan>;

/** An order for one buyer: the job that it opens, and how it can be paid now, best first. */
export const Checkout = z.object({
  buyer: Address,
  jobId: JobId,
  /** The token's EIP-2612 nonce of the buyer, uint256 as decimal text; null for a token without. */
  permitNonce: z
    .string()
    .regex(/^\d{1,78}$/)
    .nullable(),
  /** Empty when this account cannot pay: the token is paused, or takes no signature and the account has no gas. */
  plans: z.array(PaymentPlan),
});
export type Checkout = z.output<typeof Checkout>;

/** Accounts of the sandbox that pay without a wallet. */
export const DEMO_BUYERS = ["buyer", "team-admin", "team-user"] as const;
export const DemoBuyer = z.enum(DEMO_BUYERS);
export type DemoBuyer = z.output<typeof DemoBuyer>;

/** `void`: something it was about has changed; `next` may have a new one. */
export const APPROVAL_STATUSES = ["pending", "approved", "declined", "expired", "void"] as const;
export type ApprovalStatus = (typeof APPROVAL_STATUSES)[number];

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
  payers: z.object({
    /** Empty outside of the sandbox. */
    demo: z.array(
      z.object({
        account: DemoBuyer,
        title: z.string(),
        address: Address,
        balanceUsdMicros: Count,
        jobId: JobId,
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

/** X25519 public key of 32 bytes: access to the machine is encrypted to it. Its secret never leaves where it was made. */
export const ViewKey = Bytes32;

const capability = {
  viewKey: ViewKey.nullable().default(null),
  /** keccak256 of the random 32 bytes of the job's capability link. The bytes themselves stay with the buyer. */
  capabilityHash: Bytes32.nullable().default(null),
};

/** Who pays. A demo account signs on the server, only here, only after this approval. */
export const Payer = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("demo"), account: DemoBuyer, ...capability }),
  z.strictObject({
    kind: z.enum(["wallet", "burner"]),
    address: Address,
    way: PaymentWay.default("authorization"),
    /** Of the plan's `typedData`; `0x` when it signs nothing. */
    signature: HexBytes,
    ...capability,
  }),
]);
export type Payer = z.output<typeof Payer>;

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

/**
 * A step of a booking. `jobId` and `txHash` are null for wallets and fresh keys in an untracked thread: no row there names
 * the job; the page knows it, since it signed it.
 */
export const BookingProgress = z.object({
  approvalId: z.string(),
  state: z.enum(BOOKING_STATES),
  jobId: JobId.nullable(),
  txHash: Bytes32.nullable(),
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type BookingProgress = z.output<typeof BookingProgress>;

/** What was done, with hashes. Ids as in `BookingProgress`. */
export const Receipt = z.object({
  approvalId: z.string(),
  jobId: JobId.nullable(),
  txHash: Bytes32.nullable(),
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

/** How an offer of another market is taken there. Necto moves no money for it. */
export const HandOff = z.object({
  offerId: z.string(),
  source: z.string(),
  title: z.string(),
  /** `request`: an HTTP request; `command`: for a shell; `sdl`: an Akash deployment; `link`: only a page. */
  kind: z.enum(["request", "command", "sdl", "link"]),
  /** To be copied. */
  body: z.string(),
  url: z.string().nullable(),
  /** What to fill in or to know, one sentence each. */
  notes: z.array(z.string()),
});
export type HandOff = z.output<typeof HandOff>;

export const JOB_STATUSES = ["funded", "active", "ended", "disputed", "closed"] as const;
export const CLOSE_REASONS = [
  "none",
  "cancelled",
  "declined",
  "no-show",
  "paid",
  "resolved",
  "halved",
] as const;
export const JOB_ACTIONS = ["end", "cancel", "extend", "dispute", "rate"] as const;
export type JobAction = (typeof JOB_ACTIONS)[number];

/** An access document as it is stored: readable with the job's view key only (`access-document.ts`). */
export const SealedAccess = z.object({ ciphertext: HexBytes, postedAt: IsoTime });
export type SealedAccess = z.output<typeof SealedAccess>;

/** How to reach the machine. Only ever encrypted on a server. */
export const AccessDocument = z.strictObject({
  host: z.string().max(253).nullable(),
  port: z.number().int().min(1).max(65_535).nullable(),
  user: z.string().max(64).nullable(),
  /** A password or token; null when the buyer's own key is let in. */
  secret: z.string().max(4_096).nullable(),
  url: z.string().max(2_048).nullable(),
  notes: z.string().max(1_000).nullable(),
});
export type AccessDocument = z.output<typeof AccessDocument>;

/**
 * How far a broker is: nothing done yet; launched and booting; running; it is done by hand; it could not be had, and the
 * money went back; ended.
 */
export const BROKER_STATES = ["waiting", "launched", "running", "manual", "failed", "ended"] as const;

/** Who rents a job's machine where. */
export const BrokeredJob = z.object({
  /** As the broker is called here. */
  broker: z.string(),
  source: z.string(),
  state: z.enum(BROKER_STATES),
  /** Why it could not be had, or what holds it up. */
  problem: z.object({ code: z.string(), message: z.string() }).nullable(),
});
export type BrokeredJob = z.output<typeof BrokeredJob>;

/** An arbiter's decision, as the chain has it. */
export const Resolution = z.object({
  /** Seconds that the provider was paid for, of the whole job. */
  providerSeconds: Count,
  /** keccak256 of the reason's UTF-8 bytes. */
  reasonHash: Bytes32,
  /** Null when it was decided elsewhere, and only the hash is known here. */
  reason: z.string().nullable(),
});
export type Resolution = z.output<typeof Resolution>;

/** A job as its buyer sees it. Amounts in micro-USDC, from the chain. */
export const JobView = z.object({
  jobId: JobId,
  status: z.enum(JOB_STATUSES),
  reason: z.enum(CLOSE_REASONS),
  buyer: Address,
  payee: Address,
  /** The order's own words; null for a job that was not booked here. */
  order: z
    .object({
      offerId: z.string(),
      provider: z.string(),
      gpu: z.string(),
      gpuCount: Count,
      units: Count,
      country: z.string().nullable(),
      listingId: Bytes32,
      listingVersion: Count,
    })
    .nullable(),
  /** Of a job that a broker fulfils at another market; null when the provider does itself. */
  brokered: BrokeredJob.nullable(),
  /** What the arbiter decided; null for a job that no arbiter did. */
  resolution: Resolution.nullable(),
  rateUsdMicrosPerHour: Count,
  durationSeconds: Count,
  /** Claimed or final; null before the end. */
  usedSeconds: Count.nullable(),
  amounts: z.object({
    depositUsdMicros: Count,
    /** Earned up to `at` by the meter, the fee included; final once closed. */
    earnedUsdMicros: Count,
    /** Part of the earned. */
    feeUsdMicros: Count,
    /** Goes back to the buyer if it ended at `at`; final once closed. */
    refundUsdMicros: Count,
  }),
  feeBps: Bps,
  /** Time of the newest block: what the amounts are counted to. */
  at: IsoTime,
  startedAt: IsoTime.nullable(),
  /** When what was paid for is used up; null before the start. */
  endsAt: IsoTime.nullable(),
  /** When the present state runs out by itself, and what happens then. */
  deadline: z.object({ at: IsoTime, next: z.enum(["reclaim", "expire", "settle", "resolve"]) }).nullable(),
  timeline: z.array(z.object({ event: z.string(), at: IsoTime, txHash: Bytes32.nullable() })),
  decisionRoot: Bytes32,
  /** The organisation that it was booked for, and the member who did; null for none, for other readers, and once the account is deleted. */
  org: Bytes32.nullable(),
  member: Address.nullable(),
  chain: z.object({ id: Count, name: z.string(), explorerUrl: z.string().nullable() }),
  escrow: Address,
  token: z.object({
    address: Address,
    symbol: z.string(),
    /** Of its EIP-712 domain, for the signature of an extension; null when it takes none (no EIP-3009). */
    domainName: z.string().nullable(),
    domainVersion: z.string().nullable(),
  }),
  access: SealedAccess.nullable(),
  /** Whether the buyer left a view key; without one no access document can be posted. */
  hasViewKey: z.boolean(),
  stars: z.number().int().min(1).max(5).nullable(),
  actions: z.array(z.enum(JOB_ACTIONS)),
  /**
   * `demo`: `POST /api/jobs/:id/<action>` sends for the demo account. `transaction`: the buyer's own key sends
   * (`GET /api/jobs/:id/calls/<action>`), except `extend`, which a signature is enough for.
   */
  acts: z.enum(["demo", "transaction"]),
});
export type JobView = z.output<typeof JobView>;

/** A row of a list of jobs. */
export const JobRow = JobView.pick({
  jobId: true,
  status: true,
  reason: true,
  order: true,
  brokered: true,
  rateUsdMicrosPerHour: true,
  durationSeconds: true,
  amounts: true,
  at: true,
  startedAt: true,
});
export type JobRow = z.output<typeof JobRow>;

/** The same for its buyer, and for its organisation. */
export const BuyerJobRow = JobRow.extend({ org: JobView.shape.org, member: JobView.shape.member });
export type BuyerJobRow = z.output<typeof BuyerJobRow>;

/** Body of `POST /api/jobs/:jobId/:action`, with `Idempotency-Key`. */
export const JobActionBody = z.strictObject({
  /** `extend`: seconds more. */
  extraSeconds: z.number().int().min(60).max(DURATION_LIMITS.max).optional(),
  /** `dispute`: what the buyer accepts of the claim, and the hash of its evidence. */
  acceptedSeconds: Count.optional(),
  evidenceHash: Bytes32.optional(),
  /** `rate` */
  stars: z.number().int().min(1).max(5).optional(),
  /** `extend` of a wallet or a fresh key: its signature, and the validity that was signed. */
  signature: HexBytes.optional(),
  validBefore: Count.optional(),
});
export type JobActionBody = z.output<typeof JobActionBody>;

export const FaucetRequest = z.strictObject({
  address: Address,
  /** Also coins for gas, so that a fresh key can end its job itself. */
  gas: z.boolean().default(false),
});
export type FaucetRequest = z.output<typeof FaucetRequest>;
export const FaucetResult = z.object({
  address: Address,
  balanceUsdMicros: Count,
  txHash: Bytes32.nullable(),
});
export type FaucetResult = z.output<typeof FaucetResult>;

/** Demo providers of the sandbox, by their account's role. */
export const DEMO_PROVIDERS = [
  "provider-rheinwerk",
  "provider-nordlys",
  "provider-pacific",
  /** Rents at other markets; jobs that its accounts there cannot start by an API it starts by hand. */
  "broker",
] as const;
export const DemoProvider = z.enum(DEMO_PROVIDERS);
export type DemoProvider = z.output<typeof DemoProvider>;

export const PROVIDER_ACTIONS = ["start", "end", "decline"] as const;
export type ProviderAction = (typeof PROVIDER_ACTIONS)[number];

/** What a provider sees of a job: nothing of who the buyer is beyond its address. */
export const ProviderJobView = JobRow.extend({
  /** Of jobs of tracked conversations only. */
  buyer: Address.nullable(),
  hasViewKey: z.boolean(),
  viewKey: ViewKey.nullable(),
  hasAccess: z.boolean(),
  /** For a broker's job that is started by hand: how it is taken at its source. */
  handOff: HandOff.nullable(),
  actions: z.array(z.enum(PROVIDER_ACTIONS)),
  /** As in `JobView`: whether the server sends for the provider, or its own key does (`GET /api/provider/jobs/:id/calls/<action>`). */
  acts: z.enum(["demo", "transaction"]),
});
export type ProviderJobView = z.output<typeof ProviderJobView>;

/** Body of `POST /api/provider/jobs/:jobId/access`: encrypted to the job's view key, by the provider. The last one counts. */
export const ProviderAccessBody = z.strictObject({ ciphertext: HexBytes });
export type ProviderAccessBody = z.output<typeof ProviderAccessBody>;

/** Body of `POST /api/provider/jobs/:jobId/{start,end,decline}`. */
export const ProviderActionBody = z.strictObject({
  /** `start`: encrypted to the job's view key, by the provider. */
  ciphertext: HexBytes.nullable().default(null),
  /** `end`: seconds claimed; all that have passed unless said. */
  usedSeconds: Count.optional(),
});
export type ProviderActionBody = z.output<typeof ProviderActionBody>;

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
