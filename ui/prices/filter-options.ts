import { REGION_GROUPS } from "@necto/tools/core/regions";
import { sourceTitle } from "@necto/tools/core/source-title";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { PRICE_CLASS_LABELS, PRICING_LABELS } from "../format/labels.ts";
import { countryText } from "../format/text.ts";
import type { FilterField, Token } from "./price-query.ts";

/** A value that a filter can have, with the number of offers that have it. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly offers: number;
}

export type Options = Readonly<Record<FilterField, readonly Option[]>>;

export const FILTER_LABELS: Readonly<Record<FilterField, string>> = {
  gpu: "GPU",
  region: "Region",
  pricing: "Pricing",
  source: "Source",
  class: "Price class",
  bookable: "Bookable",
};

const GROUP_LABELS: Readonly<Record<string, string>> = { EU: "EU", EEA: "EEA", APAC: "APAC" };
const regionLabel = (token: string): string =>
  GROUP_LABELS[token] ??
  (Object.hasOwn(REGION_GROUPS, token)
    ? token
        .split("_")
        .map((word) => word.charAt(0) + word.slice(1).toLowerCase())
        .join(" ")
    : countryText({ country: /^[A-Z]{2}$/.test(token) ? token : null } as never));

/** A filter's value in words. */
export function labelOf({ field, value }: Token): string {
  if (field === "region") return regionLabel(value) === "—" ? value : regionLabel(value);
  if (field === "pricing") return PRICING_LABELS[value as MarketRow["pricing"]].word;
  if (field === "class") return PRICE_CLASS_LABELS[value as MarketRow["priceClass"]].word;
  if (field === "source") return sourceTitle(value);
  if (field === "bookable") return value === "yes" ? "bookable" : "quote only";
  return value;
}

/** Every value that occurs in the market, in the order people look for them. */
export function optionsOf(rows: Iterable<MarketRow>): Options {
  const counts = new Map<FilterField, Map<string, number>>();
  const count = (field: FilterField, value: string) => {
    const values = counts.get(field) ?? new Map<string, number>();
    counts.set(field, values.set(value, (values.get(value) ?? 0) + 1));
  };
  const formFactors = new Map<string, Set<string | null>>();
  for (const row of rows) {
    if (row.gpu !== null) {
      count("gpu", row.gpu);
      if (row.formFactor) count("gpu", `${row.gpu} ${row.formFactor}`);
      formFactors.set(row.gpu, (formFactors.get(row.gpu) ?? new Set()).add(row.formFactor));
    }
    if (row.country) count("region", row.country);
    count("pricing", row.pricing);
    count("source", row.source);
    count("class", row.priceClass);
    count("bookable", row.isBookable ? "yes" : "no");
  }
  for (const [group, countries] of Object.entries(REGION_GROUPS)) {
    const here = countries.reduce((sum, code) => sum + (counts.get("region")?.get(code) ?? 0), 0);
    if (here > 0 && !counts.get("region")?.has(group)) count(`region`, group);
    if (here > 0) counts.get("region")?.set(group, here);
  }
  const list = (field: FilterField): Option[] =>
    [...(counts.get(field) ?? [])].map(([value, offers]) => ({
      value,
      label: labelOf({ field, value }),
      offers,
    }));
  const byLabel = (a: Option, b: Option) => a.label.localeCompare(b.label, "en", { numeric: true });
  const isGroup = ({ value }: Option) => Object.hasOwn(REGION_GROUPS, value);
  return {
    // One form factor says nothing that the model does not say.
    gpu: list("gpu")
      .filter(
        ({ value }) => formFactors.has(value) || (formFactors.get(value.replace(/ \S+$/, ""))?.size ?? 0) > 1,
      )
      .sort(byLabel),
    region: [
      ...list("region").filter(isGroup),
      ...list("region")
        .filter((option) => !isGroup(option))
        .sort(byLabel),
    ],
    pricing: list("pricing").sort(byLabel),
    source: list("source").sort(byLabel),
    class: list("class").sort(byLabel),
    bookable: list("bookable").sort(byLabel),
  };
}
