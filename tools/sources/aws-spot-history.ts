import { z } from "zod";
import type { PriceClass } from "../core/offer.ts";
import { parseDecimal } from "../core/rational.ts";
import { type InterruptionOf, parseAdvisor } from "./aws-advisor.ts";
import { AWS_INSTANCES, isFractionalInstance } from "./aws-instances.ts";
import { type AwsPrice, toAwsOffer } from "./aws-offer.ts";
import { countSkip } from "./count-skip.ts";
import { fetchBeside, joinMissing } from "./fetch-beside.ts";
import type { FetchContext } from "./fetch-body.ts";
import { emptyError, fetchJson } from "./fetch-json.ts";
import { type AwsCredentials, fetchSpotPrices, loadEc2, type SpotPricePage } from "./fetch-spot-prices.ts";
import { keepUnique } from "./keep-unique.ts";
import { sha256 } from "./sha256.ts";
import type { Source } from "./source.ts";

// AWS EC2 spot by account, DescribeSpotPriceHistory of the EC2 API (docs.aws.amazon.com/AWSEC2/latest/APIReference and
// @aws-sdk/client-ec2 3.1169.0, read 2026-11-26): POST https://ec2.<region>.amazonaws.com, query protocol, XML answers,
// 1000 rows a page. Auth: SigV4, IAM action ec2:DescribeSpotPriceHistory. Limits: token buckets per account and region,
// 503 RequestLimitExceeded. Price basis: USD text per hour for the whole INSTANCE, Linux, per availability zone.
// Quirks: StartTime = now gives the price in effect, whose Timestamp is its last change, perhaps days ago and still
// valid: never its age. Rows come newest first, zones and types mixed. Zone letters mean other buildings in other
// accounts. An empty NextToken is the end. A Timestamp that is none makes the SDK refuse the whole page.
// Interruption bands come from the keyless Spot Advisor, as for `aws-spot.ts`.

const Row = z.looseObject({
  InstanceType: z.string().min(1),
  ProductDescription: z.string(),
  SpotPrice: z.string(),
  Timestamp: z.date(),
  AvailabilityZone: z.string().min(1),
});
type Row = z.output<typeof Row>;

const PRODUCT = "Linux/UNIX";
/** EC2-Classic is gone: both names are one product. */
const PRODUCTS: ReadonlySet<string> = new Set([PRODUCT, `${PRODUCT} (Amazon VPC)`]);

/** Regions every account has, of those with GPUs; others must be enabled and are asked when named. */
export const AWS_DEFAULT_REGIONS: readonly string[] = [
  ...["us-east-1", "us-east-2", "us-west-1", "us-west-2", "ca-central-1", "sa-east-1"],
  ...["eu-west-1", "eu-west-2", "eu-west-3", "eu-central-1", "eu-north-1"],
  ...["ap-south-1", "ap-southeast-1", "ap-southeast-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3"],
];

/** 5000 rows: more than a region has GPU types times zones. */
const MAX_PAGES = 5;

export interface AwsSpotHistoryOptions {
  /** Null asks with nobody's, which AWS refuses. */
  readonly credentials?: AwsCredentials | null;
  readonly regions?: readonly string[];
  /** Asked for every region instead of each region's own endpoint. */
  readonly baseUrl?: string | null;
  readonly advisorBaseUrl?: string;
  /** How long one region may keep the others waiting, 3000 unless given. */
  readonly regionTimeoutMs?: number;
  /** How long interruption rates may keep the prices waiting, 1000 unless given. */
  readonly advisorTimeoutMs?: number;
  readonly priceClass?: PriceClass;
}

/**
 * Spot prices of EC2 GPU instances, one offer per type and availability zone, by an account's own API. A region that
 * fails is left out and named; types without a GPU are left out, parts of a GPU count as `fractional-gpu`.
 *
 * @throws NectoError the first region's error when none answered; `source/empty` when no region lists a price.
 */
