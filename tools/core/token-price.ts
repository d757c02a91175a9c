import { z } from "zod";
import { DecimalText, IsoTime } from "./decimal.ts";

/** The USD price of one token, by every feed that gave one. `used` is the price that conversions use; null refuses the token. */
export const TokenPrice = z.object({
  coinId: z.string(),
  feeds: z.array(z.object({ source: z.string(), usd: DecimalText, asOf: IsoTime })),
  used: z.object({ source: z.string(), usd: DecimalText, asOf: IsoTime }).nullable(),
});
export type TokenPrice = z.output<typeof TokenPrice>;
