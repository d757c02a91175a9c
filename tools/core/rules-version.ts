/**
 * Names the arithmetic, the filter and the order of a decision. It changes with every change that could
 * make an old decision come out differently, so that a verifier knows which rules to replay.
 */
export const RULES_VERSION = "necto.rules/2";

/**
 * All rules that are shipped, the present ones last: a trace is checked with the rules it was decided by. Where they
 * differ:
 *
 * - `necto.rules/1`: a listing that follows the market follows spot prices too.
 * - `necto.rules/2`: it follows only what cannot be interrupted, as it cannot itself.
 */
export const SHIPPED_RULES = ["necto.rules/1", RULES_VERSION] as const;
export type RulesVersion = (typeof SHIPPED_RULES)[number];

export const isShipped = (version: string): version is RulesVersion =>
  SHIPPED_RULES.some((shipped) => shipped === version);
