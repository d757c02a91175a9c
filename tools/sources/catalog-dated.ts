import type { Gpu } from "../core/gpu.ts";
import { canonicalizeGpu } from "../core/gpus.ts";
import type { Location } from "../core/location.ts";
import type { Extras } from "../core/offer.ts";
import { COUNTRY_BY_CODE, locationOf } from "../core/regions.ts";
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
 * Dated catalogue: one row per instance type and place, prices in USD per instance-hour, `collected_at` a date,
 * `flags` what is known to be wrong with the row, separated by `|`. Empty cells are unknown.
 */
export const DATED_COLUMNS = [
  "offer_id",
  "collected_at",
  "cloud",
  "accelerator_name",
  "vendor",
  "count",
  "gpu_mem_gib",
  "vcpus",
  "mem_gib",
  "region",
  "zone",
  "country",
  "on_demand_usd_hr",
  "spot_usd_hr",
  "reserved_usd_hr",
  "price_scope",
  "flags",
] as const;

const NO_FLAGS: string[] = [];

type DatedRow = Record<(typeof DATED_COLUMNS)[number], string>;

/** Offers of one row: on demand, spot, both or none. Reserved terms are counted and not offered. */
export function datedRowToOffers(cells: CsvRow, context: RowContext): RowQuotes {
  const row = cells as DatedRow;
  const flags = row.flags === "" ? NO_FLAGS : row.flags.split("|");
  const gpuCount = flaggedCount(flags) ?? readGpuCount(row.count);
  const numbers = readNumbers(row);
  if (gpuCount === null || numbers === null || !/^\d{4}-\d{2}-\d{2}$/.test(row.collected_at) || !row.offer_id)
    return skipped("malformed");
  if (gpuCount === 0 || saysFraction(flags)) return skipped("fractional-gpu");
  const skips = numbers.reserved === null ? [] : ["reserved-term"];
  if (numbers.onDemand === null && numbers.spot === null)
    return skipped(...(skips.length > 0 ? skips : ["no-price"]));
  const facts = {
    id: `catalog:${uniqueId(context.ids, row.offer_id)}`,
    provider: row.cloud,
    gpu: readGpu(row, flags, gpuCount, context),
    gpuCount,
    location: readLocation(row, context),
    extras: readExtras(row, flags, numbers, context),
    priceClass: context.priceClass,
    observedAt: `${row.collected_at}T00:00:00.000Z`,
  };
  return { offers: toOffers(facts, numbers), skips };
}

interface RowNumbers {
  readonly onDemand: string | null;
  readonly spot: string | null;
  readonly reserved: string | null;
  readonly vcpus: string | null;
  readonly memoryGib: string | null;
}

function readNumbers(row: DatedRow): RowNumbers | null {
  const onDemand = decimalCell(row.on_demand_usd_hr);
  const spot = decimalCell(row.spot_usd_hr);
  const reserved = decimalCell(row.reserved_usd_hr);
  const vcpus = decimalCell(row.vcpus);
  const memoryGib = decimalCell(row.mem_gib);
  if (onDemand === undefined || spot === undefined || reserved === undefined) return null;
  return vcpus === undefined || memoryGib === undefined
    ? null
    : { onDemand, spot, reserved, vcpus, memoryGib };
}

const COUNT_FLAG = "source-count-wrong:should-be-";
const GPU_FLAG = /^source-gpu-wrong:.+-is-(.+)$/;

/** `source-count-wrong:should-be-16` → 16: the collector checked the instance type against its cloud's own page. */
function flaggedCount(flags: readonly string[]): number | null {
  const flag = flags.find((text) => text.startsWith(COUNT_FLAG));
  return flag === undefined ? null : readGpuCount(flag.slice(COUNT_FLAG.length));
}

const flaggedGpu = (flags: readonly string[]): string | null =>
  flags.flatMap((flag) => GPU_FLAG.exec(flag)?.[1] ?? [])[0] ?? null;

/** `source-gpu-wrong:g6f-is-fractional-L4`. */
const saysFraction = (flags: readonly string[]): boolean =>
  flaggedGpu(flags)?.startsWith("fractional-") ?? false;

function readGpu(row: DatedRow, flags: readonly string[], gpuCount: number, context: RowContext): Gpu {
  const key = `${row.accelerator_name}|${row.vendor}|${row.gpu_mem_gib}|${gpuCount}|${row.flags}`;
  return context.shared.gpu(key, () => {
    const memory = row.gpu_mem_gib === "" ? Number.NaN : Number(row.gpu_mem_gib);
    const memoryGib = Number.isFinite(memory) ? memory : null;
    const name = flaggedGpu(flags) ?? row.accelerator_name;
    const gpu = canonicalizeGpu(name, { vendor: row.vendor || null, memoryGib, gpuCount });
    return { ...gpu, raw: row.accelerator_name };
  });
}

/** The row's country wins over the region's table. */
function readLocation(row: DatedRow, context: RowContext): Location {
  return context.shared.location(`${row.cloud}|${row.region}|${row.zone}|${row.country}`, () => {
    const raw = row.region || row.zone;
    return COUNTRY_BY_CODE.has(row.country)
      ? locationOf(row.country, raw)
      : locateInCloud(row.cloud, row.region, raw);
  });
}

function readExtras(row: DatedRow, flags: string[], numbers: RowNumbers, context: RowContext): Extras {
  return context.shared.extras(`${row.vcpus}|${row.mem_gib}|${row.price_scope}|${row.flags}`, () => ({
    vcpus: numbers.vcpus,
    memoryGib: numbers.memoryGib,
    storageGib: null,
    networkMbps: null,
    hostIncluded: hostIncluded(row.price_scope, flags),
    flags,
  }));
}

const SCOPES_WITHOUT_HOST = new Set(["gpu-only", "accelerator-only"]);
const SCOPES_WITH_HOST = new Set(["instance", "instance(gpu+host)"]);

/** False keeps a GPU-only price from being compared with whole machines; null when the source's own claim is disputed. */
function hostIncluded(scope: string, flags: readonly string[]): boolean | null {
  if (SCOPES_WITHOUT_HOST.has(scope) || flags.includes("cpu-ram-billed-separately")) return false;
  if (flags.includes("source-claim-disputed:cpu-ram-separate")) return null;
  return SCOPES_WITH_HOST.has(scope) ? true : null;
}
