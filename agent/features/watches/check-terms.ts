import { FORM_FACTORS } from "@necto/tools/core/gpu";
import { findGpuModel } from "@necto/tools/core/gpus";
import type { Requirements } from "@necto/tools/core/requirements";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { NectoError } from "@necto/tools/errors";

/**
 * Refuses names that nobody knows: a watch for them would wait for ever, and one of nobody keeps no words of a user.
 *
 * @param market where sources and providers must be found
 * @throws NectoError `request/invalid`
 */
export function checkTerms(
  { gpuModels, sources }: Requirements,
  { columns, sources: reports }: MarketSnapshot,
): void {
  for (const gpu of gpuModels) if (!isGpu(gpu)) throw unknown("GPU", gpu);
  const asked = [...sources.include, ...sources.exclude];
  if (asked.length === 0) return;
  const names = [
    ...reports.map(({ source }) => source),
    ...columns.sellers.flatMap((s) => [s.source, s.provider]),
  ];
  const known = new Set(names.map((name) => name.toLowerCase()));
  for (const name of asked) if (!known.has(name.toLowerCase())) throw unknown("source or provider", name);
}

/** `H100`, or `H100 SXM`. */
function isGpu(asked: string): boolean {
  const form = FORM_FACTORS.find((known) => asked.endsWith(` ${known}`));
  const model = form ? asked.slice(0, -form.length - 1) : asked;
  return findGpuModel(model)?.model === model;
}

const unknown = (what: string, name: string): NectoError =>
  new NectoError({ code: "request/invalid", message: `No ${what} is called “${name.slice(0, 60)}”.` });
