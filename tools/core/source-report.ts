import { z } from "zod";
import { Count, IsoTime } from "./decimal.ts";

/** What one source answered in one scan. Failures are values: the answer to the buyer still comes. */
export const SourceReport = z.object({
  source: z.string(),
  status: z.enum(["ok", "partial", "failed", "skipped"]),
  /** Offers taken from the answer. */
  offers: Count,
  /** Rows that could not be read or priced, each counted once; `skips` says why. */
  rowsRejected: Count,
  /** Rows left out and why, by code: `malformed`, `no-price`, `fractional-gpu`, `reserved-term` (reserved terms are no rejects). */
  skips: z.record(z.string(), Count),
  /**
   * `source/timeout`, `source/rate-limited`, `source/auth`, `source/upstream`, `source/schema`, `source/empty`, or null.
   * With `partial` it says why the source's last good answer stands in, which is as old as `observedAt` says.
   */
  code: z.string().nullable(),
  /** One sentence for people: what happened and what is used instead. */
  message: z.string().nullable(),
  durationMs: Count,
  /** When the answer was given. */
  observedAt: IsoTime,
  bodySha256: z.string().nullable(),
  url: z.string().nullable(),
});
export type SourceReport = z.output<typeof SourceReport>;
