import type { PriceClass } from "../core/offer.ts";
import { fetchBeside, joinMissing } from "./fetch-beside.ts";
import { fetchJson } from "./fetch-json.ts";
import { IONET_CLOUDS, parseIonetHardware, readIonetHardware } from "./ionet-hardware.ts";
import { readIonetSnapshot } from "./ionet-snapshot.ts";
import { keepUnique } from "./keep-unique.ts";
import { sha256 } from "./sha256.ts";
import type { Source } from "./source.ts";

// io.net, https://api.io.solutions (ionet-official/docs openapi and captures of 2026-06-13, read 2026-11-22). Three
// keyless feeds, those the web app uses; limits unpublished, none is promised to stay:
// - /v1/io-explorer/network/market-snapshot: prices per card and product, see `ionet-snapshot.ts`.
// - /v1/io-cloud/vmaas/hardware and /v1/io-cloud/caas/hardware: whole configurations, see `ionet-hardware.ts`.
// Prices are USD before fees (`ionet-fees.ts`). The IO coin only settles; its price matters to nobody who pays USDC.

export interface IonetOptions {
  readonly baseUrl?: string;
  /** Base URL of each list of configurations; `baseUrl` unless given. */
  readonly cloudBaseUrls?: Readonly<Partial<Record<(typeof IONET_CLOUDS)[number], string>>>;
  /** How long the lists of configurations may keep the prices waiting, 2000 unless given. */
  readonly besideTimeoutMs?: number;
  readonly priceClass?: PriceClass;
}

/**
 * Fixed prices of io.net: one offer per card and product (ray, kubernetes, bare metal, container, VM) and one per
 * configuration that can be ordered as VM or container. Either list of configurations may fail without the prices.
 *
 * @throws NectoError as `fetchJson` and `readIonetSnapshot`.
 */
export function ionet(options: IonetOptions = {}): Source {
  const { baseUrl = "https://api.io.solutions", cloudBaseUrls = {}, priceClass = "live" } = options;
  const { besideTimeoutMs: timeoutMs = 2000 } = options;
  const url = `${baseUrl}/v1/io-explorer/network/market-snapshot?hardware_type=gpu`;
  const source = "ionet";
  return {
    name: source,
    async fetchOffers(context) {
      const [snapshot, ...clouds] = await Promise.all([
        fetchJson({ source, url }, context),
        ...IONET_CLOUDS.map((cloud) => {
          const cloudUrl = `${cloudBaseUrls[cloud] ?? baseUrl}/v1/io-cloud/${cloud}/hardware`;
          const what = `Configurations of ${cloud}`;
          const ask = async (within: Pick<typeof context, "fetch" | "signal">) => {
            const { json, bytes } = await fetchJson({ source, url: cloudUrl }, within);
            return { cloud, rows: parseIonetHardware(json), bytes };
          };
          return fetchBeside({ source, what, ask, timeoutMs }, context);
        }),
      ]);
      const stamp = { priceClass, observedAt: new Date(context.now()).toISOString() };
      const skips: Record<string, number> = {};
      const answers = clouds.flatMap(({ answer }) => answer ?? []);
      const offers = [
        ...readIonetSnapshot(snapshot.json, stamp, skips),
        ...answers.flatMap(({ cloud, rows }) => readIonetHardware(cloud, rows, stamp, skips)),
      ];
      return {
        offers: keepUnique(offers, skips),
        skips,
        bodySha256: await sha256(snapshot.bytes, ...answers.map(({ bytes }) => bytes)),
        url: priceClass === "sandbox" ? null : url,
        incomplete: joinMissing(...clouds.map(({ missing }) => missing)),
      };
    },
  };
}
