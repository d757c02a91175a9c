import { anOffer, fixed, marketOf, route, spot, token, tokenPrice } from "@necto/tools/core/testing/offers";
import { toSealedStep } from "@necto/tools/trace/build-decision-body";
import { type SealedTrace, sealTrace } from "@necto/tools/trace/seal-trace";
import { AGENT, bodyOf, NONCE, STEPS, STRANGER, sealed } from "@necto/tools/trace/testing/traces";
import { type RunBody, TRACE_FORMAT } from "@necto/tools/trace/trace";

/** Made-up traces, sealed for real. */

const COUNTRIES = ["DE", "NO", "FR", "US", "JP"];

/** A market of `size` offers of every pricing model, of which some fit. */
export const aMarket = (size: number) =>
  marketOf(
    Array.from({ length: size }, (_, i) =>
      anOffer({
        id: `s${i % 5}:${String(i).padStart(5, "0")}`,
        source: `s${i % 5}`,
        provider: `Provider ${i % 97}`,
        location: { country: COUNTRIES[i % 5]!, continent: "EU", inEu27: i % 5 === 0, raw: `site ${i % 11}` },
        pricing: [
          fixed(`${1 + (i % 300) / 100}`),
          spot(`${1 + (i % 250) / 100}`),
          token(`${4 + (i % 90) / 10}`),
        ][i % 3]!,
        uptimeBps: i % 4 === 0 ? null : 9_900 + (i % 100),
      }),
    ),
    { tokenPrices: [tokenPrice("0.309")] },
  );

const ASKED = { gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 2_500_000, durationSeconds: 21_600 };

export const sealDecision = (offers: number): Promise<SealedTrace> => sealed(route(aMarket(offers), ASKED));

/** By a key that nobody lists as the agent's. */
export const sealByStranger = (): Promise<SealedTrace> =>
  sealTrace(bodyOf(route(aMarket(12), ASKED)), STRANGER);

/** Signed by the agent although it names another choice: the replay finds it. */
export const sealWrongChoice = (): Promise<SealedTrace> => {
  const body = bodyOf(route(aMarket(12), ASKED));
  return sealTrace({ ...body, decision: { ...body.decision, chosen: "s4:00009" } }, AGENT);
};

export function sealRunOf(decision: Pick<SealedTrace, "root" | "digest">): Promise<SealedTrace> {
  const body: RunBody = {
    format: TRACE_FORMAT,
    kind: "run",
    engine: { version: "0.1.0", commit: null },
    nonce: NONCE,
    commitment: null,
    role: "buyer",
    outcome: { status: "finished", code: null },
    decision: { root: decision.root, digest: decision.digest },
    steps: STEPS.map(toSealedStep),
  };
  return sealTrace(body, AGENT);
}

export const AGENT_ADDRESS = AGENT.address;
