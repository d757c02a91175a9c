import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { NectoError } from "@necto/tools/errors";
import { Kysely, SqliteDialect } from "kysely";
import { Migrator } from "kysely/migration";
import { MIGRATIONS } from "./migrations.ts";
import { nodeSqlite } from "./node-sqlite.ts";
import type { Database } from "./schema.ts";

/** The database and what is fixed for its lifetime. */
export interface Store {
  readonly db: Kysely<Database>;
  /**
   * LangGraph's checkpoints, in a file of their own: the saver writes synchronously, and would wait for ever on a
   * transaction that this thread holds open.
   */
  readonly checkpoints: DatabaseSync;
  /** Changes when the database is a new one: cursors of an old one are worthless then. */
  readonly epoch: string;
  readonly close: () => Promise<void>;
}

/**
 * Opens (and creates or migrates) the SQLite database in a data folder.
 *
 * @param home data folder, or `:memory:` for tests
 * @throws NectoError `config/home` when the folder cannot be written
 */
export async function openStore(home: string, newEpoch: () => string): Promise<Store> {
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: nodeSqlite(openFile(home, "necto")) }),
  });
  const checkpoints = openFile(home, "checkpoints");
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: async () => MIGRATIONS },
  }).migrateToLatest();
  if (error) throw error;
  await db
    .insertInto("meta")
    .values({ key: "epoch", value: newEpoch() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value: epoch } = await db
    .selectFrom("meta")
    .select("value")
    .where("key", "=", "epoch")
    .executeTakeFirstOrThrow();
  return {
    db,
    checkpoints,
    epoch,
    close: async () => {
      checkpoints.close();
      await db.destroy();
    },
  };
}

const PRAGMAS =
  "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 5000; PRAGMA foreign_keys = ON;";

function openFile(home: string, name: string): DatabaseSync {
  try {
    if (home !== ":memory:") mkdirSync(home, { recursive: true });
    const database = new DatabaseSync(home === ":memory:" ? home : join(home, `${name}.sqlite`));
    database.exec(PRAGMAS);
    return database;
  } catch (cause) {
    throw new NectoError({
      code: "config/home",
      message: `The data folder ${home} cannot be used. Set NECTO_HOME to a folder that can be written.`,
      cause,
    });
  }
}
