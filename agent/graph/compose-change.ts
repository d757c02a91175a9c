import { describeDiff, kindOf } from "@necto/tools/core/describe-diff";
import { describeConstraint } from "@necto/tools/core/explain";
import { describeListingWarning, describeLoss } from "@necto/tools/core/explain-listing";
import type { ListingDiff } from "@necto/tools/core/listing-diff";
import type { LossReport } from "@necto/tools/core/lost-routes";
import type { MissingPart } from "@necto/tools/core/new-listing";
import type { FirstPrice } from "@necto/tools/core/price-to-rank-first";
import { formatCount, formatDuration, formatRate, formatUsdMicros } from "@necto/tools/core/units";
import type { ChangeResult } from "@necto/tools/protocol/change";
import type { ChangePreview, EarningsFacts, ListingScope, OfListing } from "./listing-desk.ts";
import { clean, plain } from "./plain.ts";

/** Words of a provider's conversation: templates over facts. What a provider wrote of a listing is data, see `plain`. */

const NOTHING = "Nothing was changed.";

export const NEEDS_PROVIDER = `That changes a provider's listings. Sign in and open a provider conversation to see it as a card that you apply or discard. ${NOTHING}`;
export const BUYER_HINT =
  "This is a provider conversation: it is about your own listings. Open a new conversation as a buyer to search and book.";
export const AWAITING_WORD = `A change is waiting for your word already. Apply or discard it on its card first. ${NOTHING}`;
export const NOTHING_TO_CHANGE = `I did not read what should change. Name the GPU model and the new value. ${NOTHING}`;
export const NO_SCHEDULED_PRICE = `A price holds from the moment it is applied, so it cannot be set for a time. Say it again without one. ${NOTHING}`;
export const UNCHANGED = `It is so already. ${NOTHING}`;
export const DISCARDED = `You discarded it. ${NOTHING}`;
export const PROVIDER_HELP =
  "Tell me what to change of your listings: “set my H100 price to 1.95”, “drop all 4090s by 5 %”, “take 4 A100 offline from Friday 18:00 to Monday 8:00 UTC”, “list 8 H100 SXM in Paris at 2.10”, “follow the market 2 % under the cheapest, never under 1.60”. " +
  "Each is shown as a card first, and nothing changes before you press Apply. Ask “how much did I earn last week?”, “what would make my L40S rank first in EU?” or “why did my H100 lose?”.";
export const JOBS_HINT = "The jobs that you serve, with their states, are on your provider page.";

const PARTS: Readonly<Record<MissingPart, string>> = {
  gpuModels: "one GPU model",
  regions: "one country or city",
  usdMicrosPerGpuHour: "a price",
};

const list = (words: readonly string[]): string =>
  words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;

/** Why a change is about no listing. */
export function noListingText({ missing, listed }: ChangePreview): string {
  if (missing.length > 0)
    return `A new listing needs ${list(missing.map((part) => PARTS[part]))}, for example: list 8 H100 SXM in Paris at 2.10. ${NOTHING}`;
  if (listed.gpuModels.length === 0)
    return `You have no listing yet. Say what you offer, for example: list 8 H100 SXM in Paris at 2.10. ${NOTHING}`;
  const models = list(listed.gpuModels.map((model) => plain(model)));
  return `None of your listings is meant by that. You list ${models}, in ${list(listed.countries)}. ${NOTHING}`;
}

export const problemsText = (problems: readonly { readonly message: string }[]): string =>
  [...new Set(problems.map(({ message }) => message)), NOTHING].join(" ");

/** Most listings that a sentence tells of; the card shows all. */
const MOST_TOLD = 3;

function diffSentence(diff: ListingDiff): string {
  const lines = describeDiff(diff)
    .filter(({ label }) => label !== "Description" && label !== "Title")
    .map(({ label, from, to, change }) => {
      const move = change === null ? "" : ` (${change})`;
      return from === null ? `${label}: ${clean(to)}` : `${label}: ${clean(from)} → ${clean(to)}${move}`;
    });
  const head = diff.before === null ? `New: ${kindOf(diff.after)}` : kindOf(diff.before);
  return `${plain(head)}. ${lines.join("; ")}.`;
}

