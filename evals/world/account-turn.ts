import type { Turn } from "../scenario/scenario.ts";

const ACTS = [
  "ask",
  "allow",
  "refuse",
  "policy",
  "role",
  "watch",
  "look",
  "mandate",
  "revoke",
  "job",
] as const;

/** A turn in which an account does something beside talking. */
export type AccountTurn = Extract<
  Turn,
  { readonly [Act in (typeof ACTS)[number]]: { readonly [Key in Act]: unknown } }[(typeof ACTS)[number]]
>;

export const isAccountTurn = (turn: Turn): turn is AccountTurn => ACTS.some((act) => act in turn);
