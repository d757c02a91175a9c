import type { Check } from "../verification.ts";
import type { JobOnChain, JobWitness } from "../witnesses.ts";
import { notApplicable, reasonOf, result } from "./result.ts";

/** The two checks that a job makes real. */
export interface JobChecks {
  readonly chainRoot: Check;
  readonly final: Check;
}

const NO_JOB = "There is no job for this decision.";

/**
 * Whether the job on chain names the file's root, and the transaction that paid it stays.
 *
 * @param jobId null when no job was asked about: then neither check applies
 * @param root of the file, computed here; null without one
 */
export async function checkJob(
  jobId: string | null,
  root: string | null,
  witness: JobWitness | null,
): Promise<JobChecks> {
  if (jobId === null)
    return { chainRoot: notApplicable("chain-root", NO_JOB), final: notApplicable("final", NO_JOB) };
  if (witness === null) return both("unchecked", "No chain endpoint was given to read the job.");
  let job: JobOnChain | null;
  try {
    job = await witness.find(jobId);
  } catch (error) {
    return both("unchecked", `${witness.from} did not answer: ${reasonOf(error)}`);
  }
  if (job === null) return both("unchecked", `${witness.from} knows no job ${jobId}.`);
  return { chainRoot: checkRootOf(job, root, witness.from), final: checkFinal(job, witness.from) };
}

function checkRootOf(job: JobOnChain, root: string | null, from: string): Check {
  const compared = [
    { label: "In the job", value: job.root },
    { label: "Computed here", value: root ?? "none" },
  ];
  if (root === null)
    return result("chain-root", "unchecked", "There is no file whose root could be compared.", compared);
  return job.root === root
    ? result("chain-root", "verified", `The job in ${from} was paid for this decision.`, compared)
    : result("chain-root", "mismatch", "The job was paid for another decision.", compared);
}

function checkFinal({ blockNumber, finalBlock, txHash }: JobOnChain, from: string): Check {
  const compared = [
    { label: "Transaction", value: txHash },
    { label: "Its block", value: String(blockNumber) },
    { label: "Last final block", value: finalBlock === null ? "none" : String(finalBlock) },
  ];
  return finalBlock !== null && blockNumber <= finalBlock
    ? result("final", "verified", `Its block is final in ${from}.`, compared)
    : result("final", "unchecked", `Its block is not final yet in ${from}.`, compared);
}

const both = (verdict: Check["verdict"], says: string): JobChecks => ({
  chainRoot: result("chain-root", verdict, says),
  final: result("final", verdict, says),
});
