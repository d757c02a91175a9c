import { formatCount } from "@necto/tools/core/units";
import type { SpendGrouping, SpendQuestion } from "@necto/tools/language/read-spend-question";
import { exactUsd } from "./compose-change.ts";
import { plain, plainName } from "./plain.ts";
import type { SpendFacts } from "./spend-desk.ts";

export const SPEND_UNTRACKED =
  "Spend is told in tracked conversations only: this one is not linked to an account by us, and its jobs show in no spend.";
export const NO_SPEND_HERE = "Nothing can be booked here, so nothing was spent.";
export const NOT_A_MEMBER =
  "You are not a member of that organisation any more, so its spend is not told here.";
export const SPEND_NOT_UNDERSTOOD =
  "A part of that was not understood, so nothing was added up. Say a time (“this month”, “last week”, “in October”), a GPU, and what to tell it by (“by provider”, “by member”, “by GPU”, “by source”, “by region”).";

/** Groups that a reply names; the others are told together. */
const MOST_TOLD = 5;

/** What was spent, in a few sentences, and where all of it is. */
export function spendText(
  facts: SpendFacts,
  {
    question,
    org,
  }: { readonly question: Pick<SpendQuestion, "by" | "gpuModels">; readonly org: string | null },
): string {
  const { jobs, spentUsdMicros, feeUsdMicros, heldUsdMicros, refundedUsdMicros } = facts;
  const who = org === null ? "You" : facts.isOfAll ? "Your team" : "You, for your team,";
  const what = question.gpuModels.length === 0 ? "" : ` on ${question.gpuModels.join(" and ")}`;
  const opened =
    jobs === 0
      ? "No job was opened then."
      : `${formatCount(jobs, "job")} ${jobs === 1 ? "was" : "were"} opened then.`;
  return [
    `${who} spent ${exactUsd(spentUsdMicros)}${what} ${rangeText(facts)}, of which ${exactUsd(feeUsdMicros)} were fees. ${opened}`,
    ...(heldUsdMicros > 0 ? [`${exactUsd(heldUsdMicros)} more is in escrow, and not spent yet.`] : []),
    ...(refundedUsdMicros > 0 ? [`${exactUsd(refundedUsdMicros)} came back from it.`] : []),
    ...groupsText(facts, question.by),
    `Untracked jobs are in no spend. All figures: ${pathTo(facts, { question, org })}`,
  ].join(" ");
}

const rangeText = ({ from, to }: SpendFacts): string =>
  from === null ? "in all" : from === to ? `on ${from} (UTC)` : `from ${from} to ${to} (UTC)`;

const BY: Readonly<Record<SpendGrouping, string>> = {
  ...{
    provider: "By provider",
    member: "By member",
    gpu: "By GPU",
    source: "By source",
    region: "By country",
  },
};

function groupsText({ groups }: SpendFacts, by: SpendGrouping | null): readonly string[] {
  if (by === null || groups.length === 0) return [];
  const rest = groups.slice(MOST_TOLD);
  const told = groups
    .slice(0, MOST_TOLD)
    .map((group) => `${nameOf(group, by)} ${exactUsd(group.spentUsdMicros)}`);
  const others = rest.reduce((sum, { spentUsdMicros }) => sum + spentUsdMicros, 0);
  const more = rest.length === 0 ? [] : [`${formatCount(rest.length, "other")} ${exactUsd(others)}`];
  return [`${BY[by]}: ${[...told, ...more].join(", ")}.`];
}

/** Names that others wrote are data; an address is as short as the page shows it. */
function nameOf({ key, title }: SpendFacts["groups"][number], by: SpendGrouping): string {
  if (key === "unknown") return by === "member" ? "members whose account is gone" : "not said";
  if (title !== null) return plainName(title) || "a name that cannot be said";
  return by === "member" ? `${key.slice(0, 6)}…${key.slice(-4)}` : plain(key);
}

/** A page takes a year at most. */
function pathTo(
  { from, to }: SpendFacts,
  { question, org }: { readonly question: Pick<SpendQuestion, "by">; readonly org: string | null },
): string {
  const query = new URLSearchParams();
  if (org !== null) query.set("org", org);
  if (from !== null) {
    query.set("from", from);
    query.set("to", to);
  }
  if (question.by !== null) query.set("group", question.by);
  return `/spend${query.size > 0 ? `?${query}` : ""}`;
}
