import { keccak256 } from "viem";
import { z } from "zod";
import { NectoError } from "../../errors.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import { type RpcAnswer, type RpcClient, RpcError, type RpcFailure } from "./rpc.ts";

const Block = z.object({
  number: z.string().transform(Number),
  timestamp: z.string().transform(Number),
  hash: z.string(),
  transactions: z.array(z.string()),
});
const PoolStatus = z.object({ pending: z.string().transform(Number) });

/** The newest block. Time in seconds. */
export interface Head {
  readonly number: number;
  readonly time: number;
  readonly hash: string;
}

export interface WriterState {
  readonly head: Head;
  /** How far the chain's clock is ahead of ours. */
  readonly aheadSeconds: number;
  /** Transactions that were accepted and could not be mined yet. */
  readonly pool: readonly string[];
}

export interface BlockWriterOptions extends WriterState {
  readonly anvil: RpcClient;
  /** Null keeps nothing. */
  readonly journal: Pick<Journal, "append"> | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Called between blocks, when nothing is being mined, after so many blocks since the last time. */
  readonly snapshot: { readonly everyBlocks: number; readonly take: (state: WriterState) => Promise<void> };
}

export interface BlockWriter {
  /** Answers when the transaction is in a block that is on the disk, or in the pool when an earlier nonce is missing. */
  readonly submit: (raw: string) => Promise<RpcAnswer>;
  /** Changes the state between two blocks by a method of anvil's. */
  readonly change: (method: string, params: readonly unknown[]) => Promise<void>;
  /** Moves the chain's clock and mines a block, so that everybody sees it. */
  readonly advance: (seconds: number) => Promise<void>;
  /** Mines what a former process accepted and did not come to mine. */
  readonly catchUp: () => Promise<void>;
  /** Settles when nothing is mined that is not on the disk. */
  readonly settled: () => Promise<void>;
  readonly state: () => WriterState;
  /** Seconds: the time of a block that would be mined now. */
  readonly time: () => number;
  /** Ends all work with an error, because anvil is gone. */
  readonly halt: (why: string) => Promise<void>;
  /** Waits for what is under way, and takes a snapshot when there is anything new. */
  readonly close: () => Promise<void>;
}

