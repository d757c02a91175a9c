import type { Difference } from "@necto/tools/trace/find-differences";
import type { NamedDifference } from "./trace-view.ts";

/** Says which offer a difference is about: rows of a trace name offers by their place in the list of ids. */
export function nameDifference(
  difference: Difference,
  offers: readonly { readonly id: string }[],
): NamedDifference {
  const [, table, place] = /^(normalised|ranked|rejected|offers)\[(\d+)\]/.exec(difference.path) ?? [];
  const index = Number(place);
  const about =
    table === undefined
      ? null
      : table === "ranked"
        ? `Rank ${index + 1}`
        : table === "rejected"
          ? `Rejection ${index + 1}`
          : (offers[index]?.id ?? null);
  return { ...difference, about };
}
