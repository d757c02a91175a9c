import { canonicalizeGpu, findGpuModel, GPU_MODELS } from "../gpus.ts";
import type { ListingDraft } from "../listing-draft.ts";
import { nearestNames } from "../nearest-names.ts";
import { CITIES, COUNTRY_BY_CODE } from "../regions.ts";
import { formatCount } from "../units.ts";
import { type DraftProblem, when } from "./problem.ts";

/** Largest unit: one rack of 72 GPUs, with room to spare. */
const MOST_GPUS_PER_UNIT = 128;
const MOST_UNITS = 100_000;

/** What is wrong with GPU, counts and place. */
export function checkHardware(draft: ListingDraft): DraftProblem[] {
  return [...checkGpu(draft), ...checkCounts(draft), ...checkPlace(draft)];
}

function checkGpu({ gpu, formFactor, memoryGib, gpuCount }: ListingDraft): DraftProblem[] {
  const { model } = canonicalizeGpu(gpu);
  if (model === null) return [{ field: "gpu", message: unknownGpu(gpu) }];
  const known = findGpuModel(canonicalizeGpu(gpu, { formFactor, memoryGib, gpuCount }).model ?? model)!;
  const sizes = [...new Set([...known.memoryGib, ...Object.values(known.memoryGibByForm)])];
  const isAmbiguous = memoryGib === null && canonicalizeGpu(gpu, { formFactor }).memoryGib === null;
  return [
    ...when(formFactor !== null && !known.formFactors.includes(formFactor), "formFactor", () =>
      known.formFactors.length === 0
        ? `${known.model} has no form factor: leave it out.`
        : `${known.model} comes as ${either(known.formFactors)}, not as ${formFactor}.`,
    ),
    ...when(
      memoryGib !== null && !sizes.includes(memoryGib),
      "memoryGib",
      () => `${known.model} comes with ${either(sizes)} GiB per GPU, not with ${memoryGib}.`,
    ),
    ...when(
      isAmbiguous,
      "memoryGib",
      () => `${known.model} comes with ${either(sizes)} GiB per GPU: say which.`,
    ),
  ];
}

function unknownGpu(gpu: string): string {
  const near = nearestNames(
    gpu,
    GPU_MODELS.map(({ model }) => model),
    3,
  );
  const hint =
    near.length === 0
      ? "Write it as the vendor does, such as H100 or RTX 4090."
      : `Did you mean ${either(near)}?`;
  return `No whole GPU is called “${gpu}”. ${hint}`;
}

function checkCounts({ gpuCount, unitsTotal }: ListingDraft): DraftProblem[] {
  return [
    ...when(
      gpuCount > MOST_GPUS_PER_UNIT,
      "gpuCount",
      () =>
        `A unit is what one buyer rents, at most ${MOST_GPUS_PER_UNIT} GPUs; ${formatCount(gpuCount, "GPU")} are several units.`,
    ),
    ...when(unitsTotal === 0, "unitsTotal", () => "List at least one unit."),
    ...when(
      unitsTotal > MOST_UNITS,
      "unitsTotal",
      () =>
        `${formatCount(unitsTotal, "unit")} are more than a listing holds: at most ${formatCount(MOST_UNITS, "unit")}.`,
    ),
  ];
}

function checkPlace({ country, city }: ListingDraft): DraftProblem[] {
  const known = COUNTRY_BY_CODE.get(country);
  if (!known)
    return [{ field: "country", message: `${country} is no country's code. Write it as in DE for Germany.` }];
  const cityCountry = Object.hasOwn(CITIES, city.toLowerCase()) ? CITIES[city.toLowerCase()]! : country;
  return when(
    cityCountry !== country,
    "city",
    () =>
      `${city} is in ${COUNTRY_BY_CODE.get(cityCountry)?.name ?? cityCountry}, not in ${known.name}. If another place of that name is meant, add its region after a comma.`,
  );
}

/** `40, 80 or 64`. */
const either = (options: readonly (string | number)[]): string =>
  options.length < 2
    ? String(options[0] ?? "none")
    : `${options.slice(0, -1).join(", ")} or ${options.at(-1)}`;
