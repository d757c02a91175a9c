import { describeRelaxation, describeWhy } from "@necto/tools/core/explain";
import type { Offer } from "@necto/tools/core/offer";
import { formatAge, formatUsdMicros } from "@necto/tools/core/units";
import { nameWords, withoutAnswers } from "@necto/tools/language/wording";
import type { AskResult } from "@necto/tools/protocol/api";
import { sellerName } from "../graph/compose-reply.ts";
import { formatTable } from "./format-table.ts";

/** Ranked offers that fit a terminal. */
const SHOWN = 10;

/** An answer for a terminal: the reply, the top of the list, what would let more in, what is missing. */
export function formatAnswer(
  { reply, decision, clarify, top }: Pick<AskResult, "reply" | "decision" | "clarify" | "top">,
  text: string,
): string {
  const parts = [clarify ? nameWords(withoutAnswers(reply), text, clarify.spans) : reply];
  if (clarify) parts.push(clarify.options.map((option) => `  · ${option}`).join("\n"));
  if (decision && decision.ranked.length > 0) parts.push(rankingText(decision, top));
  if (decision && decision.relaxations.length > 0)
    parts.push(
      [
        "To see more:",
        ...decision.relaxations.map((relaxation) => `  · ${describeRelaxation(relaxation)}`),
      ].join("\n"),
    );
  return parts.filter(Boolean).join("\n\n");
}

function rankingText(
  { ranked, rejected, decidedAt }: NonNullable<AskResult["decision"]>,
  top: AskResult["top"],
): string {
  const rows = top
    .slice(0, SHOWN)
    .map(({ ranked: place, offer }) => [
      String(place.rank),
      formatUsdMicros(place.usdMicrosPerGpuHour, 4),
      formatUsdMicros(place.usdMicrosPerHour, 4),
      `${place.units > 1 ? `${place.units} × ` : ""}${offer.gpuCount}× ${[offer.gpu.model, offer.gpu.formFactor].filter(Boolean).join(" ")}`,
      offer.location.country ?? "—",
      sellerName(offer),
      offer.pricing.model,
      offer.fulfilment.kind === "quote-only" ? priceOf(offer, Date.parse(decidedAt)) : "bookable",
      describeWhy(place.why) ?? "",
    ]);
  const head = ["#", "$/GPU-hr", "$/hr", "GPU", "in", "seller", "pricing", "", "before the next because"];
  const rest = ranked.length > SHOWN ? `… and ${ranked.length - SHOWN} more that fit.\n` : "";
  const left = `${rejected.length.toLocaleString("en")} offers were left out; --json gives every reason and the arithmetic of every price.`;
  return `${formatTable(head, rows, [1, 2])}\n${rest}${left}`;
}

/** A quote this young needs no age. */
const YOUNG_MS = 60_000;

/** @param decidedAt epoch milliseconds */
function priceOf({ priceClass, observedAt }: Offer, decidedAt: number): string {
  if (priceClass === "recorded") return `price of ${observedAt.slice(0, 10)}`;
  const age = decidedAt - Date.parse(observedAt);
  return age < YOUNG_MS ? "quote only" : `quote, ${formatAge(age)} old`;
}
