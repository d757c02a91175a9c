import type { Gpu } from "../core/gpu.ts";
import { canonicalizeGpu } from "../core/gpus.ts";
import type { Location } from "../core/location.ts";
import { UNKNOWN_EXTRAS } from "../core/offer.ts";
import {
  type CsvRow,
  decimalCell,
  locateInCloud,
  type RowContext,
  type RowQuotes,
  readGpuCount,
  skipped,
  toOffers,
  uniqueId,
} from "./catalog-row.ts";

/**
 * SkyPilot's catalogue, `catalogs/v*\/<cloud>/vms.csv`: prices in USD per instance-hour, the cloud only in the path,
 * `GpuInfo` the cloud's own description as a Python dictionary. Layout and quirks read from
 * skypilot-org/skypilot-catalog (v8: aws, lambda, nebius, runpod, vast), 2026-11-22: clouds order and omit columns as
 * they like; RunPod writes GiB where it says MiB; Vast writes the memory of all GPUs together, shortens
 * `RTX 4060 Ti` to `RTX4060` in `AcceleratorName`, and 0.00 for having no spot price.
 */
export const SKYPILOT_COLUMNS = [
  "InstanceType",
  "AcceleratorName",
  "AcceleratorCount",
  "vCPUs",
  "MemoryGiB",
  "GpuInfo",
  "Price",
  "SpotPrice",
  "Region",
  "AvailabilityZone",
] as const;

export const SKYPILOT_REQUIRED = [
  "InstanceType",
  "AcceleratorName",
  "AcceleratorCount",
  "Price",
  "Region",
] as const;

type SkypilotRow = Record<(typeof SKYPILOT_COLUMNS)[number], string>;

const NO_OFFERS: RowQuotes = { offers: [], skips: [] };

/** Offers of one row; rows of machines without an accelerator are none of our business and not counted. */
export function skypilotRowToOffers(cells: CsvRow, context: RowContext): RowQuotes {
  const row = cells as SkypilotRow;
  if (row.AcceleratorName === "") return NO_OFFERS;
  const gpuCount = readGpuCount(row.AcceleratorCount);
  const onDemand = decimalCell(row.Price);
  const spot = decimalCell(row.SpotPrice);
  const vcpus = decimalCell(row.vCPUs);
  const memoryGib = decimalCell(row.MemoryGiB);
  if (gpuCount === null || onDemand === undefined || spot === undefined) return skipped("malformed");
  if (vcpus === undefined || memoryGib === undefined) return skipped("malformed");
  if (gpuCount === 0) return skipped("fractional-gpu");
  if (onDemand === null && spot === null) return skipped("no-price");
  const place = row.AvailabilityZone || row.Region;
  const name = row.InstanceType || `${row.AcceleratorCount}x${row.AcceleratorName}`;
  const facts = {
    id: `catalog:${uniqueId(context.ids, `${context.cloud}/${name}/${place}`)}`,
    provider: context.cloud,
    gpu: readGpu(row, gpuCount, context),
    gpuCount,
    location: readLocation(row, context),
    extras: { ...UNKNOWN_EXTRAS, vcpus, memoryGib, hostIncluded: hostIncluded(row) },
    priceClass: context.priceClass,
    observedAt: context.observedAt,
  };
  return { offers: toOffers(facts, { onDemand, spot }), skips: [] };
}

/** GCP lists bare accelerators in rows without an instance type; their price has no host in it. */
const hostIncluded = (row: SkypilotRow): boolean => row.InstanceType !== "";

/**
 * AWS Local Zones lie in another country than their region, so a zone that extends the region's name decides alone.
 * Elsewhere zones say nothing more: RunPod's `CA-MTL-1` is in the region `CA`.
 */
function readLocation(row: SkypilotRow, context: RowContext): Location {
  const isLocalZone = context.cloud === "aws" && row.AvailabilityZone.startsWith(row.Region);
  const place = isLocalZone ? row.AvailabilityZone : row.Region;
  return context.shared.location(`${context.cloud}|${place}`, () =>
    locateInCloud(context.cloud, place.toLowerCase(), place),
  );
}

function readGpu(row: SkypilotRow, gpuCount: number, context: RowContext): Gpu {
  const raw = fullName(row, context.cloud);
  return context.shared.gpu(`${context.cloud}|${raw}|${gpuCount}|${row.GpuInfo}`, () => {
    const { name, vendor, memoryGib } = gpuInfo(row.GpuInfo, context.cloud, gpuCount);
    const gpu = canonicalizeGpu(raw, { vendor, memoryGib, gpuCount });
    const described = name === null ? null : canonicalizeGpu(name);
    const sameModel = described !== null && described.model === gpu.model;
    return { ...gpu, formFactor: gpu.formFactor ?? (sameModel ? described.formFactor : null) };
  });
}

const VAST_INSTANCE = /^(?:vastv2-)?\d+x-(.+?)-\d+-\d+(?:-\d+)?$/;

/** Vast's instance type has the whole name, `1x-H100_NVL-32-65536`; its `AcceleratorName` is cut to `H100`. */
const fullName = (row: SkypilotRow, cloud: string): string =>
  (cloud === "vast" ? VAST_INSTANCE.exec(row.InstanceType)?.[1]?.replaceAll("_", " ") : null) ??
  row.AcceleratorName;

const MEMORY_MIB = /'SizeInMiB': (\d+)/;
const MANUFACTURER = /'Manufacturer': '([^']+)'/;
const NAME = /'Name': '([^']+)'/;

function gpuInfo(text: string, cloud: string, gpuCount: number) {
  const stated = Number(MEMORY_MIB.exec(text)?.[1] ?? Number.NaN);
  // No GPU has less than 1 GiB: a smaller number is GiB already.
  const gib = stated < 1024 ? stated : stated / 1024;
  const perGpu = cloud === "vast" ? gib / gpuCount : gib;
  return {
    memoryGib: Number.isNaN(perGpu) ? null : perGpu,
    vendor: MANUFACTURER.exec(text)?.[1] ?? null,
    name: NAME.exec(text)?.[1] ?? null,
  };
}
