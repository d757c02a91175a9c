import { z } from "zod";
import type { Offer, PriceClass } from "../core/offer.ts";
import { parseDecimal } from "../core/rational.ts";
import { type InterruptionOf, parseAdvisor } from "./aws-advisor.ts";
import { AWS_INSTANCES, isFractionalInstance } from "./aws-instances.ts";
import { type AwsPrice, type AwsStamp, toAwsOffer } from "./aws-offer.ts";
import { countSkip } from "./count-skip.ts";
import { fetchBeside } from "./fetch-beside.ts";
import type { FetchContext } from "./fetch-body.ts";
import { emptyError, fetchJson, schemaError } from "./fetch-json.ts";
import { keepUnique } from "./keep-unique.ts";
import { sha256 } from "./sha256.ts";
import type { Source } from "./source.ts";

// AWS EC2 spot, GET https://website.spot.ec2.aws.a2z.com/spot.json (2.6 MB, labelled application/x-javascript)
// and GET https://spot-bid-advisor.s3.amazonaws.com/spot-advisor-data.json; both keyless and undocumented by AWS.
// Shapes from alexei-led/spotinfo, read 2026-11-22. Price basis: USD text per hour for the whole INSTANCE, Linux,
// without storage and egress. Quirks: `N/A*` means not offered, never 0; a price exists without capacity; Local Zones
// are regions of their own. The older spot-price.s3.amazonaws.com/spot.js is frozen since 2024-05-13: never use it.

const Feed = z.looseObject({
  config: z.looseObject({
    rate: z.literal("perhr"),
    currencies: z.array(z.string()).refine((currencies) => currencies.includes("USD")),
    regions: z.array(z.unknown()),
  }),
});
const Region = z.looseObject({
  region: z.string().min(1),
  instanceTypes: z.array(z.looseObject({ sizes: z.array(z.unknown()) })),
});
const Size = z.looseObject({
  size: z.string(),
  valueColumns: z.array(z.looseObject({ name: z.string(), prices: z.looseObject({ USD: z.string() }) })),
});

export interface AwsSpotOptions {
  readonly baseUrl?: string;
  readonly advisorBaseUrl?: string;
  /** How long interruption rates may keep the prices waiting, 1000 unless given. */
  readonly advisorTimeoutMs?: number;
  readonly priceClass?: PriceClass;
}

/**
 * Spot prices of EC2 GPU instances, one offer per region and type. Types without a GPU are left out; parts of a GPU
 * count as `fractional-gpu`, `N/A*` as `no-price`. Availability is unknown by nature. Without the Spot Advisor the
 * offers still come, with unknown interruption rates.
 *
 * @throws NectoError `source/empty` when no GPU type is listed at all; `source/schema`, … as `fetchJson`.
 */
export function awsSpot(options: AwsSpotOptions = {}): Source {
  const { baseUrl = "https://website.spot.ec2.aws.a2z.com", priceClass = "live" } = options;
  const { advisorBaseUrl = "https://spot-bid-advisor.s3.amazonaws.com" } = options;
  const { advisorTimeoutMs: timeoutMs = 1000 } = options;
  const source = "aws-spot";
  const url = `${baseUrl}/spot.json`;
  const advisorUrl = `${advisorBaseUrl}/spot-advisor-data.json`;
  return {
    name: source,
    async fetchOffers(context) {
      const ask = async (within: FetchContext) => {
        const { json, bytes } = await fetchJson({ source, url: advisorUrl }, within);
        return { interruptionOf: parseAdvisor(json), bytes };
      };
      const [feed, { answer: advisor, missing }] = await Promise.all([
        fetchJson({ source, url }, context),
        fetchBeside({ source, what: "Interruption rates", ask, timeoutMs }, context),
      ]);
      const stamp = { priceClass, observedAt: new Date(context.now()).toISOString() };
      const { offers, skips } = readFeed(feed.json, advisor?.interruptionOf ?? (() => null), stamp);
      return {
        offers,
        skips,
        bodySha256: await sha256(feed.bytes, advisor?.bytes ?? new Uint8Array()),
        url: priceClass === "sandbox" ? null : url,
        incomplete: missing,
      };
    },
  };
}

function readFeed(json: unknown, interruptionOf: InterruptionOf, stamp: AwsStamp) {
  const feed = Feed.safeParse(json);
  if (!feed.success) throw schemaError("aws-spot", "it is not the hourly USD price feed", feed.error);
  const offers: Offer[] = [];
  const skips: Record<string, number> = {};
  for (const entry of feed.data.config.regions) {
    const region = Region.safeParse(entry);
    if (!region.success) countSkip(skips, "malformed");
    else
      for (const row of region.data.instanceTypes.flatMap(({ sizes }) => sizes)) {
        const read = readSize(row);
        if (typeof read === "string") countSkip(skips, read);
        else if (read) {
          const { region: place } = region.data;
          offers.push(
            toAwsOffer({ ...read, place, interruptionBps: interruptionOf(place, read.type) }, stamp),
          );
        }
      }
  }
  if (offers.length === 0 && Object.keys(skips).length === 0) throw emptyError("aws-spot");
  return { offers: keepUnique(offers, skips), skips };
}

type ReadSize = Pick<AwsPrice, "type" | "instance" | "amount">;

/** A priced GPU type, the code of why it is left out, or null for a type without a GPU. */
function readSize(row: unknown): ReadSize | string | null {
  const parsed = Size.safeParse(row);
  if (!parsed.success) return "malformed";
  const { size, valueColumns } = parsed.data;
  if (isFractionalInstance(size)) return "fractional-gpu";
  const instance = AWS_INSTANCES.get(size);
  if (!instance) return null;
  const amount = valueColumns.find(({ name }) => name === "linux")?.prices.USD;
  if (amount === undefined) return "malformed";
  if (/^N\/A\*?$/.test(amount)) return "no-price";
  return parseDecimal(amount) === null ? "malformed" : { type: size, instance, amount };
}
