import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openChain } from "./open-chain.ts";
import { startAnvil } from "./start-anvil.ts";
import { ask, balances, CHAIN_ID, clientsOf, transfer } from "./testing/chain-client.ts";

const BLOCKS = 10;
const options = { chainId: CHAIN_ID, now: Date.now, balances, snapshotEveryBlocks: 4 } as const;

let base: string;
let good: string;
/** Hash of each block. */
let hashes: readonly string[];
let folder: string;
let count = 0;

/** Ten blocks, with snapshots behind the eighth and the tenth. */
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "necto-chain-"));
  good = join(base, "good");
  const { url, close } = await openChain({ ...options, folder: good });
  for (let nonce = 0; nonce < BLOCKS; nonce += 1)
    await ask(url, "eth_sendRawTransaction", [await transfer(nonce)]);
  const blocks = await Promise.all(
    Array.from({ length: BLOCKS + 1 }, (_, number) =>
      clientsOf(url).read.getBlock({ blockNumber: BigInt(number) }),
    ),
  );
  hashes = blocks.map(({ hash }) => hash);
  await close();
});

afterAll(() => rm(base, { recursive: true, force: true }));

beforeEach(async () => {
  count += 1;
  folder = join(base, String(count));
  await cp(good, folder, { recursive: true });
});

const path = (name: string): string => join(folder, name);
const change = async (name: string, by: (bytes: Buffer) => Buffer): Promise<void> =>
  writeFile(path(name), by(await readFile(path(name))));

/** Flips a bit in the middle. */
const flip = (bytes: Buffer): Buffer => {
  const at = bytes.length >> 1;
  bytes[at] = bytes[at]! ^ 1;
  return bytes;
};
const cut = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 20);

/** Opens the chain, looks, writes a block, closes, and opens it again, which must need no further words. */
async function openTwice() {
  const first = await openChain({ ...options, folder });
  const { read } = clientsOf(first.url);
  const number = Number(await read.getBlockNumber());
  const { hash } = await read.getBlock();
  const nonce = Number(
    (await ask(first.url, "eth_getTransactionCount", [...Object.keys(balances).slice(0, 1), "latest"]))
      .result,
  );
  await ask(first.url, "eth_sendRawTransaction", [await transfer(nonce)]);
  const after = await read.getBlock();
  await first.close();
  const second = await openChain({ ...options, folder });
  const again = await clientsOf(second.url).read.getBlock();
  await second.close();
  expect(again).toEqual(after);
  expect(after.number).toBe(BigInt(number + 1));
  expect(second).toMatchObject({ isNew: false, warnings: [] });
  return { number, hash, isNew: first.isNew, warnings: first.warnings };
}

const complete = () => ({ number: BLOCKS, hash: hashes[BLOCKS], isNew: false });

test("the folder is as these tests expect", async () => {
  expect((await readdir(folder)).sort()).toEqual(["journal.txt", "snapshot-10.bin", "snapshot-8.bin"]);
  expect(await openTwice()).toEqual({ ...complete(), warnings: [] });
});

test.each([
  ["damaged", flip],
  ["cut off", cut],
  ["empty", () => Buffer.alloc(0)],
] as const)("a snapshot that is %s gives way to the one before it", async (_, damage) => {
  await change("snapshot-10.bin", damage);
  const { warnings, ...found } = await openTwice();
  expect(found).toEqual(complete());
  expect(warnings).toEqual([expect.stringContaining("the snapshot of block 10 was left out")]);
});

test("without any good snapshot the journal is replayed from its start", async () => {
  await change("snapshot-10.bin", flip);
  await change("snapshot-8.bin", cut);
  const { warnings, ...found } = await openTwice();
  expect(found).toEqual(complete());
  expect(warnings).toHaveLength(2);
});

