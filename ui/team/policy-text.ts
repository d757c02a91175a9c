import { regionText } from "@necto/tools/core/regions";
import { sourceTitle } from "@necto/tools/core/source-title";
import { formatRate, formatTotal } from "@necto/tools/core/units";
import type { OrderAskView, TeamPolicy } from "@necto/tools/protocol/policy";
import { AMOUNTS } from "./policy-form.ts";
import { REFUSAL_TEXT } from "./refusal-text.ts";

/** What a rule of the form is called, and what it means. */
export const RULES: Readonly<
  Record<(typeof AMOUNTS)[number], { readonly label: string; readonly hint: string }>
> = {
  maxOrderUsdMicros: {
    label: "One order at most",
    hint: "With its extensions. Nobody books above it, Admins neither.",
  },
  adminAboveUsdMicros: {
    label: "Above this, an Admin must allow it",
    hint: "The member asks, an Admin answers here. 0 asks for every order.",
  },
  maxDayUsdMicros: { label: "The team, a day at most", hint: "Orders and extensions of one UTC day." },
  maxMemberDayUsdMicros: { label: "Each member, a day at most", hint: "The same of each member alone." },
  maxUsdMicrosPerGpuHour: { label: "One GPU-hour at most", hint: "Dearer offers cannot be booked." },
};

/** An amount of a rule in words: `$250.00`, `$2.4500` for an hour, `no limit`. */
export const limitText = (field: (typeof AMOUNTS)[number], usdMicros: number | null): string =>
  usdMicros === null
    ? "no limit"
    : field === "maxUsdMicrosPerGpuHour"
      ? formatRate(usdMicros)
      : formatTotal(usdMicros);

const listText = (list: readonly string[], none: string): string =>
  list.length > 0 ? list.join(", ") : none;

/** Every rule as a line: what it is called, and what it allows. */
export const linesOf = (policy: TeamPolicy): readonly (readonly [rule: string, allows: string])[] => [
  ...AMOUNTS.map((field) => [RULES[field].label, limitText(field, policy[field])] as const),
  ["Sources", listText(policy.sources.map(sourceTitle), "all")],
  ["Regions", listText(policy.regions.include.map(regionText), "all")],
  ["Never in", listText(policy.regions.exclude.map(regionText), "nowhere is left out")],
];

/** What a version changed: each line that reads otherwise now. */
export function changesOf(
  before: TeamPolicy,
  after: TeamPolicy,
): readonly { readonly rule: string; readonly from: string; readonly to: string }[] {
  const from = linesOf(before);
  return linesOf(after).flatMap(([rule, to], index) =>
    from[index]![1] === to ? [] : [{ rule, from: from[index]![1], to }],
  );
}

/** What became of an order that was asked for. */
export function askText({ status, refusal, validUntil }: OrderAskView): string {
  switch (status) {
    case "pending":
      return "waits for an Admin";
    case "allowed":
      return `allowed until ${validUntil?.slice(0, 16).replace("T", " ")} UTC`;
    case "refused":
      return `refused: ${refusal === null ? "no reason" : REFUSAL_TEXT[refusal].toLowerCase()}`;
    case "used":
      return "allowed and booked";
    case "lapsed":
      return "allowed, and not used in time";
  }
}
