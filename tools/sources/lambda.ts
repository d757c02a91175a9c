import { z } from "zod";
import { canonicalizeGpu } from "../core/gpus.ts";
import type { Location } from "../core/location.ts";
import type { Offer, PriceClass } from "../core/offer.ts";
import { COUNTRY_NAMES, locate, locationOf } from "../core/regions.ts";
import { countSkip } from "./count-skip.ts";
import { emptyError, fetchJson, schemaError } from "./fetch-json.ts";
import { sha256 } from "./sha256.ts";
import type { Source } from "./source.ts";

// Lambda Cloud, GET https://cloud.lambda.ai/api/v1/instance-types (OpenAPI 1.10.0, read 2026-11-22).
// Auth: `Authorization: Bearer <key>`. Limit: about one request per second. Errors: `{ error: { code, message } }`.
// Price basis: whole US CENTS per hour for the whole INSTANCE, host included: 3592 for 8 GPUs is 4.49 USD each.
// Quirks: `data` is an unordered map; capacity is a list of regions, no counts; an empty list means sold out.

const Region = z.looseObject({ name: z.string().min(1), description: z.string() });

const InstanceType = z.looseObject({
  instance_type: z.looseObject({
    gpu_description: z.string(),
    price_cents_per_hour: z.int(),
    specs: z.looseObject({
      vcpus: z.number().nullable().default(null),
      memory_gib: z.number().nullable().default(null),
      storage_gib: z.number().nullable().default(null),
      gpus: z.int().nonnegative(),
    }),
  }),
  regions_with_capacity_available: z.array(Region),
});
type InstanceType = z.output<typeof InstanceType>;

const Answer = z.looseObject({ data: z.record(z.string(), z.unknown()) });

export interface LambdaOptions {
  /** Sent as bearer token; without one Lambda answers 401. */
  readonly apiKey?: string | null;
  readonly baseUrl?: string;
  readonly priceClass?: PriceClass;
}

/**
 * Fixed prices of Lambda Cloud, one offer per instance type and region with capacity (`unitsAvailable` unknown), one
 * without location and with 0 units for a type that is sold out. CPU types are left out; a row whose name and GPU
 * count disagree is `malformed`, because the price would be divided by the wrong number.
 *
 * @throws NectoError `source/empty` when the map has no types; `source/schema`, `source/auth`, … as `fetchJson`.
 */
export function lambda(options: LambdaOptions = {}): Source {
  const { apiKey = null, baseUrl = "https://cloud.lambda.ai", priceClass = "live" } = options;
  const url = `${baseUrl}/api/v1/instance-types`;
  const headers: Record<string, string> = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  return {
    name: "lambda",
    async fetchOffers({ fetch, now, signal }) {
      const { json, bytes } = await fetchJson({ source: "lambda", url, headers }, { fetch, signal });
      const answer = Answer.safeParse(json);
      if (!answer.success) throw schemaError("lambda", "there is no map of instance types", answer.error);
      const rows = Object.entries(answer.data.data);
      if (rows.length === 0) throw emptyError("lambda");
      const stamp = { priceClass, observedAt: new Date(now()).toISOString() };
      const skips: Record<string, number> = {};
      const offers = rows.sort(byName).flatMap(([name, row]) => {
        const type = InstanceType.safeParse(row);
        if (type.success && namesItsCount(name, type.data)) return toOffers(name, type.data, stamp);
        countSkip(skips, "malformed");
        return [];
      });
      return { offers, skips, bodySha256: await sha256(bytes), url: priceClass === "sandbox" ? null : url };
    },
  };
}

/** The map is unordered; by name, equal answers give equal lists. */
const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

/** `gpu_8x_h100_sxm5` has 8 GPUs, `cpu_4x_general` none. */
function namesItsCount(name: string, { instance_type }: InstanceType): boolean {
  const [, kind, count] = /^(cpu|gpu)_(\d+)x_/.exec(name) ?? [];
  if (kind === undefined) return true;
  return instance_type.specs.gpus === (kind === "gpu" ? Number(count) : 0);
}

type Stamp = Pick<Offer, "priceClass" | "observedAt">;

function toOffers(name: string, row: InstanceType, stamp: Stamp): Offer[] {
  if (row.instance_type.specs.gpus === 0) return [];
  const regions = new Map(row.regions_with_capacity_available.map((region) => [region.name, region]));
  if (regions.size === 0) return [toOffer(name, row, stamp, null)];
  return [...regions.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((region) => toOffer(name, row, stamp, region));
}

const text = (value: number | null): string | null => (value === null ? null : String(value));

function toOffer(
  name: string,
  { instance_type: { gpu_description, price_cents_per_hour, specs } }: InstanceType,
  stamp: Stamp,
  region: z.output<typeof Region> | null,
): Offer {
  return {
    id: `lambda:${name}:${region?.name ?? "sold-out"}`,
    source: "lambda",
    provider: "lambda",
    gpu: canonicalizeGpu(gpu_description, { vendor: "nvidia" }),
    gpuCount: specs.gpus,
    unitsAvailable: region ? null : 0,
    location: region ? locateRegion(region) : locationOf(null, ""),
    pricing: {
      model: "fixed",
      amount: String(price_cents_per_hour),
      currency: "USD_CENT",
      per: "hour",
      scope: "unit",
    },
    fees: [],
    fulfilment: { kind: "quote-only" },
    uptimeBps: null,
    ratingBps: null,
    minDurationSeconds: null,
    maxDurationSeconds: null,
    extras: {
      vcpus: text(specs.vcpus),
      memoryGib: text(specs.memory_gib),
      storageGib: text(specs.storage_gib),
      networkMbps: null,
      hostIncluded: true,
      flags: [],
    },
    ...stamp,
    url: null,
  };
}

/** A region newer than the table is placed by the country its description ends with: `Osaka, Japan`. */
function locateRegion({ name, description }: z.output<typeof Region>): Location {
  const location = locate(name, "lambda");
  if (location.country !== null) return location;
  const country = description.split(",").at(-1)?.trim().toLowerCase() ?? "";
  return locationOf(Object.hasOwn(COUNTRY_NAMES, country) ? (COUNTRY_NAMES[country] ?? null) : null, name);
}