interface Waiting {
  readonly hash: string;
  readonly answer: (answer: RpcAnswer) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * The only one who makes blocks. Transactions that arrive while one is being written share the next, and none is answered
 * before its block is in the journal: what anybody was told survives.
 */
export function blockWriter(options: BlockWriterOptions): BlockWriter {
  const { anvil, journal, now, snapshot } = options;
  /** Raw transactions by hash: accepted by anvil, or about to be, and in no block yet. */
  const unmined = new Map(options.pool.map((raw) => [hashOf(raw), raw]));
  /** Those of them that the journal knows. */
  const pooled = new Set(unmined.keys());
  let { head, aheadSeconds } = options;
  let waiting: Waiting[] = [];
  let blocksSinceSnapshot = 0;
  let failure: NectoError | null = null;
  /** One piece of work after the other: commits, changes, snapshots. */
  let work: Promise<void> = Promise.resolve();
  /** Settles when what is mined is on the disk. */
  let written: Promise<void> = Promise.resolve();
  let isCommitDue = false;
  let sending: Promise<unknown> = Promise.resolve();

  const state = (): WriterState => ({
    head,
    aheadSeconds,
    pool: [...pooled].map((hash) => unmined.get(hash)!),
  });
  const time = (): number => Math.max(head.time, Math.floor(now() / 1000) + aheadSeconds);

  /** Runs after all other work; when it fails, nothing runs any more: memory is ahead of the disk. */
  function enqueue(job: () => Promise<void>): Promise<void> {
    const run = work.then(async () => {
      if (failure !== null) throw failure;
      await job();
    });
    work = run.catch((cause) => {
      failure ??= stopped(cause);
    });
    return run;
  }

  /** Nobody reads what the job makes before the job is done, or has failed for all to see. */
  function enqueueWrite(job: () => Promise<void>): Promise<void> {
    const run = enqueue(() => {
      written = ended;
      return job();
    });
    const ended = work;
    return run;
  }

  async function submit(raw: string): Promise<RpcAnswer> {
    if (failure !== null) throw failure;
    const hash = hashOf(raw);
    const wasKnown = unmined.has(hash);
    unmined.set(hash, raw);
    // In the order of arrival, so that nonces come in order.
    const sent = sending.then(() => anvil.ask("eth_sendRawTransaction", [raw]));
    sending = sent.catch(() => undefined);
    const answer = await sent;
    if (failure !== null) throw failure;
    if ("error" in answer) {
      if (!wasKnown) unmined.delete(hash);
      return answer;
    }
    return new Promise((resolve, reject) => {
      waiting.push({ hash, answer: resolve, fail: reject });
      if (isCommitDue) return;
      isCommitDue = true;
      void enqueueWrite(commit).catch(() => failAll());
    });
  }

  async function commit(): Promise<void> {
    isCommitDue = false;
    const batch = waiting;
    waiting = [];
    try {
      const { dropped } = await mineAll(batch.map(({ hash }) => hash));
      for (const { hash, answer } of batch)
        answer(dropped.has(hash) ? droppedAnswer(hash) : { result: hash });
    } catch (error) {
      for (const { fail } of batch) fail(stopped(error));
      throw error;
    }
    if (blocksSinceSnapshot >= snapshot.everyBlocks) void enqueue(takeSnapshot).catch(() => failAll());
  }

  /** Mines until they are in blocks or can be in none now, and writes what became of them. */
  async function mineAll(hashes: readonly string[]): Promise<{ readonly dropped: ReadonlySet<string> }> {
    // Anvil may have taken one into a block before its answer came here: that block is written, and it is not unmined.
    const mined = new Set(hashes.filter((hash) => !unmined.has(hash)));
    const entries: JournalEntry[] = [];
    while (hashes.some((hash) => !mined.has(hash)) && (await hasReady())) {
      const block = await mine(time());
      entries.push(block.entry);
      for (const hash of block.hashes) mined.add(hash);
      if (block.hashes.length === 0) break;
    }
    const left = hashes.filter((hash) => !mined.has(hash));
    const dropped = await findDropped(left);
    const kept = left.filter((hash) => !dropped.has(hash) && !pooled.has(hash));
    if (kept.length > 0) entries.push({ kind: "pool", transactions: kept.map((hash) => unmined.get(hash)!) });
    await write(entries);
    for (const hash of kept) pooled.add(hash);
    for (const hash of [...mined, ...dropped]) forget(hash);
    return { dropped };
  }

  function forget(hash: string): void {
    unmined.delete(hash);
    pooled.delete(hash);
  }

  const hasReady = async (): Promise<boolean> =>
    PoolStatus.parse(await anvil.call("txpool_status")).pending > 0;

  async function mine(at: number): Promise<{ entry: JournalEntry; hashes: readonly string[] }> {
    await anvil.call("evm_mine", at);
    const block = Block.parse(await anvil.call("eth_getBlockByNumber", "latest", false));
    head = { number: block.number, time: block.timestamp, hash: block.hash };
    const transactions = block.transactions.map((hash) => {
      const raw = unmined.get(hash);
      if (raw === undefined) throw new Error(`Block ${block.number} has ${hash}, which nobody sent here.`);
      return raw;
    });
    const entry: JournalEntry = { kind: "block", ...head, transactions };
    return { entry, hashes: block.transactions };
  }

  async function findDropped(left: readonly string[]): Promise<ReadonlySet<string>> {
    const dropped = new Set<string>();
    for (const hash of left)
      if ((await anvil.call("eth_getTransactionByHash", hash)) === null) dropped.add(hash);
    return dropped;
  }

  async function write(entries: readonly JournalEntry[]): Promise<void> {
    blocksSinceSnapshot += entries.filter(({ kind }) => kind === "block").length;
    if (entries.length > 0) await journal?.append(entries);
  }

  async function takeSnapshot(): Promise<void> {
    await snapshot.take(state());
    blocksSinceSnapshot = 0;
  }

  function failAll(): void {
    const batch = waiting;
    waiting = [];
    for (const { fail } of batch) fail(failure);
  }

  return {
    submit,
    async change(method, params) {
      let refused: RpcFailure | null = null;
      await enqueueWrite(async () => {
        const answer = await anvil.ask(method, params);
        if ("error" in answer) refused = answer.error;
        else await write([{ kind: "call", method, params: [...params] }]);
      });
      if (refused !== null) throw new RpcError(method, refused);
    },
    advance: (seconds) =>
      enqueueWrite(async () => {
        aheadSeconds += seconds;
        const { entry, hashes } = await mine(time());
        await write([{ kind: "clock", aheadSeconds }, entry]);
        for (const hash of hashes) forget(hash);
      }),
    catchUp: () =>
      enqueueWrite(async () => {
        await mineAll([...pooled]);
      }),
    async settled() {
      await written;
      if (failure !== null) throw failure;
    },
    state,
    time,
    async halt(why) {
      failure ??= stopped(why);
      failAll();
      await work;
    },
    async close() {
      await work;
      if (failure === null && blocksSinceSnapshot > 0) await enqueue(takeSnapshot);
    },
  };
}

const hashOf = (raw: string): string => keccak256(raw as `0x${string}`);

const droppedAnswer = (hash: string): RpcAnswer => ({
  error: { code: -32000, message: `transaction ${hash} was dropped: it can no longer be mined` },
});

const stopped = (cause: unknown): NectoError =>
  new NectoError({
    code: "chain/stopped",
    message: `The sandbox's chain stopped because a block could not be made or saved: ${String(cause)}. Start again: all that was confirmed is there.`,
    cause,
  });
