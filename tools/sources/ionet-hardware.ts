import { z } from "zod";
import { canonicalizeGpu } from "../core/gpus.ts";
import type { Offer } from "../core/offer.ts";
import { locate } from "../core/regions.ts";
import { countSkip } from "./count-skip.ts";
import { schemaError } from "./fetch-json.ts";
import { IONET_FEES } from "./ionet-fees.ts";

// GET /v1/io-cloud/vmaas/hardware and /v1/io-cloud/caas/hardware (captures of 2026-06-13, read 2026-11-22).
// Price basis: USD per hour for the WHOLE configuration, a monthly price / 730: 27.875342465753423 for 8 GPUs is 3.4844
// each. Quirks: CPU rows have no name and 0 cards; some rows have a price of 0, which means none; sold-out rows keep
// their price; `available_replicas` comes with containers only; memory and storage have no unit and are left unknown.

/** io.net's products that list configurations: virtual machines and containers. */
export const IONET_CLOUDS = ["vmaas", "caas"] as const;

const CpuRow = z.looseObject({ name: z.literal(""), num_cards: z.literal(0) });

const Row = z.looseObject({
  id: z.string().min(1),
  name: z.string().min(1),
  num_cards: z.int().positive().max(1024),
  sold_out: z.boolean(),
  price: z.number(),
  vram_per_card: z.number().positive().nullish(),
  interconnect: z.string().nullish(),
  vcpu: z.number().nullish(),
  location: z.string(),
  brand_name: z.string().nullish(),
  available_replicas: z.unknown().optional(),
});
type Row = z.output<typeof Row>;

const Answer = z.looseObject({ data: z.looseObject({ hardware: z.array(z.unknown()) }) });

/** @throws NectoError `source/schema` when there is no list of configurations. */
export function parseIonetHardware(json: unknown): readonly unknown[] {
  const answer = Answer.safeParse(json);
  if (!answer.success) throw schemaError("ionet", "there is no list of configurations", answer.error);
  return answer.data.data.hardware;
}

/**
 * One offer per GPU configuration, `ionet:vmaas:<its id>`. Counts `malformed` and `no-price` (a price of 0); CPU rows are
 * left out.
 */
export function readIonetHardware(
  cloud: (typeof IONET_CLOUDS)[number],
  rows: readonly unknown[],
  stamp: Pick<Offer, "priceClass" | "observedAt">,
  skips: Record<string, number>,
): Offer[] {
  return rows.flatMap((row) => {
    if (CpuRow.safeParse(row).success) return [];
    const parsed = Row.safeParse(row);
    if (parsed.success && parsed.data.price !== 0) return [{ ...toOffer(cloud, parsed.data), ...stamp }];
    countSkip(skips, parsed.success ? "no-price" : "malformed");
    return [];
  });
}

const text = (value: number | null | undefined): string | null => (value == null ? null : String(value));

/** Not documented beside an example, so anything but a count is unknown. */
const replicasOf = ({ sold_out, available_replicas }: Row): number | null => {
  if (sold_out) return 0;
  const replicas = z.int().nonnegative().safeParse(available_replicas);
  return replicas.success ? replicas.data : null;
};

function toOffer(cloud: string, row: Row): Omit<Offer, "priceClass" | "observedAt"> {
  return {
    id: `ionet:${cloud}:${row.id}`,
    source: "ionet",
    provider: "ionet",
    gpu: canonicalizeGpu(row.name, {
      vendor: row.brand_name ?? null,
      memoryGib: row.vram_per_card ?? null,
      formFactor: row.interconnect ?? null,
    }),
    gpuCount: row.num_cards,
    unitsAvailable: replicasOf(row),
    location: locate(row.location, "iso2"),
    pricing: { model: "fixed", amount: String(row.price), currency: "USD", per: "hour", scope: "unit" },
    fees: [...IONET_FEES],
    fulfilment: { kind: "quote-only" },
    uptimeBps: null,
    ratingBps: null,
    minDurationSeconds: null,
    maxDurationSeconds: null,
    extras: {
      vcpus: text(row.vcpu),
      memoryGib: null,
      storageGib: null,
      networkMbps: null,
      hostIncluded: true,
      flags: [],
    },
    url: null,
  };
}
