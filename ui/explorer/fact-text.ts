import type { Fact } from "@necto/tools/chain/explorer/facts";
import { formatDuration } from "@necto/tools/core/units";
import type { ContractName, ExplorableChain } from "@necto/tools/protocol/explorer";
import { tokenText } from "../format/money.ts";
import { codeText, percentText, sizeOf } from "../format/text.ts";

/** What an account of ours is called. */
const CONTRACTS: Readonly<Record<ContractName, string>> = {
  escrow: "Necto escrow",
  registry: "Provider registry",
  roles: "Team roles",
  token: "Token",
  flow: "0G Flow",
};

/** `Necto escrow`; the token by its symbol. */
export const contractText = (name: ContractName, { token }: Pick<ExplorableChain, "token">): string =>
  name === "token" ? (token ?? CONTRACTS.token) : CONTRACTS[name];

/** The same after “of” or “by”. */
export const theContract = (name: ContractName, chain: Pick<ExplorableChain, "token">): string =>
  name === "token" ? contractText(name, chain) : `the ${contractText(name, chain)}`;

/** Names that say less than they could. */
const LABELS: Readonly<Record<string, string>> = {
  ...{ secs: "Time paid for", extraSecs: "More time", usedSecs: "Time used", paidSecs: "Time paid so far" },
  ...{ acceptedSecs: "Time accepted", providerSecs: "Time paid to the provider", feeBps: "Fee" },
  ...{
    root: "Root of the decision",
    mode: "Tracking",
    rate: "Rate",
    value: "Amount",
    specsHash: "Hash of the specs",
  },
  ...{
    jobId: "Job",
    listingId: "Listing",
    validAfter: "Valid after",
    validBefore: "Valid before",
    until: "Until",
  },
};

/** `terms.secs` → `Time paid for`, `acceptance.expiry` → `Acceptance expiry`, `jobIds.2` → `Job 2`. */
export function factLabel(name: string): string {
  const parts = name.replace(/^terms\./, "").split(".");
  const [only = ""] = parts;
  if (parts.length === 1) return LABELS[only] ?? codeText(only);
  if (only === "jobIds") return `Job ${parts[1]}`;
  return codeText(parts.join(" "));
}

/** Amounts that stand for no limit: more than there can be of any token. */
const NO_LIMIT = 2n ** 128n;
/** The last second that a date can have. */
const LAST_SECOND = 8_640_000_000_000n;

/** Base units of a token with its symbol: `115.68 tUSDC`. */
export function moneyText(units: string, { token }: Pick<ExplorableChain, "token">): string {
  const amount = BigInt(units);
  return amount >= NO_LIMIT ? "no limit" : `${tokenText(amount)} ${token ?? "base units × 10⁻⁶"}`;
}

/** A number of a fact with its unit, in words; null for what is a link, a hash or bytes. */
export function factText({ kind, value }: Fact, chain: Pick<ExplorableChain, "token">): string | null {
  switch (kind) {
    case "money":
      return moneyText(value, chain);
    case "rate":
      return `${moneyText(value, chain)} per hour`;
    case "duration":
      return `${formatDuration(Number(value))} (${wholeText(value)} s)`;
    case "time":
      return momentText(BigInt(value));
    case "share":
      return percentText(Number(value));
    case "size":
      return `${sizeOf(Number(value))} (${wholeText(value)} bytes)`;
    case "count":
      return wholeText(value);
    case "word":
      return value;
    default:
      return null;
  }
}

/** `2026-11-26T16:13:05.000Z` → `2026-11-26 16:13:05 UTC`: blocks are a second apart. */
export const secondText = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;

/** A whole number of any length, grouped. */
const wholeText = (value: string): string => BigInt(value).toLocaleString("en-US");

function momentText(second: bigint): string {
  if (second === 0n) return "from the beginning";
  if (second > LAST_SECOND) return "no end";
  return secondText(new Date(Number(second) * 1_000).toISOString());
}
