import { rootOf } from "./merkle-root.ts";
import type { JobWitness, StoredBytes } from "./witnesses.ts";

/** The root that is meant, and the job that is said to be paid for it; null when none was asked about. */
export interface NamedRoot {
  readonly root: string;
  readonly jobId: string | null;
}

/**
 * What 0x and 64 hex digits name. A job id looks like a root: the chain says which of the two it is, and 0G shows it for a
 * root by having its file. Both are asked at once, so that neither is waited for when the other knows. Where no chain
 * answers it is kept as both; a file with that root then shows that it is no job's.
 *
 * @param hash lower case
 * @param job null where nobody can be asked about jobs: everything is a root then
 */
export async function findRoot(
  hash: string,
  job: JobWitness | null,
  storage: StoredBytes | null = null,
): Promise<NamedRoot> {
  const asRoot = { root: hash, jobId: null };
  if (job === null) return asRoot;
  const isFile = storage === null ? NEVER : isStored(hash, storage);
  return Promise.race([askChain(hash, job), isFile.then((is) => (is ? asRoot : NEVER))]);
}

const NEVER = new Promise<never>(() => {});

async function askChain(hash: string, witness: JobWitness): Promise<NamedRoot> {
  try {
    const job = await witness.find(hash);
    return job === null ? { root: hash, jobId: null } : { root: job.root, jobId: hash };
  } catch {
    return { root: hash, jobId: hash };
  }
}

/** Bytes count when they have that root, whoever gave them. Nobody who answers is nobody who knows. */
const isStored = (root: string, storage: StoredBytes): Promise<boolean> =>
  storage.fetch(root).then(
    (bytes) => bytes !== null && bytes.length > 0 && rootOf(bytes) === root,
    () => false,
  );
