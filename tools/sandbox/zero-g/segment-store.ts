import { mkdirSync, readdirSync } from "node:fs";
import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** Which segment of which file. Two files can share a root when they differ in length only, so both count. */
export interface SegmentKey {
  readonly root: string;
  /** Bytes of the whole file. */
  readonly size: number;
  readonly index: number;
}

/** Content by root: it says itself whose it is, so it stays true whatever becomes of the chain. */
export interface SegmentStore {
  readonly has: (key: SegmentKey) => boolean;
  /** Resolves when the segment would survive a loss of power. */
  readonly put: (key: SegmentKey, data: Uint8Array) => Promise<void>;
  readonly get: (key: SegmentKey) => Promise<Uint8Array>;
}

const nameOf = ({ root, size, index }: SegmentKey): string => `${root}-${size}-${index}`;

/** @param folder where segments are kept, made when it is not there; null keeps them in memory */
export const openSegmentStore = (folder: string | null): SegmentStore =>
  folder === null ? inMemory() : inFolder(folder);

function inMemory(): SegmentStore {
  const segments = new Map<string, Uint8Array>();
  return {
    has: (key) => segments.has(nameOf(key)),
    put: async (key, data) => void segments.set(nameOf(key), data),
    get: async (key) => segments.get(nameOf(key))!,
  };
}

function inFolder(folder: string): SegmentStore {
  mkdirSync(folder, { recursive: true });
  // What a crash left half written has another ending, and is written over by the next try.
  const names = new Set(readdirSync(folder).filter((name) => !name.endsWith(".part")));
  return {
    has: (key) => names.has(nameOf(key)),
    put: async (key, data) => {
      await writeWhole(folder, nameOf(key), data);
      names.add(nameOf(key));
    },
    get: async (key) => readFile(join(folder, nameOf(key))),
  };
}

/** The file is there with all of its bytes, or not at all. */
async function writeWhole(folder: string, name: string, data: Uint8Array): Promise<void> {
  const part = join(folder, `${name}.part`);
  const file = await open(part, "w");
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(part, join(folder, name));
  const directory = await open(folder, "r");
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}
