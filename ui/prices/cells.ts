import type { MarketRow } from "@necto/tools/protocol/market-row";
import { html, nothing, type TemplateResult } from "lit";
import { PRICE_CLASS_LABELS, PRICING_LABELS } from "../format/labels.ts";
import { rateText } from "../format/money.ts";
import { timeText, UNKNOWN } from "../format/text.ts";
import { freshnessOf, updatedText } from "./freshness.ts";
import type { Move } from "./market-book.ts";
import { classText, pricingText } from "./row-text.ts";

/** A price that moved this recently is shown by one fade. */
const FADE_MS = 1_000;
/** The arrow stays a while longer than the fade. */
const ARROW_MS = 60_000;

/** What rows are shown with beside themselves. */
export interface Moment {
  /** The server's time, epoch milliseconds. */
  readonly now: number;
  readonly observedAt: (row: MarketRow) => string | null;
  /** This machine's time, by which moves are noted. */
  readonly clock: number;
  readonly moves: ReadonlyMap<string, Move>;
}

/** Classes that make a moved price fade once; a second move starts it again. */
export function fadeClass(id: string, { moves, clock }: Moment): string {
  const move = moves.get(id);
  if (!move || clock - move.at > FADE_MS) return "";
  return move.at % 2 === 0 ? "fade-a" : "fade-b";
}

/** Up and down are neither good nor bad: a buyer's loss is a seller's gain. */
function arrow(id: string, { moves, clock }: Moment) {
  const move = moves.get(id);
  if (!move || clock - move.at > ARROW_MS) return nothing;
  const word = move.isUp ? "up" : "down";
  return html`<span class="arrow" title="Moved ${word} within the last minute"
    ><span aria-hidden="true">${move.isUp ? "▲" : "▼"}</span><span class="hidden-words">${word}</span></span
  >`;
}

export const priceCell = (row: MarketRow, moment: Moment): TemplateResult =>
  row.usdMicrosPerGpuHour === null
    ? html`<span class="quiet">${UNKNOWN}</span>`
    : html`${arrow(row.id, moment)}${rateText(row.usdMicrosPerGpuHour)}`;

export const pricingCell = (row: MarketRow): TemplateResult =>
  html`<span class="badge ${PRICING_LABELS[row.pricing].style}">${pricingText(row)}</span>`;

export const classCell = (row: MarketRow): TemplateResult =>
  html`<span title=${PRICE_CLASS_LABELS[row.priceClass].meaning}>${classText(row)}</span>`;

const MARKS = { live: "●", aging: "◐", stale: "▲" } as const;

/** How old a price is. A dated one shows its date and is not called stale: it never claimed to be fresh. */
export function updatedCell(row: MarketRow, { now, observedAt }: Moment): TemplateResult {
  const at = observedAt(row);
  if (at === null) return html`<span class="quiet">${UNKNOWN}</span>`;
  const text = updatedText(at, now);
  if (PRICE_CLASS_LABELS[row.priceClass].isDated)
    return html`<span class="quiet" title=${timeText(at)}>${text}</span>`;
  const freshness = freshnessOf(now - Date.parse(at));
  return html`<span class=${freshness} title="${freshness}, ${timeText(at)}">${text} <span class="mark" aria-hidden="true">${MARKS[freshness]}</span></span>`;
}
