import { decide } from "@necto/tools/core/decide";
import type { Offer } from "@necto/tools/core/offer";
import type { Requirements } from "@necto/tools/core/requirements";
import { buildSnapshot } from "@necto/tools/core/snapshot";
import type { TokenPrice } from "@necto/tools/core/token-price";
import { buildDecisionBody } from "@necto/tools/trace/build-decision-body";
import { localSigner } from "@necto/tools/trace/local-signer";
import { sealTrace } from "@necto/tools/trace/seal-trace";
import { STEPS } from "@necto/tools/trace/testing/traces";

/** Everything that a decision is made from and sealed with. */
export interface SealInput {
  readonly offers: readonly Offer[];
  readonly tokenPrices: readonly TokenPrice[];
  readonly requirements: Requirements;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly key: `0x${string}`;
  readonly nonce: string;
}

/** Decides and seals: the same in Node and, bundled for a test, in a browser. */
export async function sealInput({ offers, tokenPrices, requirements, at, key, nonce }: SealInput) {
  const snapshot = buildSnapshot({ offers, tokenPrices, sources: [], takenAt: at, registry: null });
  const decision = decide(snapshot, requirements, {
    id: "decision-1",
    parentId: null,
    decidedAt: at,
    engine: { version: "0.1.0", commit: null },
  });
  const model = { name: "offline", promptDigest: null };
  const body = buildDecisionBody(decision, { steps: STEPS, model, nonce, commitment: null });
  const { root, digest, bytes } = await sealTrace(body, localSigner(key));
  return { root, digest, text: new TextDecoder().decode(bytes) };
}
