import { plain } from "@necto/agent/graph/plain";
import { describeDiff, kindOf } from "@necto/tools/core/describe-diff";
import type { ListingDiff } from "@necto/tools/core/listing-diff";
import { listedKinds } from "@necto/tools/core/select-listings";
import { formatCount } from "@necto/tools/core/units";
import type { ProviderReference } from "./build-provider-reference.ts";
import type { Fact } from "./ground.ts";

/** What a provider may be told: of the changes that were expected on their cards, and of what they list. */
export function changeFacts({ diffs, applied, own }: ProviderReference, turn: number): readonly Fact[] {
  const shown = [...diffs].findLast(([at]) => at === turn)?.[1] ?? [];
  const count = applied.get(turn);
  const { gpuModels } = listedKinds(own);
  return [
    ...shown.flatMap(diffFacts),
    ...(shown.length > TOLD ? [`And ${formatCount(shown.length - TOLD, "more listing")}`] : []),
    ...(count === undefined ? [] : [`Applied to ${formatCount(count, "listing")}`]),
    ...gpuModels.map((model) => plain(model)),
    "list 8 H100 SXM in Paris at 2.10",
  ];
}

/** Most listings that a sentence tells of. */
const TOLD = 3;

/** Each line whole, after what it is of. */
function diffFacts(diff: ListingDiff): Fact[] {
  const head = diff.before === null ? `New: ${kindOf(diff.after)}` : kindOf(diff.before);
  const lines = describeDiff(diff)
    .filter(({ label }) => label !== "Title" && label !== "Description")
    .map(({ label, from, to, change }) => {
      const move = change === null ? "" : ` (${change})`;
      return from === null ? `${label}: ${to}` : `${label}: ${from} → ${to}${move}`;
    });
  return [`${plain(head)}. ${lines.join("; ")}`];
}
