import { claimOf, parseActsFile } from "@necto/tools/audit/acts-file";
import { ACTS_VERDICTS, explainProblem, explainVerification } from "@necto/tools/audit/explain-verification";
import type { ActsHead } from "@necto/tools/audit/sealed-act";
import { type ActsVerification, verifyActs } from "@necto/tools/audit/verify-acts";
import { usageError } from "./command.ts";

/** An exported log that was looked at. */
export interface VerifiedActs {
  readonly verification: ActsVerification & { readonly scope: string };
  /** The same in words. */
  readonly text: string;
}

/**
 * Computes the chain of an exported log again.
 *
 * @param kept a head of it that was kept elsewhere, as `<place>:<hash>`
 * @throws NectoError `request/bad-file`, `request/usage`
 */
export function verifyActsFile(file: string, kept: string | undefined): VerifiedActs {
  const head = kept === undefined ? null : toHead(kept);
  const { header, acts } = parseActsFile(file);
  const verification = verifyActs(acts, { ...claimOf(header), kept: head });
  const { verdict, problems } = verification;
  const lines = [
    `${ACTS_VERDICTS[verdict]}.`,
    `  log   ${header.scope}`,
    ...(verification.head ? [`  head  ${verification.head.seq}:${verification.head.hash}`] : []),
    "",
    ...explainVerification(verification, head),
    ...problems.map(explainProblem),
  ];
  return { verification: { scope: header.scope, ...verification }, text: lines.join("\n") };
}

function toHead(text: string): ActsHead {
  const [, seq, hash] = /^(\d+):(0x[0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined)
    throw usageError(
      `${text.slice(0, 80)} is no head of a log: it is its place and its hash, <place>:0x<64 hex digits>.`,
    );
  return { seq: Number(seq), hash };
}
