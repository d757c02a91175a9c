import type { Hex } from "viem";

/** What this browser, and nobody else, knows of a job that it paid for. */
export interface JobKeys {
  /** 0x and 64 hex digits. */
  readonly jobId: string;
  /** The approval that it was booked by. */
  readonly approvalId: string;
  readonly payer: "burner" | "wallet" | "demo";
  readonly address: string;
  /** The burner's key; whoever has it has what is left of its money. Null for other payers. */
  readonly burnerKey: Hex | null;
  /** Secret half of the key that the job's access document is encrypted to. */
  readonly viewKey: Hex | null;
  /** 32 random bytes that its capability link carries: whoever has them may read the job. */
  readonly capability: Hex | null;
  /** The answer with it went to the server. A fresh key may have money before that. */
  readonly isSent: boolean;
  /** Where its money went when it was booked; not there in keys of before that was kept. */
  readonly deal?: { readonly chainId: number; readonly escrow: string; readonly token: string };
  /** What was booked, for the list. */
  readonly title: string;
  /** Epoch milliseconds. */
  readonly bookedAt: number;
}

/** Keys of jobs, in this browser only. They are kept before anything is signed with them, or money could be lost. */
export interface JobKeyStore {
  /** Newest first. */
  all(): readonly JobKeys[];
  find(jobId: string): JobKeys | null;
  /** @throws KeysNotKept when the browser stores nothing: a key that cannot be kept must not be paid to. */
  keep(keys: JobKeys): void;
  /** The job that an approval led to. */
  findByApproval(approvalId: string): JobKeys | null;
  forget(jobId: string): void;
}

/** This browser keeps nothing, or nothing more: its storage is blocked, or full. */
export class KeysNotKept extends Error {
  constructor(cause: unknown) {
    const why =
      (cause as { readonly name?: unknown } | null)?.name === "QuotaExceededError"
        ? "its storage is full"
        : "its storage is blocked, as in some private windows";
    super(
      `This browser cannot keep the keys of a job: ${why}. Nothing was signed or paid. Allow this page to store data, or free some, and choose again.`,
      { cause },
    );
  }
}

const KEY = "necto:job-keys";

/**
 * @param storageOf gives the browser's storage; where it is blocked, even asking for it throws
 */
export function createJobKeyStore(storageOf: () => Pick<Storage, "getItem" | "setItem">): JobKeyStore {
  const all = (): readonly JobKeys[] => {
    const text = readable(storageOf)?.getItem(KEY) ?? null;
    return text === null ? [] : (JSON.parse(text) as readonly JobKeys[]);
  };
  const write = (jobs: readonly JobKeys[]) => {
    const text = JSON.stringify(jobs);
    try {
      const storage = storageOf();
      storage.setItem(KEY, text);
      if (storage.getItem(KEY) !== text) throw new Error("What was stored is not there.");
    } catch (error) {
      throw new KeysNotKept(error);
    }
  };
  const find = (jobId: string) => all().find((job) => job.jobId === jobId) ?? null;
  const others = (jobId: string) => all().filter((job) => job.jobId !== jobId);
  return {
    all,
    find,
    keep: (keys) => write([keys, ...others(keys.jobId)]),
    findByApproval: (approvalId) => all().find((job) => job.approvalId === approvalId && job.isSent) ?? null,
    forget: (jobId) => write(others(jobId)),
  };
}

/** Null where it is blocked: nothing was ever kept there. */
function readable(storageOf: () => Pick<Storage, "getItem" | "setItem">) {
  try {
    return storageOf();
  } catch {
    return null;
  }
}
