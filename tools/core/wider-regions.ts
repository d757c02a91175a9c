import { countriesOf, REGION_GROUPS } from "./regions.ts";

/**
 * Region groups that hold all of a region token and more, smallest first.
 *
 * @example widerRegions("DE") // ["EU", "EEA", "EUROPE"]
 */
export function widerRegions(token: string): readonly string[] {
  const own = countriesOf(token) ?? [];
  return Object.entries(REGION_GROUPS)
    .filter(([, group]) => group.length > own.length && own.every((code) => group.includes(code)))
    .sort(([, a], [, b]) => a.length - b.length)
    .map(([name]) => name);
}
