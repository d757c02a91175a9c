import { COUNTRY_BY_CODE } from "../../core/regions.ts";
import type { Language } from "./language.ts";

const SHORT: Readonly<Record<string, string>> = { US: "usa", GB: "uk" };

/** The English word of a region token, as the one grammar reads it. */
const inEnglish = (token: string): string =>
  SHORT[token] ?? (COUNTRY_BY_CODE.get(token)?.name ?? token).toLowerCase().replaceAll("_", " ");

/** Names of places in one language with the English name: `["Deutschland", "germany"]`. */
export const placeNamesOf = ({ places }: Language): readonly (readonly [string, string])[] =>
  Object.entries(places).flatMap(([token, names]) =>
    names.split("|").map((name) => [name, inEnglish(token)] as const),
  );
