import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Engine, Relaxation } from "../core/decision.ts";
import { Requirements } from "../core/requirements.ts";
import { SourceReport } from "../core/source-report.ts";
import { TokenPrice } from "../core/token-price.ts";
import { NODES } from "../protocol/run-event.ts";
import { PackedTable } from "./pack-table.ts";

/** The one name of this format; another shape gets another name. */
export const TRACE_FORMAT = "necto.trace/1";

const Hex32 = z.string().regex(/^0x[0-9a-f]{64}$/, "expected 0x and 64 lower-case hex digits");
const Address = z.string().regex(/^0x[0-9a-f]{40}$/, "expected an address, 0x and 40 lower-case hex digits");

/** One node transition, as it is sealed: digests of what went in and came out, and the few facts of the step. */
export const SealedStep = z.strictObject({
  seq: Count,
  node: z.enum(NODES),
  /** keccak256 of the canonical input; null where the input holds words of the user. */
  inputDigest: z.string().nullable(),
  outputDigest: z.string(),
  summary: z.record(z.string(), z.json()),
  /** The code of what went wrong; its message may quote somebody and stays outside. */
  error: z.string().nullable(),
});
export type SealedStep = z.output<typeof SealedStep>;

const common = {
  format: z.literal(TRACE_FORMAT),
  engine: Engine,
  /** Random: equal searches have different roots, and each its own place on 0G. */
  nonce: Hex32,
  /** keccak256(salt ‖ whom the decision was for), only for tracked threads; deleting the salt makes it say nothing. */
  commitment: Hex32.nullable(),
  steps: z.array(SealedStep),
};

/** A source's answer without how long it took, which is no fact of the decision. */
export const SealedReport = SourceReport.omit({ durationMs: true });
export type SealedReport = z.output<typeof SealedReport>;

/**
 * Everything a replay of one decision needs and everything it must give. Tables are packed (`pack-table.ts`); their
 * rows are those of `Offer`, `NormalizedOffer`, `RankedOffer` and `Rejection`, with the index of an offer in place of
 * its id: offers are in ascending order of id.
 */
export const DecisionBody = z.strictObject({
  ...common,
  kind: z.literal("decision"),
  rulesVersion: z.string(),
  /** Who read the buyer's words: `offline`, or a chat model with the digest of its prompt. It decided nothing. */
  model: z.strictObject({ name: z.string(), promptDigest: Hex32.nullable() }),
  requirements: Requirements,
  snapshot: z.strictObject({
    digest: Hex32,
    takenAt: IsoTime,
    registry: z
      .strictObject({ chainId: Count, address: z.string(), block: Count, blockHash: z.string() })
      .nullable(),
    tokenPrices: z.array(TokenPrice),
    sources: z.array(SealedReport),
    offers: PackedTable,
  }),
  /** A row per offer, in the order of offers. */
  normalised: PackedTable,
  decision: z.strictObject({
    id: z.string(),
    parentId: z.string().nullable(),
    decidedAt: IsoTime,
    offersSeen: Count,
    chosen: z.string().nullable(),
    relaxations: z.array(Relaxation),
    ranked: PackedTable,
    rejected: PackedTable,
  }),
});
export type DecisionBody = z.output<typeof DecisionBody>;

/** All node transitions of a run, however it ended; a search's decision has a trace of its own, named by its root. */
export const RunBody = z.strictObject({
  ...common,
  kind: z.literal("run"),
  role: z.enum(["buyer", "provider"]),
  outcome: z.strictObject({
    status: z.enum(["finished", "stopped", "failed"]),
    /** Code of the error that ended it. */
    code: z.string().nullable(),
  }),
  decision: z.strictObject({ root: Hex32, digest: Hex32 }).nullable(),
});
export type RunBody = z.output<typeof RunBody>;

export const TraceBody = z.discriminatedUnion("kind", [DecisionBody, RunBody]);
export type TraceBody = z.output<typeof TraceBody>;

/** EIP-712 signature over the body's digest by one of the agent's keys; `trace-signature.ts` has the typed data. */
export const TraceSignature = z.strictObject({
  signer: Address,
  signature: z.string().regex(/^0x[0-9a-f]{130}$/, "expected a signature of 65 bytes"),
});
export type TraceSignature = z.output<typeof TraceSignature>;

/** The file on 0G: RFC 8785 canonical JSON of this. */
export const Trace = z.strictObject({ body: TraceBody, signature: TraceSignature });
export type Trace = z.output<typeof Trace>;
