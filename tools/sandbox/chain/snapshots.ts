import { open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { z } from "zod";

/** What anvil dumped after a block, and where the journal goes on from there. */
const SnapshotHead = z.object({
  version: z.literal(1),
  chainId: z.number(),
  genesisTime: z.number(),
  number: z.number(),
  time: z.number(),
  hash: z.string(),
  /** Bytes of the journal that are in here. */
  journalEnd: z.number(),
  aheadSeconds: z.number(),
  /** Transactions that were accepted and not mined. */
  pool: z.array(z.string()),
  stateBytes: z.number(),
  stateCrc32: z.number(),
});
export type SnapshotHead = z.output<typeof SnapshotHead>;

export interface Snapshot extends SnapshotHead {
  /** As `anvil_loadState` takes it. */
  readonly state: string;
}

/** The newest and one good copy before it. */
const KEPT = 2;
const NAME = /^snapshot-(\d+)\.bin$/;

/** The snapshots of a folder by number of their block, newest first. */
export async function listSnapshots(folder: string): Promise<readonly number[]> {
  const numbers = (await readdir(folder)).map((name) => NAME.exec(name)?.[1]);
  return numbers
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => b - a);
}

/** Reads a snapshot; null when the file is damaged or cut off. */
export async function readSnapshot(folder: string, number: number): Promise<Snapshot | null> {
  const bytes = await readFile(pathOf(folder, number));
  const end = bytes.indexOf(10);
  if (end < 0) return null;
  const head = parseHead(bytes.toString("utf8", 0, end));
  const state = bytes.subarray(end + 1);
  if (head === null || state.length !== head.stateBytes || crc32(state) !== head.stateCrc32) return null;
  return { ...head, state: `0x${state.toString("hex")}` };
}

function parseHead(text: string): SnapshotHead | null {
  try {
    return SnapshotHead.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Writes a snapshot so that after a crash it is there as a whole or not at all, and removes all but the newest two. */
export async function writeSnapshot(
  folder: string,
  { state, ...head }: Omit<Snapshot, "version" | "stateBytes" | "stateCrc32">,
): Promise<void> {
  const bytes = Buffer.from(state.slice(2), "hex");
  const whole: SnapshotHead = {
    version: 1,
    ...head,
    stateBytes: bytes.length,
    stateCrc32: crc32(bytes),
  };
  const path = pathOf(folder, head.number);
  const file = await open(`${path}.tmp`, "w");
  try {
    await file.writeFile(Buffer.concat([Buffer.from(`${JSON.stringify(whole)}\n`), bytes]));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.tmp`, path);
  await syncFolder(folder);
  const old = (await listSnapshots(folder)).slice(KEPT);
  for (const number of old) await rm(pathOf(folder, number), { force: true });
}

export const removeSnapshot = (folder: string, number: number): Promise<void> =>
  rm(pathOf(folder, number), { force: true });

/** Makes new and renamed files of a folder survive a loss of power. */
export async function syncFolder(folder: string): Promise<void> {
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

const pathOf = (folder: string, number: number): string => join(folder, `snapshot-${number}.bin`);
