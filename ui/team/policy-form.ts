import { countriesOf } from "@necto/tools/core/regions";
import type { TeamPolicy } from "@necto/tools/protocol/policy";
import { microsOf, usdText } from "../provider/listing-text.ts";

/** Amounts of a policy, in the order of the form. */
export const AMOUNTS = [
  "maxOrderUsdMicros",
  "adminAboveUsdMicros",
  "maxDayUsdMicros",
  "maxMemberDayUsdMicros",
  "maxUsdMicrosPerGpuHour",
] as const;
type Amount = (typeof AMOUNTS)[number];

/** A policy as it is typed. */
export interface PolicyForm extends Readonly<Record<Amount, string>> {
  readonly sources: readonly string[];
  /** Region tokens with commas between. */
  readonly include: string;
  readonly exclude: string;
}

export type PolicyField = keyof PolicyForm;

export function formOf(policy: TeamPolicy): PolicyForm {
  const amounts = AMOUNTS.map((field) => [field, policy[field] === null ? "" : usdText(policy[field])]);
  return {
    ...(Object.fromEntries(amounts) as Record<Amount, string>),
    sources: policy.sources,
    include: policy.regions.include.join(", "),
    exclude: policy.regions.exclude.join(", "),
  };
}

const NOT_DOLLARS = "An amount in dollars, such as 250 or 2.45; empty for no limit.";

/** The policy that a form says; null with what is wrong in which field. */
export function readForm(form: PolicyForm): {
  readonly policy: TeamPolicy | null;
  readonly problems: Readonly<Partial<Record<PolicyField, string>>>;
} {
  const problems: Partial<Record<PolicyField, string>> = {};
  const amount = (field: Amount): number | null => {
    if (form[field].trim() === "") return null;
    const micros = microsOf(form[field]);
    if (micros === null) problems[field] = NOT_DOLLARS;
    return micros;
  };
  const tokens = (field: "include" | "exclude"): string[] => {
    const all = [
      ...new Set(
        form[field]
          .toUpperCase()
          .split(/[\s,;]+/)
          .filter(Boolean),
      ),
    ];
    const unknown = all.filter((token) => countriesOf(token) === null);
    if (unknown.length > 0) problems[field] = `Not known: ${unknown.join(", ")}. Write DE, US or EU.`;
    return all;
  };
  const policy = {
    ...(Object.fromEntries(AMOUNTS.map((field) => [field, amount(field)])) as Record<Amount, number | null>),
    sources: [...form.sources],
    regions: { include: tokens("include"), exclude: tokens("exclude") },
  };
  return { policy: Object.keys(problems).length === 0 ? policy : null, problems };
}
