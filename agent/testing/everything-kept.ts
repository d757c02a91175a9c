import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "kysely";
import type { Store } from "../store/open-store.ts";
import { engineUnderTest } from "./test-database.ts";

/** Where the words of tracked threads are found, and nothing else. */
export const PLACE_OF_WORDS = engineUnderTest === "postgres" ? "table run_events" : "necto.sqlite";

/** Everything a server keeps: the files of its data folder, and the rows of its database when that is elsewhere. */
export async function everythingKept(
  store: Store,
  home: string,
): Promise<{ place: string; bytes: Buffer }[]> {
  const names = await readdir(home, { recursive: true });
  const files = await Promise.all(
    names.map(async (name) => ({
      place: name.replace(/-wal$/, ""),
      bytes: await readFile(join(home, name)).catch(() => Buffer.of()),
    })),
  );
  return store.engine === "sqlite" ? files : [...files, ...(await rowsOf(store))];
}

async function rowsOf({ db }: Store): Promise<{ place: string; bytes: Buffer }[]> {
  const { rows } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = 'public'`.execute(db);
  return Promise.all(
    rows.map(async ({ name }) => {
      const all = await sql<Record<string, unknown>>`select * from ${sql.table(name)}`.execute(db);
      const cells = all.rows.flatMap((row) => Object.values(row));
      const bytes = cells.map((cell) =>
        Buffer.isBuffer(cell) ? cell : Buffer.from(typeof cell === "string" ? cell : JSON.stringify(cell)),
      );
      return { place: `table ${name}`, bytes: Buffer.concat(bytes) };
    }),
  );
}
