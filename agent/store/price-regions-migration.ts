import type { Kysely } from "kysely";
import type { Migration } from "kysely/migration";
import type { PricePoints, PriceTables } from "./price-schema.ts";
import { DAY_MS, HOUR_MS, priceSeriesId } from "./price-series.ts";

/** Few enough for SQLite's limit of bound values. */
const ROWS_AT_ONCE = 1_000;

interface OldRow
  extends Omit<PriceTables["price_series"], "id" | "region">,
    Omit<PricePoints, "series" | "at"> {
  hour: string;
}

/** The price history by region, in hours and in days. What was recorded before was of all regions together. */
export const priceRegionsMigration: Migration = {
  async up(untyped: Kysely<unknown>) {
    const db = untyped as Kysely<PriceTables & { price_history: OldRow }>;
    await db.schema
      .createTable("price_series")
      .addColumn("id", "bigint", (column) => column.primaryKey())
      .addColumn("gpu", "text", (column) => column.notNull())
      .addColumn("origin", "text", (column) => column.notNull())
      .addColumn("region", "text", (column) => column.notNull())
      .addColumn("pricing", "text", (column) => column.notNull())
      .addUniqueConstraint("price_series_name", ["gpu", "origin", "region", "pricing"])
      .execute();
    for (const table of ["price_hours", "price_days"] as const)
      await db.schema
        .createTable(table)
        .addColumn("series", "bigint", (column) => column.notNull())
        .addColumn("at", "integer", (column) => column.notNull())
        .addColumn("samples", "integer", (column) => column.notNull())
        .addColumn("p10_sum", "bigint", (column) => column.notNull())
        .addColumn("p50_sum", "bigint", (column) => column.notNull())
        .addColumn("min", "bigint", (column) => column.notNull())
        .addColumn("offers", "integer", (column) => column.notNull())
        .addPrimaryKeyConstraint(`${table}_key`, ["series", "at"])
        .execute();
    const old = await db.selectFrom("price_history").selectAll().orderBy("hour").execute();
    const series = new Map<number, PriceTables["price_series"]>();
    const hours: PricePoints[] = [];
    const days = new Map<string, PricePoints>();
    for (const { gpu, origin, pricing, hour, ...sums } of old) {
      const name = { gpu, origin, pricing, region: "WORLD" } as const;
      const id = priceSeriesId(name);
      series.set(id, { id, ...name });
      const ms = Date.parse(hour);
      const point = { series: id, ...toNumbers(sums) };
      hours.push({ ...point, at: Math.floor(ms / HOUR_MS) });
      const at = Math.floor(ms / DAY_MS);
      days.set(`${id} ${at}`, add(days.get(`${id} ${at}`), { ...point, at }));
    }
    for (const part of parts([...series.values()]))
      await db.insertInto("price_series").values(part).execute();
    for (const part of parts(hours)) await db.insertInto("price_hours").values(part).execute();
    for (const part of parts([...days.values()])) await db.insertInto("price_days").values(part).execute();
    await db.schema.dropTable("price_history").execute();
  },
};

type Sums = Omit<PricePoints, "series" | "at">;

/** PostgreSQL's driver gives a bigint as text. */
const toNumbers = ({ samples, p10_sum, p50_sum, min, offers }: Sums): Sums => ({
  samples: Number(samples),
  p10_sum: Number(p10_sum),
  p50_sum: Number(p50_sum),
  min: Number(min),
  offers: Number(offers),
});

const add = (sum: PricePoints | undefined, next: PricePoints): PricePoints =>
  sum
    ? {
        ...next,
        samples: sum.samples + next.samples,
        p10_sum: sum.p10_sum + next.p10_sum,
        p50_sum: sum.p50_sum + next.p50_sum,
        min: Math.min(sum.min, next.min),
      }
    : next;

function* parts<T>(rows: readonly T[]): Generator<T[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE);
}
