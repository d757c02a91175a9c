import { sql } from "kysely";
import type { Store } from "./open-store.ts";

const TABLES = ["price_series", "price_hours", "price_days"] as const;

/**
 * Hours and days of all series, and the bytes they take with their indexes. On SQLite that is the whole file, of which
 * nearly all is history where nothing else was written.
 */
export async function priceHistorySize({
  db,
  engine,
}: Store): Promise<{ readonly rows: number; readonly bytes: number }> {
  const count = sql<{
    n: number;
  }>`select (select count(*) from price_hours) + (select count(*) from price_days) as n`;
  const size =
    engine === "sqlite"
      ? sql<{ n: number }>`select page_count * page_size as n from pragma_page_count(), pragma_page_size()`
      : sql<{ n: number }>`select ${sql.join(
          TABLES.map((table) => sql`pg_total_relation_size(${sql.lit(table)})`),
          sql` + `,
        )} as n`;
  const [rows, bytes] = await Promise.all([count.execute(db), size.execute(db)]);
  return { rows: Number(rows.rows[0]!.n), bytes: Number(bytes.rows[0]!.n) };
}
