import { randomUUID } from "node:crypto";
import { NectoError } from "@necto/tools/errors";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { migrate } from "./migrate.ts";
import type { Store } from "./open-store.ts";
import { postgresCheckpointer } from "./postgres-checkpointer.ts";
import { postgresNotices } from "./postgres-notices.ts";
import type { Database } from "./schema.ts";

const CONNECT_MS = 5_000;
const MAX_CONNECTIONS = 10;
/** Of the lock under which one process at a time makes and changes tables; any number that nobody else uses. */
const SETUP_LOCK = 7_265_737;
const INT8 = 20;

/**
 * Opens (and creates or migrates) the tables of a PostgreSQL database that several processes may share.
 *
 * @param url `postgres://user:password@host:5432/name`
 * @throws NectoError `config/database` when the database cannot be used; it names the host, never the password
 */
export async function openPostgres(url: string, newEpoch: () => string): Promise<Store> {
  const config: pg.ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    application_name: "necto",
    // Counts and sums come as text else; none here reaches 2^53.
    types: {
      getTypeParser: ((oid: number, format: "text") =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
  };
  const pool = new pg.Pool({ ...config, max: MAX_CONNECTIONS, allowExitOnIdle: true });
  // A broken connection fails the query that it has and is replaced; unheard, these events would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  const processId = `process-${randomUUID().replaceAll("-", "")}`;
  try {
    const { epoch, checkpointer } = await underLock(pool, async () => ({
      epoch: await migrate(db, newEpoch),
      checkpointer: await postgresCheckpointer(pool),
    }));
    const notices = postgresNotices(config, processId);
    return { engine: "postgres", db, checkpointer, epoch, processId, notices, close: () => db.destroy() };
  } catch (cause) {
    await db.destroy();
    throw unusable(url, cause);
  }
}

/** Of processes that start at once, one makes the tables and the others wait for it. */
async function underLock<T>(pool: pg.Pool, work: () => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("select pg_advisory_lock($1)", [SETUP_LOCK]);
    return await work();
  } finally {
    // With its connection goes the lock.
    client.release(true);
  }
}

/** What PostgreSQL and the network say when a database cannot be used, by code. */
const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there",
  ENOENT: "there is no such socket",
  ENOTFOUND: "there is no host of this name",
  EAI_AGAIN: "there is no host of this name",
  ETIMEDOUT: "it does not answer",
  "28P01": "user or password is wrong",
  "28000": "this user is not let in",
  "3D000": "there is no such database",
  "42501": "this user may not create tables",
  "53300": "it has no connection left",
  "57P03": "it is just starting",
};

function unusable(url: string, cause: unknown): NectoError {
  const code = String((cause as { code?: unknown }).code ?? "");
  const said = cause instanceof Error ? cause.message : "";
  const reason = REASONS[code] ?? (/timeout/i.test(said) ? "it does not answer" : said || code);
  return new NectoError({
    code: "config/database",
    message: `The database ${describeDatabase(url)} cannot be used: ${reason}. Start it, or correct DATABASE_URL; without one Necto uses SQLite.`,
    meta: { reason: code || null },
    cause,
    retryable: true,
  });
}

/** Host and name of a database, without user and password. */
export function describeDatabase(url: string): string {
  const { hostname, port, pathname, searchParams } = new URL(url);
  const host = searchParams.get("host") ?? decodeURIComponent(hostname);
  return `“${decodeURIComponent(pathname.slice(1))}” at ${host || "localhost"}${port && `:${port}`}`;
}
