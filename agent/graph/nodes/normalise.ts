import { NectoError } from "@necto/tools/errors";
import type { RunContext } from "../run-context.ts";
import type { GraphState } from "../state.ts";
import type { NodeOutcome } from "../traced.ts";

/** Quotes → snapshot: every price in USD per GPU-hour, once, with its market-wide doubts. */
export function normalise(_state: GraphState, { market, workbench }: RunContext): NodeOutcome {
  if (!workbench.quotes)
    throw new NectoError({ code: "run/lost-quotes", message: "The quotes of this run are gone. Ask again." });
  const snapshot = market.snapshot(workbench.quotes);
  workbench.snapshot = snapshot;
  let usable = 0;
  for (const mask of snapshot.base) if (mask === 0) usable++;
  const summary = { offers: snapshot.offers.length, comparable: usable };
  return {
    patch: { snapshotDigest: snapshot.digest },
    output: { snapshotDigest: snapshot.digest, rulesVersion: snapshot.rulesVersion },
    summary,
  };
}
