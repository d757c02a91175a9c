import { Requirements } from "@necto/tools/core/requirements";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import { databaseOf, engineUnderTest } from "../../testing/test-database.ts";
import { crossingsOf, marketAt, type PricePath, timeOf, type Word } from "./testing/price-path.ts";
import { createWatches, type WatchService } from "./watch-service.ts";

const PATHS = engineUnderTest === "sqlite" ? 1_000 : 100;
const OWNER = { account: `0x${"a".repeat(40)}` };
const [LINE_MILLS, REARM_MILLS] = [2_000, 2_020];
const TERMS = { requirements: Requirements.parse({ gpuModels: ["H100"] }), usdMicrosPerGpuHour: 2_000_000 };

let folder: Awaited<ReturnType<typeof tempFolder>>;
let place: string;
let store: Store;
let watches: WatchService;
let ids = 0;
/** Set: the process dies in the transaction of the next firing. */
let diesAtFiring = false;
let toldInTransaction: string[] = [];

beforeEach(async () => {
  folder = await tempFolder();
  place = (await databaseOf(folder.path)).place;
  await open();
});
afterEach(async () => {
  await store.close();
  await folder.remove();
});

/** As after a start: nothing is known but what the database says. */
async function open(): Promise<void> {
  store = await openStore(place, () => "epoch");
  watches = createWatches({
    ...{ store, now: () => timeOf(0), newId: (kind) => `${kind}-${++ids}` },
    snapshot: async () => marketAt([{}], 0),
    onFired: async (transaction, { firing }) => {
      await transaction
        .insertInto("meta")
        .values({ key: `told ${firing.id}`, value: firing.watchId })
        .execute();
      if (diesAtFiring) throw new Error("killed");
      toldInTransaction.push(firing.id);
    },
  });
}

async function reopen(): Promise<void> {
  await store.close();
  await open();
}

const word: fc.Arbitrary<Word> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constantFrom(1_500, 1_999, 2_000, 2_010, 2_019, 2_020, 2_500).map((mills) => ({ mills })),
  },
  { weight: 1, arbitrary: fc.constantFrom(1_500, 2_500).map((mills) => ({ mills, isStale: true as const })) },
  { weight: 1, arbitrary: fc.constant<Word>("nothing") },
  { weight: 2, arbitrary: fc.constant<Word>("failed") },
);
/** What happens around one evaluation. */
const mishap = fc.oneof(
  { weight: 12, arbitrary: fc.constant("none") },
  ...[
    "killed while it fires",
    "killed after it",
    "judged twice",
    "judged by two at once",
    "an older market",
  ].map((arbitrary) => ({ weight: 1, arbitrary: fc.constant(arbitrary) })),
);
const paths = fc.array(fc.tuple(fc.record({ lambda: word, ionet: word }), mishap), {
  minLength: 4,
  maxLength: 12,
});

/** Judges a step, with a mishap around it, until it has been judged. */
async function judge(path: PricePath, step: number, what: string): Promise<void> {
  const market = marketAt(path, step);
  if (what === "killed while it fires") {
    diesAtFiring = true;
    await watches.evaluate(market).catch((error: Error) => expect(error.message).toBe("killed"));
    diesAtFiring = false;
    await reopen();
  }
  if (what === "judged by two at once")
    await Promise.all([watches.evaluate(market), watches.evaluate(market)]);
  await watches.evaluate(market);
  if (what === "killed after it") await reopen();
  if (what === "judged twice") await watches.evaluate(marketAt(path, step));
  if (what === "an older market" && step > 0) await watches.evaluate(marketAt(path, step - 1));
}

test("each crossing of a thousand price paths fires once, whatever fails, dies or is judged again", async () => {
  let crossings = 0;
  await fc.assert(
    fc.asyncProperty(paths, async (steps) => {
      const path = steps.map(([words]) => words);
      toldInTransaction = [];
      await store.db.deleteFrom("firings").execute();
      await store.db.deleteFrom("watches").execute();
      const { id } = await watches.create(OWNER, TERMS);
      for (const [step, [, what]] of steps.entries()) await judge(path, step, what);
      const expected = crossingsOf(path, LINE_MILLS, REARM_MILLS);
      const firings = await store.db
        .selectFrom("firings")
        .selectAll()
        .where("watch_id", "=", id)
        .orderBy("crossing")
        .execute();
      expect(firings.map(({ at }) => Date.parse(at))).toEqual(expected.map(timeOf));
      expect(firings.map(({ crossing }) => crossing)).toEqual(expected.map((_, index) => index + 1));
      expect(firings.every((firing) => firing.usd_micros_per_gpu_hour < TERMS.usdMicrosPerGpuHour)).toBe(
        true,
      );
      // What is written with a firing, the inbox among it, is there as often as the firing.
      const inbox = await store.db
        .selectFrom("inbox")
        .select("id")
        .where("facts", "like", `%"${id}"%`)
        .execute();
      const told = await store.db.selectFrom("meta").select("key").where("value", "=", id).execute();
      expect([inbox.length, told.length]).toEqual([expected.length, expected.length]);
      expect(toldInTransaction).toEqual(firings.map((firing) => firing.id));
      crossings += expected.length;
    }),
    // Each of them opens the database anew several times, which PostgreSQL takes its time for.
    { numRuns: PATHS, seed: 8 },
  );
  expect(crossings).toBeGreaterThan(PATHS / 2);
}, 240_000);
