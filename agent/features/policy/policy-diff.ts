import type { TeamPolicy } from "@necto/tools/protocol/policy";

type Value = string | number | null;

/**
 * What a policy changed, as facts of an act: each field that is another one now, before and after.
 *
 * @example policyDiff(FREE_POLICY, { ...FREE_POLICY, maxDayUsdMicros: 5 }) // { "maxDayUsdMicros.from": null, "maxDayUsdMicros.to": 5 }
 */
export function policyDiff(before: TeamPolicy, after: TeamPolicy): Readonly<Record<string, Value>> {
  const [from, to] = [flat(before), flat(after)];
  const changed = Object.keys(to).filter((field) => from[field] !== to[field]);
  return Object.fromEntries(
    changed.flatMap((field) => [
      [`${field}.from`, from[field] ?? null],
      [`${field}.to`, to[field] ?? null],
    ]),
  );
}

/** Lists as text, in one order; an empty one is null. */
function flat({ sources, regions, ...amounts }: TeamPolicy): Record<string, Value> {
  const text = (list: readonly string[]): string | null => [...list].sort().join(" ") || null;
  return {
    ...amounts,
    sources: text(sources),
    "regions.include": text(regions.include),
    "regions.exclude": text(regions.exclude),
  };
}
