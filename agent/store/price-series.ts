import { createHash } from "node:crypto";
import type { PriceTables } from "./price-schema.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Which prices: of one GPU model and pricing model, in one region. */
export type PriceSeries = Omit<PriceTables["price_series"], "id">;

/**
 * The id of a series: 48 bits of its name's SHA-256. Two servers that meet a series at the same moment give it the same
 * id without asking each other, and points carry a number where they would carry four words.
 */
export const priceSeriesId = ({ origin, region, pricing, gpu }: PriceSeries): number =>
  createHash("sha256").update(`${origin}|${region}|${pricing}|${gpu}`).digest().readUIntBE(0, 6);