test("a snapshot that does not belong to this journal gives way", async () => {
  const other = join(base, "other");
  const { url, close } = await openChain({
    ...options,
    folder: other,
    now: () => Date.now() + 1e6,
    snapshotEveryBlocks: 1,
  });
  for (let nonce = 0; nonce < 9; nonce += 1)
    await ask(url, "eth_sendRawTransaction", [await transfer(nonce)]);
  await close();
  await cp(join(other, "snapshot-9.bin"), path("snapshot-10.bin"));
  await rm(path("snapshot-8.bin"));
  const [head] = (await readFile(path("snapshot-10.bin"), "latin1")).split("\n", 1);
  const journalEnd = (await readFile(path("journal.txt"))).lastIndexOf(10, -2) + 1;
  await change("snapshot-10.bin", (bytes) =>
    Buffer.concat([
      Buffer.from(JSON.stringify({ ...JSON.parse(head!), journalEnd })),
      bytes.subarray(bytes.indexOf(10)),
    ]),
  );
  const { warnings, ...found } = await openTwice();
  expect(found).toEqual(complete());
  expect(warnings).toEqual([expect.stringContaining("the snapshot of block 10 was left out")]);
});

test("the half line of a kill is cut off without a word", async () => {
  await change("journal.txt", (bytes) => Buffer.concat([bytes, Buffer.from('0badc0de {"kind":"blo')]));
  expect(await openTwice()).toEqual({ ...complete(), warnings: [] });
});

test("damage to what a snapshot holds harms nobody", async () => {
  await change("journal.txt", flip);
  expect(await openTwice()).toEqual({ ...complete(), warnings: [] });
});

test.each([0, 10, 400])("a journal that was cut to %i bytes is replaced by the snapshot", async (bytes) => {
  await truncate(path("journal.txt"), bytes);
  const { warnings, ...found } = await openTwice();
  expect(found).toEqual(complete());
  expect(warnings).toEqual([expect.stringContaining("was cut off")]);
});

test("damage that no snapshot covers ends the chain there, and all of the journal is kept aside", async () => {
  await rm(path("snapshot-10.bin"));
  await rm(path("snapshot-8.bin"));
  await change("journal.txt", flip);
  const damaged = await readFile(path("journal.txt"));
  const { number, hash, isNew, warnings } = await openTwice();
  expect(number).toBeGreaterThan(1);
  expect(number).toBeLessThan(BLOCKS);
  expect({ hash, isNew }).toEqual({ hash: hashes[number], isNew: false });
  expect(warnings).toEqual([expect.stringMatching(new RegExp(`damaged behind block ${number}.*damaged-1`))]);
  expect(await readFile(path("journal.txt.damaged-1"))).toEqual(damaged);
});

test("where nothing can be continued a new chain starts, says so, and keeps the old journal", async () => {
  await rm(path("snapshot-10.bin"));
  await rm(path("snapshot-8.bin"));
  await writeFile(path("journal.txt"), "nonsense\n");
  const { number, isNew, warnings } = await openTwice();
  expect({ number, isNew }).toEqual({ number: 0, isNew: true });
  expect(warnings.at(-1)).toContain("a new chain was started");
  expect(await readFile(path("journal.txt.damaged-1"), "utf8")).toBe("nonsense\n");
});

test("what a kill left of a snapshot, a lock and a pid file is no obstacle", async () => {
  await writeFile(path("snapshot-12.bin.tmp"), "half");
  await writeFile(path("lock"), "1234567 1 1\n");
  await writeFile(path("anvil.pid"), "1234567");
  expect(await openTwice()).toEqual({ ...complete(), warnings: [] });
});

test("an anvil that was left behind for the folder is ended", async () => {
  await mkdir(folder, { recursive: true });
  const stale = await startAnvil({ chainId: CHAIN_ID, genesisTime: 1_800_000_000, folder });
  expect(await openTwice()).toEqual({ ...complete(), warnings: [] });
  await stale.exited;
});

test("a process that only has the number of an anvil is left alone", async () => {
  const innocent = spawn("sleep", ["60"]);
  await writeFile(path("anvil.pid"), String(innocent.pid));
  await openTwice();
  expect(innocent.exitCode ?? innocent.signalCode).toBeNull();
  innocent.kill();
  await once(innocent, "exit");
});
