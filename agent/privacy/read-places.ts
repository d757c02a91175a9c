import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type ChainAt, readClient } from "@necto/tools/chain/chain-clients";
import type { NetworkChange } from "@necto/tools/storage/in-process-network";
import type { Store } from "../store/open-store.ts";
import { storeOnFlow } from "./store-on-flow.ts";

/** Something that is kept or published, and where. */
export interface Place {
  /** `calldata`, `events`, `0G file`, `0G payment`, `Flow calldata`, `Flow events`, `log`, `file <name>` or `table <name>`. */
  readonly where: string;
  readonly bytes: Uint8Array;
}

export interface Kept {
  readonly chain: ChainAt;
  readonly store: Store;
  /** The data folder. */
  readonly home: string;
  /** What was stored on and paid for at 0G. */
  readonly zeroG: readonly NetworkChange[];
  /** How many of its files are brought to a 0G of this machine too, to see what its chain is told of them. */
  readonly flowFiles: number;
  /** Lines of stdout and stderr, faults among them. */
  readonly log: readonly string[];
}

/** Everything that a server has kept or published anywhere, piece by piece. */
export async function* readPlaces({
  chain,
  store,
  home,
  zeroG,
  flowFiles,
  log,
}: Kept): AsyncGenerator<Place> {
  yield* readChain(chain);
  for (const change of zeroG)
    yield change.kind === "stored"
      ? { where: "0G file", bytes: Buffer.from(change.base64, "base64") }
      : { where: "0G payment", bytes: Buffer.from(JSON.stringify(change)) };
  const files = zeroG.flatMap((change) =>
    change.kind === "stored" ? [Buffer.from(change.base64, "base64")] : [],
  );
  yield* storeOnFlow(files.slice(0, flowFiles));
  for (const line of log) yield { where: "log", bytes: Buffer.from(line) };
  yield* readTables(store);
  // Rows that are deleted stay in the file of the tables for a while; checkpoints and all else are read as they lie there.
  for (const name of await readdir(home, { recursive: true }))
    if (!/^necto\.sqlite/.test(name) && /\./.test(name))
      yield { where: `file ${name}`, bytes: await readFile(join(home, name)) };
}

/** Calldata and events of every block, as the digits that a node tells and as the bytes they stand for. */
export async function* readChain(chain: ChainAt): AsyncGenerator<Place> {
  const client = readClient(chain);
  const last = await client.getBlockNumber();
  for (let blockNumber = 0n; blockNumber <= last; blockNumber++) {
    const { transactions } = await client.getBlock({ blockNumber, includeTransactions: true });
    for (const { input } of transactions) yield* bothWays("calldata", [input]);
    if (transactions.length === 0) continue;
    for (const { topics, data } of await client.getLogs({ fromBlock: blockNumber, toBlock: blockNumber }))
      yield* bothWays("events", [...topics, data]);
  }
}

function* bothWays(where: string, words: readonly string[]): Generator<Place> {
  const digits = words.map((word) => word.slice(2)).join("");
  yield { where, bytes: Buffer.from(digits) };
  yield { where, bytes: Buffer.from(digits, "hex") };
}

const ROWS_AT_ONCE = 500;

async function* readTables({ db }: Store): AsyncGenerator<Place> {
  for (const { name } of await db.introspection.getTables())
    for (let offset = 0; ; offset += ROWS_AT_ONCE) {
      const page = db.selectFrom(name as "threads").selectAll();
      const rows = await page.limit(ROWS_AT_ONCE).offset(offset).execute();
      // Cell by cell: a JSON of the row would hide what a cell says behind escapes.
      const cells = rows.flatMap((row) => Object.values(row).map((cell) => String(cell)));
      yield { where: `table ${name}`, bytes: Buffer.from(cells.join("\n")) };
      if (rows.length < ROWS_AT_ONCE) break;
    }
}
