import type { MarketSnapshot } from "@necto/tools/core/snapshot";

/** What one call of a live source should bring. Orders of magnitude: markets move, wire formats should not. */
export interface LiveExpectation {
  readonly source: string;
  /** Variables without which it is not asked, or asked in another way. */
  readonly needs: string;
  /** Fewest and most offers, or token prices. */
  readonly count: readonly [number, number];
  /** Facts that at least nine in ten of its offers should have. */
  readonly known: readonly ("model" | "formFactor" | "memoryGib" | "country" | "vcpus" | "interruptionBps")[];
}

export const LIVE_EXPECTATIONS: readonly LiveExpectation[] = [
  { source: "akash", needs: "nothing", count: [10, 1000], known: ["model", "memoryGib"] },
  { source: "ionet", needs: "nothing", count: [20, 2000], known: ["model"] },
  { source: "lambda", needs: "LAMBDA_API_KEY", count: [10, 500], known: ["model", "memoryGib", "vcpus"] },
  {
    source: "aws-spot",
    needs: "nothing, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
    count: [100, 20_000],
    known: ["model", "memoryGib", "country"],
  },
  {
    source: "render",
    needs: "DISPERSED_PUBLIC_KEY and DISPERSED_SECRET_KEY",
    count: [1, 1000],
    known: ["model", "memoryGib"],
  },
  { source: "coingecko", needs: "nothing, or COINGECKO_API_KEY", count: [5, 6], known: [] },
  { source: "akash-oracle", needs: "nothing", count: [1, 1], known: [] },
];

/** A whole GPU for an hour, in micro-USD: cheaper or dearer is a unit misread, not a bargain. */
const PLAUSIBLE_USD_MICROS = [10_000, 30_000_000] as const;
const NEARLY_ALL = 0.9;
/** More rows than this that cannot be read mean that the format has changed. */
const MALFORMED_SHARE = 0.05;

/** What is wrong with a source's part of a live market, one sentence each; empty when it is as expected. */
export function judgeLive(snapshot: MarketSnapshot, { source, count, known }: LiveExpectation): string[] {
  const report = snapshot.sources.find((candidate) => candidate.source === source);
  if (!report) return ["it was not asked"];
  if (report.status === "failed" || report.status === "skipped")
    return [`${report.status}: ${report.message}`];
  const [fewest, most] = count;
  const findings: string[] = [];
  if (report.offers < fewest || report.offers > most)
    findings.push(`${report.offers} rows, ${fewest} to ${most} expected`);
  const malformed = report.skips.malformed ?? 0;
  if (malformed > MALFORMED_SHARE * (report.offers + malformed))
    findings.push(`${malformed} rows could not be read`);
  const own = [...snapshot.offers.keys()].filter((index) => snapshot.offers[index]!.source === source);
  if (own.length === 0) return findings;
  for (const fact of known) {
    const share = own.filter((index) => factOf(snapshot, index)[fact] !== null).length / own.length;
    if (share < NEARLY_ALL)
      findings.push(`${fact} is known of ${Math.round(share * 100)} % of its offers only`);
  }
  const [low, high] = PLAUSIBLE_USD_MICROS;
  const priced = own.filter((index) => snapshot.prices[index]! >= low && snapshot.prices[index]! <= high);
  if (priced.length < NEARLY_ALL * own.length)
    findings.push(`${own.length - priced.length} of ${own.length} prices are no price of a GPU-hour`);
  return findings;
}

function factOf(
  { offers }: MarketSnapshot,
  index: number,
): Readonly<Record<LiveExpectation["known"][number], unknown>> {
  const { gpu, location, extras, pricing } = offers[index]!;
  return {
    model: gpu.model,
    formFactor: gpu.formFactor,
    memoryGib: gpu.memoryGib,
    country: location.country,
    vcpus: extras.vcpus,
    interruptionBps: pricing.model === "spot" ? pricing.interruptionBps : null,
  };
}