/** What the card will ask. */
export function askChangeText(diffs: readonly ListingDiff[]): string {
  const warnings = [...new Set(diffs.flatMap((diff) => diff.warnings))].map(describeListingWarning);
  const rest =
    diffs.length > MOST_TOLD ? [`And ${formatCount(diffs.length - MOST_TOLD, "more listing")}.`] : [];
  return [
    ...diffs.slice(0, MOST_TOLD).map(diffSentence),
    ...rest,
    ...warnings,
    "Apply it on the card; until then nothing changes.",
  ].join(" ");
}

export function resultText({ state, listings, problem }: ChangeResult): string {
  if (state === "failed") return `It was not applied: ${problem?.message ?? "it was refused"} ${NOTHING}`;
  const waiting = listings.filter((one) => one.state === "wallet").length;
  const sending = listings.filter((one) => one.state === "recorded" || one.state === "sending").length;
  const failed = listings.flatMap((one) => (one.state === "failed" ? [one.problem ?? "refused"] : []));
  return [
    `Applied to ${formatCount(listings.length, "listing")}. Jobs that are running keep their rate.`,
    ...(sending > 0 ? [`The chain does not have ${formatCount(sending, "change")} yet.`] : []),
    ...(waiting > 0
      ? [`Your wallet has to send ${formatCount(waiting, "transaction")} from the listings page.`]
      : []),
    ...failed.map((reason) => `The chain refused one: ${plain(reason)}.`),
  ].join(" ");
}

/** Dollars to the micro-USD, as the ledger has them: `$12.345678`, `$12.50`. */
export const exactUsd = (usdMicros: number): string =>
  `$${formatUsdMicros(usdMicros, 6).replace(/(\.\d\d\d*?)0+$/, "$1")}`;

const day = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`;

function periodWords({ from, to }: Pick<ListingScope, "from" | "to">): string {
  if (from === null) return "in all";
  return to === null ? `since ${day(from)}` : `from ${day(from)} to ${day(to)}`;
}

export function earningsText(facts: EarningsFacts, scope: ListingScope): string {
  const { jobs, earnedUsdMicros, usedSeconds, running } = facts;
  const what = scope.gpuModels.length > 0 ? ` with ${list(scope.gpuModels)}` : "";
  const head = `You earned ${exactUsd(earnedUsdMicros)}${what} ${periodWords(scope)}`;
  const served =
    jobs === 0 ? "no job ended then" : `${formatCount(jobs, "job")} over ${formatDuration(usedSeconds)}`;
  const open =
    running === 0
      ? ""
      : running === 1
        ? " 1 job is still running; what it earns is counted when it is paid."
        : ` ${running} jobs are still running; what they earn is counted when it is paid.`;
  return `${head}: ${served}.${open}`;
}

const NONE_MEANT = "None of your published listings is meant by that.";

export function rankFirstText(listings: readonly OfListing<FirstPrice>[]): string {
  if (listings.length === 0) return NONE_MEANT;
  return listings
    .slice(0, MOST_TOLD)
    .map(({ title, facts }) => {
      const name = quoted(title);
      if (facts.usdMicrosPerGpuHour === null) {
        const why = [...new Set(facts.reasons.map((code) => describeConstraint(code.constraint)))];
        return why.length === 0
          ? `No price would make ${name} first.`
          : `No price makes ${name} first: it does not fit by ${list(why)}.`;
      }
      const beats =
        facts.beats === null
          ? "nobody else offers it"
          : `the next asks ${formatRate(facts.beats.usdMicrosPerGpuHour)}`;
      return `${name} would rank first at ${formatRate(facts.usdMicrosPerGpuHour)} per GPU-hour or less; ${beats}.`;
    })
    .join(" ");
}

/** A name with quotes around it, so that a number in it passes for no fact. */
const quoted = (title: string): string => `“${plain(title)}”`;

/** Where each listing lost; never so few routes that a single buyer shows. */
export function lossText(listings: readonly OfListing<LossReport>[]): string {
  if (listings.length === 0) return NONE_MEANT;
  return listings
    .slice(0, MOST_TOLD)
    .map(({ title, facts: { won, lost, groups } }) => {
      const name = quoted(title);
      if (lost === null) return `${name} won ${formatCount(won, "route")}, and lost too few to tell of them.`;
      const head = `${name} won ${formatCount(won, "route")} and lost ${lost}`;
      return groups.length === 0
        ? `${head}.`
        : `${head}: ${groups.slice(0, MOST_TOLD).map(describeLoss).join("; ")}.`;
    })
    .join(" ");
}
