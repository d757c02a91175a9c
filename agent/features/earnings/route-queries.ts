import type { CodedDecision } from "@necto/tools/core/decide";
import {
  addDecision,
  type LossReport,
  NO_ROUTES,
  type RouteTally,
  reportLosses,
} from "@necto/tools/core/lost-routes";
import { routeFacts } from "@necto/tools/core/route-facts";
import { sql } from "kysely";
import type { EarningsTables } from "../../store/earnings-schema.ts";
import type { Store } from "../../store/open-store.ts";

type Row = EarningsTables["route_counts"];

/** Fewest routes that are added to what is told at once: else who looks often would see each one come. */
const TOLD_TOGETHER = 3;
/** Where no price alone would have won. */
const NO_PRICE = -1;
const WON = "won";
/** One row a day that every writer takes first, so that no two wait for each other. */
const TURN = { listing_id: "", cause: "turn", cents: NO_PRICE, routes: 0 } as const;

/** Counts how Necto's listings fared in a decision. Nothing else of it is kept. */
export async function countRoutes({ db }: Pick<Store, "db">, decision: CodedDecision): Promise<void> {
  const day = new Date(decision.decidedAt).toISOString().slice(0, 10);
  const rows = Object.entries(addDecision(NO_ROUTES, routeFacts(decision))).flatMap(([offerId, tally]) =>
    toRows(offerId.replace(/^necto:/, ""), day, tally),
  );
  if (rows.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    for (const values of [[{ ...TURN, day, pending: 0 }], rows])
      await transaction
        .insertInto("route_counts")
        .values(values)
        .onConflict((conflict) =>
          conflict.columns(["listing_id", "day", "cause", "cents"]).doUpdateSet((update) => ({
            pending: sql<number>`route_counts.pending + ${update.ref("excluded.pending")}`,
          })),
        )
        .execute();
    for (const is of ["=", "!="] as const)
      await transaction
        .updateTable("route_counts")
        .set({ routes: sql<number>`routes + pending`, pending: 0 })
        .where("day", "=", day)
        .where("cause", is, WON)
        .where("listing_id", "in", (select) =>
          select
            .selectFrom("route_counts as waiting")
            .select("waiting.listing_id")
            .where("waiting.day", "=", day)
            .where("waiting.cause", is, WON)
            .groupBy("waiting.listing_id")
            .having(({ fn }) => fn.sum("waiting.pending"), ">=", TOLD_TOGETHER),
        )
        .execute();
  });
}

/**
 * Why a listing lost its routes.
 *
 * @param since the first day, `YYYY-MM-DD`
 * @param until the last one; without it, today
 */
export async function readLosses(
  { db }: Pick<Store, "db">,
  listingId: string,
  { since, until = "9999-12-31" }: { readonly since: string; readonly until?: string | undefined },
): Promise<LossReport> {
  const rows = await db
    .selectFrom("route_counts")
    .selectAll()
    .where("listing_id", "=", listingId)
    .where("day", ">=", since)
    .where("day", "<=", until)
    .where("routes", ">", 0)
    .execute();
  return reportLosses({ [listingId]: toTally(rows) }, listingId);
}

function toRows(listing_id: string, day: string, { won, lost }: RouteTally): Row[] {
  const row = (cause: string, cents: number, pending: number): Row[] =>
    pending === 0 ? [] : [{ listing_id, day, cause, cents, routes: 0, pending }];
  return [
    ...row(WON, NO_PRICE, won),
    ...Object.entries(lost).flatMap(([cause, { routes, centsToWin }]) => {
      const priced = Object.entries(centsToWin).flatMap(([cents, count]) => row(cause, Number(cents), count));
      const left = routes - priced.reduce((sum, { pending }) => sum + pending, 0);
      return [...priced, ...row(cause, NO_PRICE, left)];
    }),
  ];
}

function toTally(rows: readonly Row[]): RouteTally {
  const lost: { [cause: string]: { routes: number; centsToWin: { [cents: string]: number } } } = {};
  let won = 0;
  for (const { cause, cents, routes } of rows) {
    if (cause === WON) {
      won += routes;
      continue;
    }
    lost[cause] ??= { routes: 0, centsToWin: {} };
    const known = lost[cause];
    known.routes += routes;
    if (cents !== NO_PRICE) known.centsToWin[cents] = (known.centsToWin[cents] ?? 0) + routes;
  }
  return { won, lost };
}
