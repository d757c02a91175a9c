import { decide } from "@necto/tools/core/decide";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import { expect, test } from "vitest";
import { createMarket } from "../../market/market.ts";
import { createDecisionArchive } from "../../server/decision-archive.ts";
import { createRecentDecisions } from "../../server/recent-decisions.ts";
import { openStore } from "../../store/open-store.ts";
import { sandboxScan } from "../../testing/sandbox-scan.ts";
import { databaseOf } from "../../testing/test-database.ts";
import { countRoutes, readLosses } from "./route-queries.ts";

const NOW = Date.parse("2026-11-26T12:00:00.000Z");
const now = () => NOW;

async function openWorld() {
  const database = await databaseOf(":memory:");
  const store = await openStore(database.place, () => "e");
  const market = createMarket({ scan: sandboxScan({ now }).scan, now, maxAgeMs: 60_000 });
  const snapshot = await market.snapshot(await market.quotes(() => {}));
  let ids = 0;
  const route = (fields: Partial<Requirements>, stamp: { parentId?: string; at?: number } = {}) =>
    decide(
      snapshot,
      { ...NOTHING_SAID, ...fields },
      {
        ...{ id: `decision-${++ids}`, parentId: stamp.parentId ?? null, decidedAt: stamp.at ?? NOW },
        engine: { version: "0", commit: null },
      },
    );
  const close = async () => {
    await store.close();
    await database.remove();
  };
  return { store, route, close };
}

test("routes are told three at a time, by day, and nothing is kept of who asked", async () => {
  const { store, route, close } = await openWorld();
  const ask = { gpuModels: ["H100"], sources: { include: ["necto"], exclude: [] } };
  const { snapshot, ranking } = route(ask);
  const [first, second] = Array.from(ranking.order, (index) =>
    snapshot.offers[index]!.id.slice("necto:".length),
  );
  const losses = (since = "2026-11-26", listing = second!) => readLosses(store, listing, { since });

  const nothing = { won: 0, lost: 0, groups: [] };
  for (const told of [nothing, nothing, { won: 0, lost: 3 }, { lost: 3 }, { lost: 3 }, { lost: 6 }]) {
    await countRoutes(store, route(ask));
    expect(await losses()).toMatchObject(told);
  }
  const [group] = (await losses()).groups;
  expect(group).toMatchObject({ cause: "price", routes: 6, usdMicrosToWin: expect.any(Number) });
  expect(await losses("2026-11-26", first!)).toMatchObject({ won: 6, lost: 0 });
  expect(await losses("2026-11-27")).toEqual(nothing);

  const rows = await store.db.selectFrom("route_counts").selectAll().execute();
  expect(Object.keys(rows[0]!).sort()).toEqual(["cause", "cents", "day", "listing_id", "pending", "routes"]);
  expect(JSON.stringify(rows)).not.toContain("decision-");
  await close();
});

test("many routes at once are all counted", async () => {
  const { store, route, close } = await openWorld();
  const ask = { gpuModels: ["H100"], sources: { include: ["necto"], exclude: [] } };
  const { snapshot, ranking } = route(ask);
  await Promise.all(Array.from({ length: 12 }, () => countRoutes(store, route(ask))));
  const second = snapshot.offers[ranking.order[1]!]!.id.slice("necto:".length);
  expect(await readLosses(store, second, { since: "2026-11-26" })).toMatchObject({ lost: 12 });
  await close();
});

test("a booking's second look at the price is no further route", async () => {
  const { route, close } = await openWorld();
  const heard: string[] = [];
  const archive = createDecisionArchive(createRecentDecisions(), {} as never, ({ id }) => heard.push(id));
  const first = route({ gpuModels: ["H100"] });
  const again = route({ gpuModels: ["H100"] }, { parentId: first.id });
  const other = route({ gpuModels: ["H100"], gpuCount: 8 }, { parentId: again.id });
  for (const decision of [first, again, other]) archive.add(decision);
  expect(heard).toEqual([first.id, other.id]);
  await close();
});
