import { COUNTRIES } from "@necto/tools/core/countries";

/** Codes and English names of all countries, by name. */
export const COUNTRY_CHOICES: readonly (readonly [code: string, name: string])[] = COUNTRIES.map(
  ({ code, name }) => [code, name] as const,
).sort(([, a], [, b]) => a.localeCompare(b, "en"));
