import { LISTING_TEXT_NOTICE, VerifyInput, VerifyOutput } from "@necto/tools/protocol/mcp";
import { findRoot } from "@necto/tools/trace/find-root";
import { CHECK_TITLES } from "@necto/tools/trace/verification";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import { witnessesOf } from "../../registry/witnesses-of.ts";
import type { AppContext } from "../app-context.ts";
import { notFound } from "../problems.ts";
import { defineTool, READ_ONLY } from "./mcp-tool.ts";

const DEADLINE_MS = 20_000;

/** The seven checks, by the one verifier. */
export const verifyTool = ({ traces, witness, onFault }: AppContext) =>
  defineTool(
    {
      name: "verify",
      title: "Verify a decision",
      description:
        "Checks a decision: fetches its trace from 0G, recomputes its root, checks who signed it and the job that names it, decides again, and looks for listings that were left out. Seven checks, each verified, mismatch, unchecked or not-applicable; what could not be checked never counts as verified. Changes nothing and costs nothing. Limits: one trace a call, 20 seconds. Freshness: 0G and the chain as they are now; a trace is on 0G some seconds after its decision. This server does the checking: whoever does not trust it opens `page`, where the browser checks, or runs `necto verify`. " +
        LISTING_TEXT_NOTICE,
      input: VerifyInput,
      output: VerifyOutput,
      annotations: READ_ONLY,
      async run({ id }, { origin, signal: gone }) {
        const signal = AbortSignal.any([gone, AbortSignal.timeout(DEADLINE_MS)]);
        const hash = id.startsWith("0x") ? id.toLowerCase() : await rootOfDecision(traces, id);
        const { zeroG, ...rest } = witness;
        const witnesses = await witnessesOf(
          { gateway: zeroG.gateway, ...rest },
          { fetch: globalThis.fetch, signal },
        );
        const { root, jobId } = await findRoot(hash, witnesses.job ?? null, witnesses.storage);
        const status = await traces.find({ root });
        const isWaiting = status !== null && status.state !== "stored";
        const subject = {
          ...{ kind: "root" as const, root },
          ...(jobId !== null && { jobId }),
          ...(isWaiting && { copy: await traces.read(root, signal) }),
        };
        const { overall, checks, digest, size, root: recomputed } = await verifyTrace(subject, witnesses);
        return {
          notice: LISTING_TEXT_NOTICE,
          ...{ overall, root: recomputed, digest, size, page: `${origin}/verify/${jobId ?? root}` },
          checks: checks.map(({ id: check, verdict, says, compared, differences }) => ({
            ...{ id: check, title: CHECK_TITLES[check], verdict, says, compared: [...compared] },
            differences: differences.map(({ path }) => path),
          })),
        };
      },
    },
    onFault,
  );

async function rootOfDecision(traces: AppContext["traces"], decisionId: string): Promise<string> {
  const status = await traces.find({ decisionId });
  if (status === null) throw notFound("decision", decisionId);
  return status.root;
}
