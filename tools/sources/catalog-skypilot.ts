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
 * `GpuInfo` the cloud's own description as a Python dictionary. Layout read from
 * skypilot-org/skypilot-catalog and sky/catalog/data_fetchers, 2026-11-22.
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

function readGpu(row: SkypilotRow, gpuCount: number, context: RowContext): Gpu {
  const key = `${row.AcceleratorName}|${gpuCount}|${row.GpuInfo}`;
  return context.shared.gpu(key, () =>
    canonicalizeGpu(row.AcceleratorName, { ...gpuInfo(row.GpuInfo), gpuCount }),
  );
}

/** Local Zones lie in another country than their region, so a zone that extends the region's name decides alone. */
function readLocation(row: SkypilotRow, context: RowContext): Location {
  const place = row.AvailabilityZone.startsWith(row.Region) ? row.AvailabilityZone : row.Region;
  return context.shared.location(`${context.cloud}|${place}`, () =>
    locateInCloud(context.cloud, place.toLowerCase(), place),
  );
}

const MEMORY_MIB = /'SizeInMiB': (\d+)/;
const MANUFACTURER = /'Manufacturer': '([^']+)'/;

function gpuInfo(text: string): { memoryGib: number | null; vendor: string | null } {
  const mib = MEMORY_MIB.exec(text)?.[1];
  return { memoryGib: mib ? Number(mib) / 1024 : null, vendor: MANUFACTURER.exec(text)?.[1] ?? null };
}
