import { z } from "zod";
import { digestOf } from "../core/digest.ts";

const Text = z.string().max(4_000);
export const ActResult = z.enum(["done", "refused", "failed"]);
export type ActResult = z.output<typeof ActResult>;

/** Amounts in micro-USD, names of things. No words of a user, and no address: those would outlive their account. */
export const ActFacts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type ActFacts = z.output<typeof ActFacts>;

/** What the hash of an act is over: people as commitments, so that a deleted account leaves the chain whole. */
export const SealedAct = z.strictObject({
  format: z.literal("necto.act/1"),
  /** In whose log it is: `org:<id>` or `account:<address>`. */
  scope: Text,
  /** Its place there, from 1. */
  seq: z.number().int().min(1),
  /** Hash of the act before; zero bytes for the first. */
  previous: Text,
  /** ISO time. */
  at: Text,
  /** `booking.approved`, `role.set`, `policy.changed`: what it is of, and what was done. */
  action: Text,
  result: ActResult,
  /** A job, a listing, an approval…; null for none. */
  target: Text.nullable(),
  facts: ActFacts,
  /** 0G root of the decision it came from. */
  decisionRoot: Text.nullable(),
  txHash: Text.nullable(),
  commitments: z.strictObject({ actor: Text, subject: Text.nullable() }),
});
export type SealedAct = z.output<typeof SealedAct>;

/** keccak256 of the canonical JSON of an act. */
export const hashAct = (act: SealedAct): string => digestOf(act);

/** Stands for the hash before the first. */
export const NO_ACT = `0x${"0".repeat(64)}`;

/** Whom a commitment is to: an address in lower case, or one of `OTHER_ACTORS`; and the salt that shows it. */
export const Named = z.strictObject({ who: Text, salt: Text });

/** An act as it is kept: with its hash, and whom its commitments are to. */
export const KeptAct = z.strictObject({
  act: SealedAct,
  hash: Text,
  /** Null once the account is deleted. */
  actor: Named.nullable(),
  /** Whom it was done to; null for nobody, and once the account is deleted. */
  subject: Named.nullable(),
});
export type KeptAct = z.output<typeof KeptAct>;

/** Who may have done something without an address: Necto by itself, the contract, its arbiter, whoever had a job's link. */
export const OTHER_ACTORS = ["necto", "escrow", "arbiter", "link"] as const;

/** Where a log ends: compare it with one that was kept elsewhere. */
export const ActsHead = z.strictObject({ seq: z.number().int().min(1), hash: Text });
export type ActsHead = z.output<typeof ActsHead>;
