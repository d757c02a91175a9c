import { z } from "zod";
import { ActFacts, ActResult, ActsHead } from "../audit/sealed-act.ts";
import { Count, IsoTime } from "../core/decimal.ts";

/** An organisation: 32 bytes as hex. */
const Org = z.string().regex(/^0x[0-9a-f]{64}$/);
const Word = z.string().min(1).max(120);

/** Which acts of a log are asked for. */
export const AuditFilters = z.object({
  /** The organisation whose log it is; your own without one. */
  org: Org.optional(),
  /** Not before, and before. */
  from: IsoTime.optional(),
  to: IsoTime.optional(),
  /** Address in lower case, or `necto`, `escrow`, `arbiter`, `link`. */
  actor: Word.optional(),
  /** `payment.funded`, or all of a kind: `payment`. */
  action: Word.optional(),
  target: Word.optional(),
  result: ActResult.optional(),
});
export type AuditFilters = z.output<typeof AuditFilters>;

/** Numbers of a query are text. */
export const AuditQuery = AuditFilters.extend({
  /** Acts before this place in the log: what `next` said. Acts that are added meanwhile move nothing. */
  before: z.coerce.number().int().min(1).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
export type AuditQuery = z.output<typeof AuditQuery>;

/** One act, as it is read. */
export const ActRow = z.object({
  /** `org:<id>` or `account:<address>`. */
  scope: z.string(),
  /** Its place in that log, from 1. */
  seq: z.number().int().min(1),
  at: IsoTime,
  action: z.string(),
  /** Null once the account is deleted. */
  actor: z.string().nullable(),
  subject: z.string().nullable(),
  target: z.string().nullable(),
  result: ActResult,
  decisionRoot: z.string().nullable(),
  txHash: z.string().nullable(),
  facts: ActFacts,
  hash: z.string(),
});
export type ActRow = z.output<typeof ActRow>;

/** Where the transactions of acts are looked at; null where nothing can be booked. */
const Explorer = z
  .object({ chainId: z.number().int(), name: z.string(), explorerUrl: z.string().nullable() })
  .nullable();

/** A page of a log, newest first. */
export const AuditPage = z.object({
  scope: z.string(),
  acts: z.array(ActRow),
  /** `before` of the next page; null for the last one. */
  next: z.number().int().nullable(),
  /** How many acts the filters leave in. */
  matching: Count,
  /** Where the whole log ends; null while it is empty. Kept elsewhere, it shows later that nothing was taken off its end. */
  head: ActsHead.nullable(),
  /** Whether acts of others in this log are not shown to you. */
  partial: z.boolean(),
  chain: Explorer,
});
export type AuditPage = z.output<typeof AuditPage>;

/** One act with all that its hash is over. */
export const ActView = ActRow.extend({
  previous: z.string(),
  commitments: z.object({ actor: z.string(), subject: z.string().nullable() }),
  chain: Explorer,
});
export type ActView = z.output<typeof ActView>;
