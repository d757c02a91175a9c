import { CHECK_TITLES, type CheckId, type Verdict, type Verification } from "@necto/tools/trace/verification";
import type { TraceView } from "./trace-view.ts";
import type { VerifyTrust } from "./verify-messages.ts";

type Found = Pick<Verification, "overall" | "checks">;

/** What was done for a check that came out well, by this browser itself. */
const DONE: Readonly<Record<CheckId, (kind: TraceView["kind"]) => string>> = {
  bytes: () => "read the file from 0G",
  root: () => "recomputed its root",
  "chain-root": () => "compared the job on chain",
  final: () => "saw the transaction final",
  signature: () => "recovered who signed it",
  replay: (kind) =>
    kind === "run" ? "followed its steps from digest to digest" : "decided again from its inputs",
  completeness: () => "compared the listings with those of the registry",
};

/**
 * The verdict in sentences: what this browser found out by itself, and whom it had to believe for the rest.
 *
 * @example verdictText(found, "decision", trust)[0] // "This browser read the file from 0G, recomputed its root, …"
 */
export function verdictText(found: Found, kind: TraceView["kind"], trust: VerifyTrust): readonly string[] {
  const of = (verdict: Verdict) => found.checks.filter((check) => check.verdict === verdict);
  const applying = found.checks.length - of("not-applicable").length;
  const done = of("verified").map(({ id }) => DONE[id](kind));
  const did = done.length === 0 ? null : `This browser ${inWords(done)}`;
  switch (found.overall) {
    case "verified":
      return [`${did}: everything agrees.`, ...beliefs(found, trust)];
    case "mismatch": {
      const wrong = of("mismatch").map(({ id }) => quoted(id));
      return [
        `${wrong.length} of ${applying} checks ${wrong.length === 1 ? "does" : "do"} not match: ${wrong.join(", ")}.`,
        "Do not rely on what this file says.",
      ];
    }
    default: {
      const open = of("unchecked").map(({ id }) => quoted(id));
      return [
        `Nothing was found against it, but ${open.length} of ${applying} checks could not be done: ${open.join(", ")}.`,
        ...(did === null ? [] : [`${did}.`]),
      ];
    }
  }
}

const quoted = (id: CheckId): string => `“${CHECK_TITLES[id]}”`;

/** What nobody can recompute, and from whom it was taken. */
function beliefs({ checks }: Found, trust: VerifyTrust): string[] {
  const isVerified = (wanted: CheckId) =>
    checks.some(({ id, verdict }) => id === wanted && verdict === "verified");
  return [
    ...(isVerified("signature") ? keyBeliefs(trust) : []),
    ...(isVerified("chain-root") ? jobBeliefs(trust) : []),
  ];
}

const jobBeliefs = ({ escrow }: VerifyTrust): string[] =>
  escrow
    ? [
        `The job was read from the escrow ${escrow.address} on chain ${escrow.chainId}; that this is the escrow was taken from ${escrow.from}.`,
      ]
    : [];

function keyBeliefs({ agentKeys, registry }: VerifyTrust): string[] {
  if (registry)
    return [
      `Which keys are Necto's was read from the registry ${registry.address} on chain ${registry.chainId}. That this is the registry, and where to read it, was taken from ${registry.from}.`,
    ];
  return agentKeys ? [`Which keys are Necto's was taken from ${agentKeys.from}.`] : [];
}

function inWords(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