export function awsSpotHistory(options: AwsSpotHistoryOptions = {}): Source {
  const { credentials = null, regions = AWS_DEFAULT_REGIONS, baseUrl = null, priceClass = "live" } = options;
  const { advisorBaseUrl = "https://spot-bid-advisor.s3.amazonaws.com" } = options;
  const { regionTimeoutMs = 3000, advisorTimeoutMs = 1000 } = options;
  const source = "aws-spot";
  const advisorUrl = `${advisorBaseUrl}/spot-advisor-data.json`;
  return {
    name: source,
    async fetchOffers(context) {
      const now = context.now();
      await loadEc2();
      const askAdvisor = async (within: FetchContext) => {
        const { json, bytes } = await fetchJson({ source, url: advisorUrl }, within);
        return { interruptionOf: parseAdvisor(json), bytes };
      };
      const [advisor, ...answers] = await Promise.all([
        fetchBeside(
          { source, what: "Interruption rates", ask: askAdvisor, timeoutMs: advisorTimeoutMs },
          context,
        ),
        ...regions.map((region) => {
          const ask = (within: FetchContext) =>
            fetchRegion((nextToken) =>
              fetchSpotPrices(
                { region, credentials, baseUrl },
                { instanceTypes: GPU_TYPES, productDescription: PRODUCT, startTime: now, nextToken },
                within,
              ),
            );
          return fetchBeside(
            { source, what: `Prices in ${region}`, ask, timeoutMs: regionTimeoutMs },
            context,
          );
        }),
      ]);
      const [firstError] = answers.flatMap(({ error }) => error ?? []);
      if (firstError && answers.every(({ answer }) => answer === null)) throw firstError;
      const pages = answers.flatMap(({ answer }) => answer?.pages ?? []);
      if (pages.every(({ rows }) => rows.length === 0)) throw emptyError(source);
      const skips: Record<string, number> = {};
      const stamp = { priceClass, observedAt: new Date(now).toISOString() };
      const interruptionOf = advisor.answer?.interruptionOf ?? (() => null);
      const offers = answers.flatMap(({ answer }, at) =>
        readRegion(answer?.pages ?? [], { region: regions[at] ?? "", interruptionOf }, skips).map((price) =>
          toAwsOffer(price, stamp),
        ),
      );
      const bodies = pages.map(({ bytes }) => bytes);
      return {
        offers: keepUnique(offers, skips),
        skips,
        bodySha256: await sha256(...bodies, advisor.answer?.bytes ?? new Uint8Array()),
        url: priceClass === "sandbox" ? null : (baseUrl ?? `https://ec2.${regions[0]}.amazonaws.com`),
        incomplete: joinMissing(
          advisor.missing,
          ...answers.flatMap(({ answer, missing }, at) => [
            missing,
            answer?.isCutOff ? `Only the first pages of ${regions[at]} of ${source} were read.` : null,
          ]),
        ),
      };
    },
  };
}

/** Asked for by name: without them every type of EC2 comes, a hundred times as much. */
const GPU_TYPES = [...AWS_INSTANCES.keys()];

async function fetchRegion(fetchPage: (nextToken: string | null) => Promise<SpotPricePage>) {
  const pages: SpotPricePage[] = [];
  let token: string | null = null;
  do {
    const page = await fetchPage(token);
    pages.push(page);
    token = page.nextToken;
  } while (token !== null && pages.length < MAX_PAGES);
  return { pages, isCutOff: token !== null };
}

interface RegionContext {
  readonly region: string;
  readonly interruptionOf: InterruptionOf;
}

/** The price in effect per type and zone, in order of type and zone. Older ones of the same are `superseded`. */
function readRegion(
  pages: readonly SpotPricePage[],
  { region, interruptionOf }: RegionContext,
  skips: Record<string, number>,
): AwsPrice[] {
  const latest = new Map<string, Row[]>();
  for (const row of pages.flatMap(({ rows }) => rows)) {
    const read = readRow(row, region);
    if (typeof read === "string") countSkip(skips, read);
    if (read === null || typeof read === "string") continue;
    const key = `${read.InstanceType}:${read.AvailabilityZone}`;
    const known = latest.get(key) ?? [];
    const changes = Math.max(...known.map(({ Timestamp }) => Timestamp.getTime()), read.Timestamp.getTime());
    const kept = [...known, read].filter(({ Timestamp }) => Timestamp.getTime() === changes);
    if (kept.length <= known.length) countSkip(skips, "superseded", known.length + 1 - kept.length);
    latest.set(key, kept);
  }
  return [...latest]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, rows]) => rows)
    .flatMap(({ InstanceType: type, SpotPrice: amount, AvailabilityZone: place }) => {
      const instance = AWS_INSTANCES.get(type);
      // Judged last: the price in effect, when it cannot be read, is not replaced by the one before it.
      if (!instance || parseDecimal(amount) === null) {
        countSkip(skips, "malformed");
        return [];
      }
      return [{ type, instance, amount, place, interruptionBps: interruptionOf(region, type) }];
    });
}

/** A row of a GPU type, the code of why it is left out, or null for a type without a GPU. */
function readRow(row: unknown, region: string): Row | string | null {
  const parsed = Row.safeParse(row);
  if (!parsed.success || !parsed.data.AvailabilityZone.startsWith(region)) return "malformed";
  const { InstanceType, ProductDescription } = parsed.data;
  if (isFractionalInstance(InstanceType)) return "fractional-gpu";
  if (!AWS_INSTANCES.has(InstanceType)) return null;
  return PRODUCTS.has(ProductDescription) ? parsed.data : "other-product";
}
