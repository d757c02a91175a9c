import { privateKeyToAccount } from "viem/accounts";
import type { JobKeyStore, JobKeys } from "./job-keys.ts";

const isBytes32 = (value: unknown): boolean => typeof value === "string" && /^0x[0-9a-f]{64}$/.test(value);
const isBytes32OrNull = (value: unknown): boolean => value === null || isBytes32(value);
const isText = (value: unknown): boolean => typeof value === "string" && value.length <= 200;

const isAddress = (value: unknown): boolean => typeof value === "string" && /^0x[0-9a-fA-F]{40}$/.test(value);
const isDeal = (value: unknown): boolean => {
  const { chainId, escrow, token } = (value ?? {}) as Partial<NonNullable<JobKeys["deal"]>>;
  return Number.isSafeInteger(chainId) && isAddress(escrow) && isAddress(token);
};

/** Every field, and what it must be. */
const FIELDS: Readonly<Record<keyof JobKeys, (value: unknown) => boolean>> = {
  jobId: isBytes32,
  approvalId: isText,
  payer: (value) => value === "burner" || value === "wallet" || value === "demo",
  address: isAddress,
  burnerKey: isBytes32OrNull,
  viewKey: isBytes32OrNull,
  capability: isBytes32OrNull,
  deal: (value) => value === undefined || isDeal(value),
  isSent: (value) => typeof value === "boolean",
  title: isText,
  bookedAt: (value) => typeof value === "number",
};

/** What is wrong with a key file, for people. */
export class KeyFileError extends Error {}

/** The keys of a job as a file to keep: whoever has it can read the job, and has what a fresh key holds. */
export const toKeyFile = (keys: JobKeys): { readonly name: string; readonly contents: Blob } => ({
  name: `necto-job-${keys.jobId.slice(2, 10)}.json`,
  contents: new Blob([JSON.stringify(keys, null, 2)], { type: "application/json" }),
});

/**
 * Takes a key file back into this browser.
 *
 * @param jobId the job that it must be of
 * @throws KeyFileError when it is no key file, or that of another job; KeysNotKept when this browser stores nothing
 */
export function takeKeyFile(text: string, jobId: string, store: JobKeyStore): JobKeys {
  const keys = parse(text);
  if (keys.jobId !== jobId) throw new KeyFileError(`This file is of another job, ${keys.jobId}.`);
  if (
    keys.burnerKey &&
    privateKeyToAccount(keys.burnerKey).address.toLowerCase() !== keys.address.toLowerCase()
  )
    throw new KeyFileError("The key in this file is not that of its account: the file is damaged.");
  // What this browser knows of the job already is not given up for a file that knows less.
  const known = store.find(jobId);
  if (known && known.address.toLowerCase() !== keys.address.toLowerCase())
    throw new KeyFileError(`This file is of the account ${keys.address}, the job of ${known.address}.`);
  const merged: JobKeys = {
    ...keys,
    burnerKey: keys.burnerKey ?? known?.burnerKey ?? null,
    viewKey: keys.viewKey ?? known?.viewKey ?? null,
    capability: keys.capability ?? known?.capability ?? null,
    isSent: true,
  };
  store.keep(merged);
  return merged;
}

function parse(text: string): JobKeys {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new KeyFileError("This is no key file of a job.", { cause });
  }
  const given = (value ?? {}) as Partial<JobKeys>;
  const names = Object.keys(FIELDS) as (keyof JobKeys)[];
  if (!names.every((name) => FIELDS[name](given[name])))
    throw new KeyFileError("This is no key file of a job.");
  return Object.fromEntries(
    names.flatMap((name) => (name in given ? [[name, given[name]]] : [])),
  ) as unknown as JobKeys;
}
