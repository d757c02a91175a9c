import { z } from "zod";
import { type BlockWriter, type BlockWriterOptions, blockWriter } from "./block-writer.ts";
import { type ChainFaults, chainFaults } from "./faults.ts";
import { lockFolder } from "./lock-folder.ts";
import { type Restored, restoreChain, startEmpty } from "./restore-chain.ts";
import { type RpcServer, serveRpc } from "./serve-rpc.ts";
import { syncFolder, writeSnapshot } from "./snapshots.ts";
import { type Anvil, killStaleAnvil } from "./start-anvil.ts";

export interface ChainOptions {
  /** Where the chain is kept; null keeps it in memory. */
  readonly folder: string | null;
  readonly chainId: number;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Balances in wei. An account that the chain has never seen gets its own, at any start. */
  readonly balances?: Readonly<Record<string, bigint>>;
  /** Port of the JSON-RPC on 127.0.0.1; a free one unless said. */
  readonly port?: number;
  /** Blocks between two snapshots, which make the next start shorter; 250 unless said. */
  readonly snapshotEveryBlocks?: number;
}

export interface Chain {
  /** JSON-RPC over HTTP, for this machine only. */
  readonly url: string;
  readonly chainId: number;
  /** True when there was nothing in the folder that could be continued. */
  readonly isNew: boolean;
  /** What was damaged and how it was got over, in sentences; empty after a crash that harmed nothing. */
  readonly warnings: readonly string[];
  readonly faults: ChainFaults;
  /** Moves the chain's clock, now and for good, and mines a block. */
  readonly advance: (seconds: number) => Promise<void>;
  /** In wei. */
  readonly setBalance: (address: string, wei: bigint) => Promise<void>;
  /** Puts a contract where other chains have it. */
  readonly setCode: (address: string, code: string) => Promise<void>;
  readonly close: () => Promise<void>;
}

const SNAPSHOT_EVERY_BLOCKS = 250;

/**
 * A local EVM chain with Cancun rules that forgets nothing: whatever a client was told (a hash, a receipt, a log, a block)
 * is there after `kill -9` of everything. The truth is a journal of raw transactions and block times, written before anybody
 * is answered; replaying it gives the same blocks with the same hashes. Snapshots of the state make the replay short.
 *
 * @throws NectoError `chain/no-anvil`, `chain/not-started`, `chain/in-use`, `chain/wrong-network` (the folder holds another
 * chain)
 * @example const chain = await openChain({ folder: ".necto/chains/adi", chainId: 31_337, now: Date.now });
 */
export async function openChain(options: ChainOptions): Promise<Chain> {
  const { folder } = options;
  if (folder === null) return serveChain(options, await startEmpty(options, null), null);
  const lock = await lockFolder(folder);
  try {
    await killStaleAnvil(folder);
    return await serveChain(options, await restoreChain(options, folder), lock.release);
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** What makes up the chain between two starts of anvil. */
interface Running extends Restored {
  readonly writer: BlockWriter;
}

async function serveChain(
  options: ChainOptions,
  restored: Restored,
  release: (() => Promise<void>) | null,
): Promise<Chain> {
  const { chainId, port = 0, folder } = options;
  const faults = chainFaults();
  let isClosing = false;
  let current = run(options, restored);
  let server: RpcServer;
  try {
    watch(await current);
    server = await serveRpc({ current: () => current, takeFaults: faults.take, port });
  } catch (error) {
    isClosing = true;
    await stop(restored);
    throw error;
  }

  /** When anvil is killed, the journal makes another one of the same state; who asks meanwhile waits. */
  function watch(running: Running): void {
    void running.anvil.exited.then((words) => {
      if (isClosing) return;
      const halted = running.writer.halt(`anvil ended: ${words}`);
      if (folder === null) return;
      current = halted.then(async () => {
        await running.journal?.close();
        const revived = await run(options, await restoreChain(options, folder));
        watch(revived);
        return revived;
      });
      // Who asks is told; nobody has to.
      current.catch(() => undefined);
    });
  }

  async function stop({ anvil, journal }: Restored): Promise<void> {
    await anvil.kill();
    await journal?.close();
    await release?.();
  }

  return {
    url: server.url,
    chainId,
    isNew: restored.isNew,
    warnings: restored.warnings,
    faults: { inject: faults.inject, clear: faults.clear },
    advance: async (seconds) => (await current).writer.advance(seconds),
    async setBalance(address, wei) {
      await (await current).writer.change("anvil_setBalance", [address, toHex(wei)]);
    },
    async setCode(address, code) {
      await (await current).writer.change("anvil_setCode", [address, code]);
    },
    async close() {
      await server.close();
      isClosing = true;
      // Null when anvil could not be started again, which everybody who asked was told.
      const running = await current.catch(() => null);
      if (running === null) return release?.();
      await running.writer.close().finally(() => stop(running));
    },
  };
}

async function run(options: ChainOptions, restored: Restored): Promise<Running> {
  const { now, balances = {}, folder } = options;
  const { anvil } = restored;
  const writer = blockWriter({ ...restored, now, snapshot: snapshotsOf(options, restored) });
  for (const [address, wei] of Object.entries(balances))
    if (await isUnseen(anvil, address)) await writer.change("anvil_setBalance", [address, toHex(wei)]);
  await writer.catchUp();
  if (folder !== null) await syncFolder(folder);
  return { ...restored, writer };
}

const toHex = (number: bigint | number): string => `0x${number.toString(16)}`;

async function isUnseen(anvil: Anvil, address: string): Promise<boolean> {
  const asked = ["eth_getBalance", "eth_getTransactionCount"].map((method) =>
    anvil.call(method, address, "latest"),
  );
  return (await Promise.all(asked)).every((value) => BigInt(String(value)) === 0n);
}

function snapshotsOf(
  { folder, chainId, snapshotEveryBlocks = SNAPSHOT_EVERY_BLOCKS }: ChainOptions,
  { anvil, journal, genesisTime }: Restored,
): BlockWriterOptions["snapshot"] {
  if (folder === null || journal === null)
    return { everyBlocks: Number.POSITIVE_INFINITY, take: () => Promise.resolve() };
  return {
    everyBlocks: snapshotEveryBlocks,
    async take({ head, aheadSeconds, pool }) {
      const state = z.string().parse(await anvil.call("anvil_dumpState"));
      const journalEnd = journal.size();
      await writeSnapshot(folder, {
        chainId,
        genesisTime,
        ...head,
        journalEnd,
        aheadSeconds,
        pool: [...pool],
        state,
      });
    },
  };
}
