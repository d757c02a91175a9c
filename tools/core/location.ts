import { z } from "zod";

export const CONTINENTS = ["AF", "AS", "EU", "ME", "NA", "OC", "SA"] as const;
export type Continent = (typeof CONTINENTS)[number];

/** Where an offer runs. `raw` is the source's own word for it; null means the source does not say. */
export const Location = z.object({
  /** ISO 3166-1 alpha-2, upper case. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  continent: z.enum(CONTINENTS).nullable(),
  /** Whether the country is one of the 27 EU members; null when the country is unknown. */
  inEu27: z.boolean().nullable(),
  raw: z.string(),
});
export type Location = z.infer<typeof Location>;
