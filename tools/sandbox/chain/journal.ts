import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { z } from "zod";

const Raw = z.string().startsWith("0x");

/** What made the chain what it is, in order. Times in seconds. */
export const JournalEntry = z.discriminatedUnion("kind", [
  /** The first entry, and only that. */
  z.object({ kind: z.literal("genesis"), version: z.literal(1), chainId: z.number(), time: z.number() }),
  z.object({
    kind: z.literal("block"),
    number: z.number(),
    time: z.number(),
    hash: z.string(),
    transactions: z.array(Raw),
  }),
  /** Accepted and not mined: they wait for an earlier nonce or a lower fee. */
  z.object({ kind: z.literal("pool"), transactions: z.array(Raw) }),
  /** A change of state between blocks, by a method of anvil's. */
  z.object({ kind: z.literal("call"), method: z.string(), params: z.array(z.unknown()) }),
  /** How far the chain's clock is ahead from here on. */
  z.object({ kind: z.literal("clock"), aheadSeconds: z.number() }),
]);
export type JournalEntry = z.output<typeof JournalEntry>;

/** What a journal holds from an offset on, up to the first byte that is no whole entry. */
export interface JournalPart {
  readonly entries: readonly JournalEntry[];
  /** Bytes up to here are whole entries. */
  readonly end: number;
  /** Length of the file. */
  readonly size: number;
}

export interface Journal {
  readonly size: () => number;
  /** Settles when the entries are on the disk. Never call it again before. */
  readonly append: (entries: readonly JournalEntry[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** One line per entry: the checksum of the rest, and JSON. */
const lineOf = (entry: JournalEntry): string => {
  const json = JSON.stringify(entry);
  return `${checksum(json)} ${json}\n`;
};

const checksum = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** Reads a journal. What a kill left half written at its end is not an entry. */
export async function readJournal(path: string, from = 0): Promise<JournalPart> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const bytes = Buffer.alloc(Math.max(0, size - from));
    await file.read(bytes, 0, bytes.length, from);
    return { ...parseLines(bytes, from), size };
  } finally {
    await file.close();
  }
}

function parseLines(bytes: Buffer, from: number): { entries: JournalEntry[]; end: number } {
  const entries: JournalEntry[] = [];
  let start = 0;
  for (;;) {
    const newline = bytes.indexOf(10, start);
    const entry = newline < 0 ? null : parseLine(bytes.toString("utf8", start, newline));
    if (entry === null) return { entries, end: from + start };
    entries.push(entry);
    start = newline + 1;
  }
}

function parseLine(line: string): JournalEntry | null {
  const json = line.slice(9);
  return line.slice(0, 9) === `${checksum(json)} ` ? JournalEntry.parse(JSON.parse(json)) : null;
}

/** Opens a journal for writing behind byte `end`; what lies behind that is cut off. */
export async function openJournal(path: string, end: number): Promise<Journal> {
  const file: FileHandle = await open(path, "a");
  await file.truncate(end);
  await file.sync();
  let size = end;
  return {
    size: () => size,
    async append(entries) {
      const bytes = Buffer.from(entries.map(lineOf).join(""));
      await file.appendFile(bytes);
      await file.datasync();
      size += bytes.length;
    },
    close: () => file.close(),
  };
}
