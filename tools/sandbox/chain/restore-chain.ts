import { createReadStream } from "node:fs";
import { copyFile, readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { NectoError } from "../../errors.ts";
import type { Head, WriterState } from "./block-writer.ts";
import { type Journal, type JournalEntry, openJournal, readJournal } from "./journal.ts";
import { RpcError } from "./rpc.ts";
import { listSnapshots, readSnapshot, removeSnapshot, type Snapshot, writeSnapshot } from "./snapshots.ts";
import { type Anvil, startAnvil } from "./start-anvil.ts";

export interface ChainStart {
  readonly chainId: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A running anvil at the state that the folder holds, and where to write on. */
export interface Restored extends WriterState {
  readonly anvil: Anvil;
  readonly journal: Journal | null;
  readonly genesisTime: number;
  readonly isNew: boolean;
  readonly warnings: readonly string[];
}

/** A chain with one block, of this moment, and no journal. */
export async function startEmpty({ chainId, now }: ChainStart, folder: string | null): Promise<Restored> {
  const genesisTime = Math.floor(now() / 1000);
  const anvil = await startAnvil({ chainId, genesisTime, folder });
  const state = { head: await headOf(anvil), aheadSeconds: 0, pool: [] };
  return { anvil, journal: null, genesisTime, isNew: true, warnings: [], ...state };
}

async function startJournal(options: ChainStart, folder: string): Promise<Restored> {
  const journal = await openJournal(journalPath(folder), 0);
  const started = await startEmpty(options, folder);
  const { chainId } = options;
  return killOnError(started.anvil, async () => {
    await journal.append([{ kind: "genesis", version: 1, chainId, time: started.genesisTime }]);
    return { ...started, journal };
  });
}

/** An anvil that nobody will own must not stay. */
async function killOnError<T>(anvil: Anvil, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    await anvil.kill();
    throw error;
  }
}

/** What to start from: a snapshot, or the first block; and what the journal says came after it. */
interface Plan {
  readonly chainId: number;
  readonly snapshot: Snapshot | null;
  readonly genesisTime: number;
  readonly entries: readonly JournalEntry[];
  readonly end: number;
  readonly size: number;
}

/**
 * Starts a chain where the folder's journal ends. The newest whole snapshot and the entries behind it are tried first; what is
 * damaged is left out for the copy before it, down to a replay from the first block.
 *
 * @throws NectoError `chain/wrong-network` when the folder holds another chain
 */
export async function restoreChain(options: ChainStart, folder: string): Promise<Restored> {
  const path = journalPath(folder);
  const warnings: string[] = [];
  const numbers = await listSnapshots(folder);
  const size = await stat(path).then(
    (found) => found.size,
    () => null,
  );
  if (size === null && numbers.length === 0) return startJournal(options, folder);

  for (const number of [...numbers, null]) {
    const plan = await planFrom(folder, number, size ?? 0);
    const name = number === null ? "the journal from its start" : `the snapshot of block ${number}`;
    if (plan !== null) requireChain(options.chainId, plan.chainId, folder);
    const replayed = plan === null ? "it is damaged" : await replay(folder, plan);
    if (plan !== null && typeof replayed !== "string")
      return killOnError(replayed.anvil, () => keep(folder, plan, replayed, warnings));
    warnings.push(`In ${folder}, ${name} was left out: ${replayed}.`);
    if (number !== null) await removeSnapshot(folder, number);
  }
  const aside = await putAside(path);
  warnings.push(
    `Nothing in ${folder} could be continued: a new chain was started, the old journal is ${aside}.`,
  );
  return { ...(await startJournal(options, folder)), warnings };
}

async function planFrom(folder: string, number: number | null, size: number): Promise<Plan | null> {
  const path = journalPath(folder);
  if (number === null) {
    const { entries, end } = size === 0 ? { entries: [], end: 0 } : await readJournal(path);
    const [genesis, ...rest] = entries;
    if (genesis?.kind !== "genesis") return null;
    return { chainId: genesis.chainId, snapshot: null, genesisTime: genesis.time, entries: rest, end, size };
  }
  const snapshot = await readSnapshot(folder, number);
  if (snapshot === null) return null;
  const { chainId, genesisTime, journalEnd } = snapshot;
  const part = size > journalEnd ? await readJournal(path, journalEnd) : { entries: [], end: size };
  return { chainId, snapshot, genesisTime, entries: part.entries, end: part.end, size };
}

function requireChain(expected: number, found: number, folder: string): void {
  if (expected === found) return;
  throw new NectoError({
    code: "chain/wrong-network",
    message: `The folder ${folder} holds chain ${found}, and chain ${expected} was asked for. Use another folder.`,
    meta: { expected, found },
  });
}

interface Replayed extends WriterState {
  readonly anvil: Anvil;
}

/** Makes the blocks again; says in words why that did not work. */
async function replay(
  folder: string,
  { chainId, snapshot, genesisTime, entries }: Plan,
): Promise<Replayed | string> {
  const anvil = await startAnvil({ chainId, genesisTime, folder });
  try {
    if (snapshot !== null) await anvil.call("anvil_loadState", snapshot.state);
    const pool = new Set(snapshot?.pool ?? []);
    let aheadSeconds = snapshot?.aheadSeconds ?? 0;
    let expected: Pick<Head, "number" | "hash"> | null = snapshot;
    for (const entry of entries) {
      if (entry.kind === "call") await anvil.call(entry.method, ...entry.params);
      if (entry.kind === "clock") ({ aheadSeconds } = entry);
      if (entry.kind === "pool") for (const raw of entry.transactions) pool.add(raw);
      if (entry.kind !== "block") continue;
      for (const raw of entry.transactions) await anvil.call("eth_sendRawTransaction", raw);
      await anvil.call("evm_mine", entry.time);
      for (const raw of entry.transactions) pool.delete(raw);
      expected = entry;
    }
    const head = await headOf(anvil);
    if (expected !== null && (head.number !== expected.number || head.hash !== expected.hash)) {
      await anvil.kill();
      return `block ${head.number} is ${head.hash}, expected is ${expected.number} ${expected.hash}`;
    }
    // Some may have been replaced by another transaction of the same nonce since: anvil refuses these again.
    for (const raw of pool)
      if ("error" in (await anvil.ask("eth_sendRawTransaction", [raw]))) pool.delete(raw);
    return { anvil, head, aheadSeconds, pool: [...pool] };
  } catch (error) {
    await anvil.kill();
    // Anvil refused what it once took. Anything else has to do with this machine, not with the folder.
    if (error instanceof RpcError) return error.message;
    throw error;
  }
}

/** Opens the journal behind what was replayed. What lies there and is no entry is kept aside, unless a kill explains it. */
async function keep(
  folder: string,
  plan: Plan,
  replayed: Replayed,
  warnings: readonly string[],
): Promise<Restored> {
  const path = journalPath(folder);
  const { genesisTime, snapshot } = plan;
  const common = { ...replayed, genesisTime, isNew: false } as const;
  if (snapshot !== null && plan.size < snapshot.journalEnd) {
    const journal = await rewriteJournal(folder, snapshot);
    const said = `The journal in ${folder} was cut off. The snapshot of block ${snapshot.number} holds what was missing.`;
    return { ...common, journal, warnings: [...warnings, said] };
  }
  const isDamaged = plan.end < plan.size && (await hasNewline(path, plan.end));
  const said = isDamaged
    ? [
        `The journal in ${folder} is damaged behind block ${replayed.head.number}. All of it is in ${await putAside(path)}.`,
      ]
    : [];
  return { ...common, journal: await openJournal(path, plan.end), warnings: [...warnings, ...said] };
}

/**
 * A journal that begins behind a snapshot, without a first block: nothing can be replayed without the snapshot. Other
 * snapshots name places in the old journal, and go.
 */
async function rewriteJournal(folder: string, snapshot: Snapshot): Promise<Journal> {
  for (const number of await listSnapshots(folder))
    if (number !== snapshot.number) await removeSnapshot(folder, number);
  const journal = await openJournal(journalPath(folder), 0);
  await writeSnapshot(folder, { ...snapshot, journalEnd: 0 });
  return journal;
}

const journalPath = (folder: string): string => join(folder, "journal.txt");

async function hasNewline(path: string, from: number): Promise<boolean> {
  for await (const chunk of createReadStream(path, { start: from }))
    if ((chunk as Buffer).includes(10)) return true;
  return false;
}

/** Copies a file to a name that is free, and says which. */
async function putAside(path: string): Promise<string> {
  const taken = (await readdir(dirname(path))).filter((name) =>
    name.startsWith(`${basename(path)}.damaged-`),
  );
  const aside = `${path}.damaged-${taken.length + 1}`;
  await copyFile(path, aside).catch(() => undefined);
  return aside;
}

async function headOf(anvil: Anvil): Promise<Head> {
  const Block = z.object({ number: z.string(), timestamp: z.string(), hash: z.string() });
  const { number, timestamp, hash } = Block.parse(await anvil.call("eth_getBlockByNumber", "latest", false));
  return { number: Number(number), time: Number(timestamp), hash };
}
