import { createHash, randomUUID } from "node:crypto";
import { Client } from "pg";
import { inject } from "vitest";

/** A PostgreSQL that the suites may make databases in. */
export interface TestCluster {
  /** Of a database to connect to for making others. */
  readonly url: string;
  /** Names of databases that this run of the suites makes begin with it. */
  readonly prefix: string;
  /** Of a database that has all tables and no epoch yet, to copy: making the tables takes longer than most suites. */
  readonly template: string;
}

declare module "vitest" {
  interface ProvidedContext {
    cluster: TestCluster;
  }
}

/** Only `npm run test:postgres` provides one; `npm test` runs the same suites on SQLite, and so does all that is no suite. */
const cluster = process.env.VITEST ? (inject("cluster") as TestCluster | undefined) : undefined;

export const engineUnderTest: "sqlite" | "postgres" = cluster ? "postgres" : "sqlite";

export interface TestDatabase {
  /** What `openStore` takes. */
  readonly place: string;
  readonly remove: () => Promise<void>;
}

/**
 * The database that stands for a data folder: the same one for the same folder, a new one for `:memory:`. On SQLite
 * they are what they say.
 */
export const databaseOf = (home: string): Promise<TestDatabase> => madeFrom(home, cluster?.template);

/** A new database without tables. */
export const emptyDatabase = (): Promise<TestDatabase> => madeFrom(":memory:", "template1");

async function madeFrom(home: string, template = "template1"): Promise<TestDatabase> {
  if (!cluster) return { place: home, remove: async () => {} };
  const isLasting = home !== ":memory:";
  const key = isLasting ? createHash("sha256").update(home).digest("hex").slice(0, 32) : randomUUID();
  const name = `${cluster.prefix}${key.replaceAll("-", "")}`;
  await createDatabase(cluster, { name, template });
  const url = new URL(cluster.url);
  url.pathname = name;
  return {
    place: url.href,
    // Those of folders are for the next start; the end of all suites removes them.
    remove: async () => {
      if (!isLasting) await onCluster(cluster, `DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`);
    },
  };
}

async function createDatabase(
  where: TestCluster,
  { name, template }: { readonly name: string; readonly template: string },
): Promise<void> {
  await onCluster(where, `CREATE DATABASE "${name}" TEMPLATE "${template}"`).catch(
    (error: { code?: string }) => {
      const isThere = error.code === "42P04";
      if (!isThere) throw error;
    },
  );
}

async function onCluster({ url }: TestCluster, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
