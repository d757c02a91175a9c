import type { JobWitness } from "./witnesses.ts";

/** The root that is meant, and the job that is said to be paid for it; null when none was asked about. */
export interface NamedRoot {
  readonly root: string;
  readonly jobId: string | null;
}

/**
 * What 0x and 64 hex digits name. A job id looks like a root: the chain says which of the two it is. Where no chain
 * answers it is kept as both; a file with that root then shows that it is no job's.
 *
 * @param hash lower case
 * @param witness null where nobody can be asked about jobs: everything is a root then
 */
export async function findRoot(hash: string, witness: JobWitness | null): Promise<NamedRoot> {
  if (witness === null) return { root: hash, jobId: null };
  try {
    const job = await witness.find(hash);
    return job === null ? { root: hash, jobId: null } : { root: job.root, jobId: hash };
  } catch {
    return { root: hash, jobId: hash };
  }
}
