import canonicalize from "canonicalize";
import { type Hex, hashTypedData, keccak256, stringToBytes } from "viem";
import type { Requirements } from "../core/requirements.ts";
import type { MandateTerms } from "./mandate.ts";

/** The furthest that a mandate may reach, days. */
export const MAX_MANDATE_DAYS = 90;
/** The most orders of one mandate. */
export const MAX_MANDATE_ORDERS = 100;

/** keccak256 of the canonical JSON (RFC 8785) of what a watch looks for. */
export const requirementsHashOf = (requirements: Requirements): Hex =>
  keccak256(stringToBytes(canonicalize(requirements)!));

const MANDATE_FIELDS = [
  { name: "account", type: "address" },
  { name: "token", type: "address" },
  { name: "watchId", type: "string" },
  { name: "requirementsHash", type: "bytes32" },
  { name: "maxUsdMicrosPerGpuHour", type: "uint64" },
  { name: "maxOrderUsdMicros", type: "uint64" },
  { name: "maxDayUsdMicros", type: "uint64" },
  { name: "maxOrders", type: "uint32" },
  { name: "durationSeconds", type: "uint32" },
  { name: "validUntil", type: "uint64" },
  { name: "viewKey", type: "bytes32" },
  { name: "nonce", type: "bytes32" },
] as const;

/** What the account signs; chain and escrow are in the domain. Server and page compute it from the same terms. */
export function toMandateData({ chainId, escrow, ...message }: MandateTerms) {
  return {
    domain: { name: "Necto mandate", version: "1", chainId, verifyingContract: escrow as Hex },
    types: { Mandate: MANDATE_FIELDS },
    primaryType: "Mandate",
    message,
  } as const;
}

/** The id of a mandate: the hash of what is signed, so that one signature is one mandate. */
export const mandateIdOf = (terms: MandateTerms): Hex => hashTypedData(toMandateData(terms) as never);

const DAY_SECONDS = 86_400;

/**
 * The most that a mandate can ever spend, micro-USD: by its orders, or by its days (UTC, the present one and the last included),
 * whichever is less.
 *
 * @param now epoch milliseconds
 * @example worstCaseOf({ maxOrderUsdMicros: 20_000_000, maxOrders: 3, maxDayUsdMicros: 20_000_000, validUntil }, now) // 60_000_000
 */
export function worstCaseOf(
  terms: Pick<MandateTerms, "maxOrderUsdMicros" | "maxDayUsdMicros" | "maxOrders" | "validUntil">,
  now: number,
): number {
  const today = Math.floor(now / 1_000 / DAY_SECONDS);
  // The last second before `validUntil` is the last one that counts.
  const days = Math.max(0, Math.floor((terms.validUntil - 1) / DAY_SECONDS) - today + 1);
  const byDays = Math.min(terms.maxDayUsdMicros, terms.maxOrderUsdMicros * terms.maxOrders) * days;
  return Math.min(terms.maxOrderUsdMicros * terms.maxOrders, byDays);
}
