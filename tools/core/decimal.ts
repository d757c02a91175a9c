import { z } from "zod";
import { parseDecimal } from "./rational.ts";

/**
 * An amount as a source states it, kept as decimal text so that no float ever rounds it.
 * JSON numbers are accepted and become their shortest decimal text. A codec, because answers are encoded with it too.
 */
export const DecimalText = z
  .codec(z.union([z.string(), z.number()]), z.string(), { decode: String, encode: (text) => text })
  .refine((text) => parseDecimal(text) !== null, { message: "expected a decimal number such as 19.25" });
export type DecimalText = z.output<typeof DecimalText>;

/** Non-negative integer below 2^53: micro-USD, seconds, basis points, counts. */
export const Count = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);
export const Bps = z.number().int().min(0).max(10_000);
/** ISO-8601 UTC text, e.g. `2026-11-22T08:05:12.034Z`. */
export const IsoTime = z.iso.datetime({ offset: true });
