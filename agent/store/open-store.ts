import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NectoError } from "@necto/tools/errors";
import { Kysely, SqliteDialect } from "kysely";
import { asDamaged } from "./as-damaged.ts";
import { type Checkpointer, sqliteCheckpointer } from "./checkpointer.ts";
import { migrate } from "./migrate.ts";
import { nodeSqlite } from "./node-sqlite.ts";
import { NOBODY_ELSE, type Notices } from "./notices.ts";
import type { Database } from "./schema.ts";

/** The database and what is fixed for its lifetime. */
export interface Store {
  /** SQLite is one process's own; PostgreSQL may be shared. */
  readonly engine: "sqlite" | "postgres";
  readonly db: Kysely<Database>;
  /** LangGraph's checkpoints of tracked threads. */
  readonly checkpointer: Checkpointer;
  /** Changes when the database is a new one: cursors of an old one are worthless then. */
  readonly epoch: string;
  /** Whose runs, claims and leases are ours. */
  readonly processId: string;
  /** The way to other processes that share the database. */
  readonly notices: Notices;
  readonly close: () => Promise<void>;
}

/**
 * Opens (and creates or migrates) a database.
 *
 * @param place `postgres://…`, or a data folder for SQLite, or `:memory:` for tests
 * @throws NectoError `config/home` when the folder cannot be written, `config/database` when the database cannot be used or is damaged
 */
export async function openStore(place: string, newEpoch: () => string): Promise<Store> {
  if (!/^postgres(ql)?:\/\//.test(place)) return openSqlite(place, newEpoch);
  const { openPostgres } = await import("./open-postgres.ts");
  return openPostgres(place, newEpoch);
}

async function openSqlite(home: string, newEpoch: () => string): Promise<Store> {
  const db = kyselyOf(openFile(home, "necto"));
  // In a file of their own: the saver writes synchronously, and would wait for ever on a transaction that this thread
  // holds open.
  return storeOf(db, openFile(home, "checkpoints"), await migrate(db, newEpoch));
}

const kyselyOf = (database: DatabaseSync): Kysely<Database> =>
  new Kysely<Database>({ dialect: new SqliteDialect({ database: nodeSqlite(database) }) });

function storeOf(db: Kysely<Database>, checkpoints: DatabaseSync, epoch: string): Store {
  return {
    engine: "sqlite",
    db,
    checkpointer: sqliteCheckpointer(checkpoints),
    epoch,
    processId: `process-${randomUUID().replaceAll("-", "")}`,
    notices: NOBODY_ELSE,
    close: async () => {
      checkpoints.close();
      await db.destroy();
    },
  };
}

/**
 * Stores in memory that all begin as one that was made ready once: thousands of trials need no migration of their own.
 *
 * @param fill writes what each of them begins with
 * @returns opens the next of them
 */
export async function storeTemplate(
  newEpoch: () => string,
  fill: (store: Store) => Promise<void>,
): Promise<() => Store> {
  const main = openFile(":memory:", "necto");
  const db = kyselyOf(main);
  const first = storeOf(db, openFile(":memory:", "checkpoints"), await migrate(db, newEpoch));
  await fill(first);
  const bytes = main.serialize();
  await first.close();
  return () => {
    const copy = openFile(":memory:", "necto");
    copy.deserialize(bytes);
    copy.exec(PRAGMAS);
    return storeOf(kyselyOf(copy), openFile(":memory:", "checkpoints"), first.epoch);
  };
}

const PRAGMAS =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;";

function openFile(home: string, name: string): DatabaseSync {
  const path = home === ":memory:" ? home : join(home, `${name}.sqlite`);
  try {
    if (home !== ":memory:") mkdirSync(home, { recursive: true });
    const database = new DatabaseSync(path);
    database.exec(PRAGMAS);
    return database;
  } catch (cause) {
    const damaged = asDamaged(cause, path);
    if (damaged !== cause) throw damaged;
    throw new NectoError({
      code: "config/home",
      message: `The data folder ${home} cannot be used. Set NECTO_HOME to a folder that can be written.`,
      cause,
    });
  }
}
