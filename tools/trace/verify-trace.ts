import { checkCompleteness } from "./checks/check-completeness.ts";
import { checkBytes, checkRoot } from "./checks/check-file.ts";
import { checkJob } from "./checks/check-job.ts";
import { checkReplay } from "./checks/check-replay.ts";
import { checkSignature } from "./checks/check-signature.ts";
import { rootOf } from "./merkle-root.ts";
import { parseTrace } from "./parse-trace.ts";
import { traceDigest } from "./trace-signature.ts";
import { type Check, overallOf, type Verification } from "./verification.ts";
import type { Subject, Witnesses } from "./witnesses.ts";

/**
 * Checks a decision without trusting who shows it: everything that can be recomputed is recomputed here.
 *
 * @param onCheck hears each check as it is done, in order
 */
export async function verifyTrace(
  subject: Subject,
  witnesses: Witnesses,
  onCheck: (check: Check) => void = () => {},
): Promise<Verification> {
  const checks: Check[] = [];
  const done = (check: Check) => {
    checks.push(check);
    onCheck(check);
  };
  const stored = await checkBytes(subject, witnesses.storage);
  done(stored.check);
  const bytes = subject.kind === "file" ? subject.bytes : (stored.bytes ?? subject.copy ?? null);
  const root = bytes && bytes.length > 0 ? rootOf(bytes) : null;
  const sameRoot = checkRoot(subject, stored.bytes, root);
  done(sameRoot);
  // What turned out to be the file's root is no job's id.
  const jobId = subject.jobId === undefined || subject.jobId === root ? null : subject.jobId;
  const { chainRoot, final } = await checkJob(jobId, root, witnesses.job ?? null);
  done(chainRoot);
  done(final);
  // Of bytes that are not the file asked for, nothing else is worth saying.
  const parsed = bytes && sameRoot.verdict !== "mismatch" ? parseTrace(bytes) : null;
  const digest = parsed?.trace ? traceDigest(parsed.body) : null;
  done(await checkSignature(parsed, digest, witnesses.agentKeys));
  done(checkReplay(parsed));
  done(await checkCompleteness(parsed, witnesses.registry));
  return {
    overall: overallOf(checks),
    checks,
    root,
    digest,
    size: bytes?.length ?? null,
    trace: parsed?.trace ?? null,
  };
}
