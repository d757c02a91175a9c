import {
  NOT_SAID,
  type SpendGroup,
  type SpendProvider,
  type SpendSum,
  type SpendView,
} from "@necto/tools/protocol/spend";
import { countryText, shortHash } from "../format/text.ts";
import { exactText } from "../provider/earnings-text.ts";

export const GROUP_TITLES: Readonly<Record<SpendGroup, string>> = {
  ...{ provider: "Provider", member: "Member", gpu: "GPU", source: "Source", region: "Country", job: "Job" },
};

export const sumHeadings = (symbol: string): readonly string[] => [
  "Jobs opened",
  `Deposited (${symbol})`,
  `Came back (${symbol})`,
  `To providers (${symbol})`,
  `Fees (${symbol})`,
  `Spent (${symbol})`,
  `In escrow at the end (${symbol})`,
];

/** The cells of a sum, as page and CSV show them. */
export const sumCells = (sum: SpendSum): readonly string[] => [
  String(sum.jobs),
  exactText(sum.depositedUsdMicros),
  exactText(sum.refundedUsdMicros),
  exactText(sum.toProvidersUsdMicros),
  exactText(sum.feeUsdMicros),
  exactText(sum.spentUsdMicros),
  exactText(sum.heldUsdMicros),
];

type Named = Pick<SpendView["groups"][number], "key" | "title"> & {
  readonly job?: SpendView["groups"][number]["job"];
};

/** What a group is called. */
export function groupName(group: SpendGroup, { key, title, job }: Named): string {
  if (job) return `${job.gpus}× ${job.gpu}, ${job.openedAt.slice(0, 16).replace("T", " ")}`;
  if (key === NOT_SAID) return group === "member" ? "Account deleted" : "Not said";
  if (group === "region") return countryText({ country: key, continent: null, inEu27: null, raw: key });
  if (group === "provider" || group === "member") return title ?? shortHash(key);
  return key;
}

/** Micro-USD with its sign: `+1.500000`, `-0.250000`. */
export const signedText = (usdMicros: number): string =>
  `${usdMicros < 0 ? "-" : "+"}${exactText(Math.abs(usdMicros))}`;

/** How far a provider's average is from the market's median of then: `-12.34 %`; null where that is not known. */
export function againstMarket({ market }: Pick<SpendProvider, "market">): string | null {
  if (market === null || market.p50UsdMicrosPerGpuHour === 0) return null;
  const { usdMicrosPerGpuHour: paid, p50UsdMicrosPerGpuHour: p50 } = market;
  const bps = Math.round((Math.abs(paid - p50) * 10_000) / p50);
  return `${paid < p50 ? "-" : "+"}${(bps / 100).toFixed(2)} %`;
}
