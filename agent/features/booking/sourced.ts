import { NectoError } from "@necto/tools/errors";
import type { Address, Hex } from "viem";

/** Where a value that decides about money was read. */
export type Provenance =
  /** The operator's own settings and the deployment that Necto was started with. */
  | "policy"
  /** The struct on the approval card, which the buyer approved and signed. */
  | "user-approved"
  /** An order within the bounds of the mandate that its buyer signed before (`agent/features/mandates`). */
  | "mandate"
  /** Read from the registry or the escrow on chain. */
  | "chain-registry"
  /** Text of a listing, words of a model, an answer of a source: may be shown, never decides about money. */
  | "listing"
  | "llm"
  | "source";

/** A value and where it was read. */
export interface Sourced<T> {
  readonly v: T;
  readonly src: Provenance;
}

/** The values that decide about money. */
export type MoneyField = "payee" | "amount" | "token" | "chain" | "spender";

/** A list of what may, so that what nobody thought of may not. */
const TRUSTED: Readonly<Record<MoneyField, readonly Provenance[]>> = {
  payee: ["user-approved", "chain-registry"],
  amount: ["user-approved", "mandate"],
  token: ["policy", "chain-registry"],
  chain: ["policy"],
  spender: ["policy"],
};

/**
 * The value, if it was read where this one may be read.
 *
 * @throws NectoError `policy/untrusted-source` otherwise, and when its origin is not said
 */
export function trusted<T extends Address | Hex | bigint | number>(field: MoneyField, value: Sourced<T>): T {
  const src = (value as Sourced<T> | undefined)?.src;
  if (src !== undefined && TRUSTED[field].includes(src)) return value.v;
  throw new NectoError({
    code: "policy/untrusted-source",
    message: `The ${field} of this payment came from ${src ?? "nowhere"}; it may come from ${TRUSTED[field].join(" or ")} only. Nothing was sent.`,
    meta: { field, src: src ?? null },
  });
}
