import { z } from "zod";
import { Bps, Count, IsoTime } from "../core/decimal.ts";
import { Address, Bytes32 } from "./chain-values.ts";
import { JobRow, Resolution } from "./job.ts";

/** A disputed job as its arbiter sees it, or one that it has decided just now. Seconds are of the whole job. */
export const ArbiterJob = JobRow.extend({
  buyer: Address,
  payee: Address,
  feeBps: Bps,
  /** Of what the buyer has against the claim; the buyer has the text. */
  evidenceHash: Bytes32,
  /** The least and the most that the provider can be paid for. The least is paid already. */
  acceptedSeconds: Count,
  claimedSeconds: Count,
  /** When what is disputed is halved, unless somebody decides. */
  decideUntil: IsoTime.nullable(),
  resolution: Resolution.nullable(),
  /** Of the decision. */
  txHash: Bytes32.nullable(),
});
export type ArbiterJob = z.output<typeof ArbiterJob>;

/** Body of `POST /api/arbiter/jobs/:jobId/resolve`, with `Idempotency-Key`. */
export const ResolveBody = z.strictObject({
  providerSeconds: Count,
  /** For both parties to read; its hash goes on chain. */
  reason: z.string().trim().min(1).max(2_000),
});
export type ResolveBody = z.output<typeof ResolveBody>;
