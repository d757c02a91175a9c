import type { SpendComparison, SpendProvider, SpendView } from "@necto/tools/protocol/spend";
import { html, nothing } from "lit";
import { rateText } from "../format/money.ts";
import { countOf, countText, percentText, shortHash } from "../format/text.ts";
import { exactText } from "../provider/earnings-text.ts";
import { againstMarket, signedText } from "./spend-text.ts";

/** How providers did, with what the market asked when each job was decided. */
export function providersTable({ providers, chain }: SpendView) {
  const names = [
    ...[
      "Share",
      `Spent (${chain.symbol})`,
      "Jobs opened",
      "Paid ($/GPU-hr)",
      "Market median then ($/GPU-hr)",
    ],
    ...["Against market", "Declined", "Not started", "Disputed", "Launch failed", "Refunded in full"],
  ];
  const cells = (one: SpendProvider): readonly string[] => [
    one.shareBps === null ? "—" : percentText(one.shareBps),
    exactText(one.spentUsdMicros),
    countText(one.jobs),
    one.usdMicrosPerGpuHour === null ? "no job was paid" : rateText(one.usdMicrosPerGpuHour),
    one.market === null
      ? "unknown"
      : `${rateText(one.market.p50UsdMicrosPerGpuHour)} (${countOf(one.market.jobs, "job")})`,
    againstMarket(one) ?? "unknown",
    ...[one.declined, one.noShows, one.disputed, one.launchFailed, one.refunded].map(countText),
  ];
  return html`<section>
    <h2>Providers</h2>
    <div class="scroll" tabindex="0" role="region" aria-label="Providers">
      <table>
        <thead><tr><th scope="col">Provider</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
        <tbody>
          ${providers.map(
            (one) => html`<tr>
              <th scope="row" title=${one.provider}>${one.title || shortHash(one.provider)}</th>
              ${cells(one).map((cell, index) => html`<td data-label=${names[index]!}>${cell}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    <p class="note">
      Paid per GPU-hour is over jobs that were closed in the range. The market's median is of the same GPU, region and pricing model in the
      hour of each job's decision, weighted by GPU-hours; “against market” compares only the jobs whose market of then is recorded. Counts
      are of jobs opened in the range; your own cancellations are among those refunded in full.
    </p>
  </section>`;
}

/** What something else would have cost, by the recorded decisions. */
export function savingsTable({ savings, chain }: SpendView) {
  const { jobs, notKnown, nothingRuledOut, median, ruledOut } = savings;
  const names = [
    ...["Jobs compared", `Would have cost (${chain.symbol})`, `You paid (${chain.symbol})`],
    `Saved (${chain.symbol})`,
  ];
  const line = (name: string, one: SpendComparison) => html`<tr>
    <th scope="row">${name}</th>
    ${[
      countText(one.jobs),
      exactText(one.wouldHaveCostUsdMicros),
      exactText(one.paidUsdMicros),
      signedText(one.savedUsdMicros),
    ].map((cell, index) => html`<td data-label=${names[index]!}>${cell}</td>`)}
  </tr>`;
  return html`<section>
    <h2>Savings by the recorded decisions</h2>
    ${
      jobs === 0
        ? html`<p class="note">No job that cost something was closed in this range: there is nothing to compare yet.</p>`
        : html`<div class="scroll" tabindex="0" role="region" aria-label="Savings">
            <table>
              <thead><tr><th scope="col">Compared with</th>${names.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
              <tbody>${line("Median choice", median)} ${line("Cheapest ruled out", ruledOut)}</tbody>
            </table>
          </div>`
    }
    <p class="note">
      Both are counted from the decision that each job carries on chain, at its prices, for the same GPUs and the seconds that were paid
      for; never from prices of today. <strong>Median choice</strong>: the median, by price per GPU-hour, of all offers that met what was
      asked for and could be booked. <strong>Cheapest ruled out</strong>: the cheapest bookable offer of the same GPU, count and duration
      that what was asked for ruled out (region, source, pricing model, memory, reliability or a limit). Less than zero means that it would
      have been cheaper: what your wishes cost.
      ${jobs > 0 ? html`Of ${countOf(jobs, "closed job")} that cost something, the decision of ${countText(notKnown)} is not known, and ${countText(nothingRuledOut)} had nothing of that kind ruled out.` : nothing}
    </p>
  </section>`;
}
