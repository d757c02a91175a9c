import { html, nothing, type TemplateResult } from "lit";
import { amountText } from "../format/money.ts";

/** Share of a limit from which on a bar warns. */
const NEAR_BPS = 8_000;

/**
 * How much of a limit is spent.
 *
 * @param limitUsdMicros null for no limit: then only what is spent is said
 * @param spentUsdMicros null where whoever looks may not know it
 */
export function spentBar(bar: {
  readonly label: string;
  readonly spentUsdMicros: number | null;
  readonly limitUsdMicros: number | null;
  readonly note?: string;
}): TemplateResult {
  const { label, spentUsdMicros: spent, limitUsdMicros: limit, note } = bar;
  const isOver = spent !== null && limit !== null && spent >= limit;
  const isNear = spent !== null && limit !== null && spent * 10_000 >= limit * NEAR_BPS;
  const of = limit === null ? "no limit" : `of $${amountText(limit)}`;
  const words =
    spent === null
      ? limit === null
        ? of
        : `at most $${amountText(limit)}`
      : `$${amountText(spent)}${limit === null ? ", " : " "}${of}${isOver ? ", reached" : ""}`;
  return html`<div class="bar ${isOver ? "over" : isNear ? "near" : ""}">
    <span>${label}</span><span>${words}</span>
    ${
      limit === null || spent === null
        ? nothing
        : html`<progress aria-label=${label} max=${Math.max(limit, 1)} value=${Math.min(spent, Math.max(limit, 1))}></progress>`
    }
    ${note ? html`<span class="quiet">${note}</span>` : nothing}
  </div>`;
}
