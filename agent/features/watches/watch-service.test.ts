import { Requirements } from "@necto/tools/core/requirements";
import { anOffer, fixed, iso, marketOf, NOW, token, tokenPrice } from "@necto/tools/core/testing/offers";
import { MAX_WATCHES, UNTRACKED_WATCH_DAYS } from "@necto/tools/protocol/watch";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { createWatches, type FiredWatch, type WatchService } from "./watch-service.ts";

const MINE = { account: `0x${"a".repeat(40)}` };
const OTHERS = { account: `0x${"b".repeat(40)}` };
const NOBODY = { capabilityHash: `0x${"c".repeat(64)}` };
const TERMS = { requirements: Requirements.parse({ gpuModels: ["H100"] }), usdMicrosPerGpuHour: 2_000_000 };
const DAY_MS = 86_400_000;

let database: TestDatabase;
let store: Store;
let watches: WatchService;
let now: number;
let fired: FiredWatch[];
/** A watch whose firing fails. */
let refuses: string | null = null;
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch");
  now = NOW;
  fired = [];
  let ids = 0;
  watches = createWatches({
    ...{ store, now: () => now, newId: (kind) => `${kind}-${++ids}` },
    snapshot: async () => marketFor("2.5"),
    onFired: async (_, one) => {
      if (one.firing.watchId === refuses) throw new Error("refused");
      fired.push(one);
    },
  });
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

const marketFor = (usd: string, takenAt = now) =>
  marketOf([anOffer({ pricing: fixed(usd), observedAt: iso(takenAt) })], { takenAt });

describe("a watch", () => {
  test("tells its account what it found, in the inbox too, and shows it", async () => {
    const { id } = await watches.create(MINE, TERMS);
    const [told] = await watches.evaluate(marketFor("1.95"));
    const firing = { crossing: 1, offerId: "necto:1", usdMicrosPerGpuHour: 1_950_000, decisionId: null };
    expect(told).toMatchObject({ firing, ...MINE, terms: { usdMicrosPerGpuHour: 2_000_000 } });
    expect(fired).toEqual([told]);
    expect(await watches.list(MINE)).toMatchObject([
      { id, state: "fired", crossings: 1, firings: [firing], rearmUsdMicros: 2_020_000, expiresAt: null },
    ]);
    const inbox = await store.db.selectFrom("inbox").selectAll().execute();
    expect(inbox).toMatchObject([{ ...MINE, kind: "watch.fired", created_at: iso(NOW), read_at: null }]);
    expect(JSON.parse(inbox[0]!.facts)).toMatchObject({
      watchId: id,
      gpus: "H100",
      lineUsdMicros: 2_000_000,
    });
  });

  test("that is paused is not looked at, and goes on from where it was", async () => {
    const { id } = await watches.create(MINE, TERMS);
    expect(await watches.pause(MINE, id, true)).toBe(true);
    expect([await watches.evaluate(marketFor("1.95")), (await watches.list(MINE))[0]!.state]).toEqual([
      [],
      "paused",
    ]);
    await watches.pause(MINE, id, false);
    expect(await watches.evaluate(marketFor("1.95"))).toHaveLength(1);
  });

  test("is nobody else's to see, pause or delete", async () => {
    const { id } = await watches.create(MINE, TERMS);
    const nobodys = await watches.create(NOBODY, TERMS);
    for (const owner of [OTHERS, { capabilityHash: `0x${"d".repeat(64)}` }])
      expect([
        await watches.list(owner),
        await watches.pause(owner, id, true),
        await watches.delete(owner, id),
        await watches.delete(owner, nobodys.id),
      ]).toEqual([[], false, false, false]);
    await watches.evaluate(marketFor("1.95"));
    expect([await watches.delete(MINE, id), await watches.list(MINE)]).toEqual([true, []]);
    expect(await watches.list(NOBODY)).toMatchObject([{ id: nobodys.id, crossings: 1 }]);
  });

  test("keeps of what was asked only what it needs", async () => {
    const said = { ...TERMS.requirements, maxUsdMicrosPerGpuHour: 1_000_000, mode: "untracked" as const };
    const { requirements } = await watches.create(NOBODY, { ...TERMS, requirements: said });
    expect(requirements).toEqual(TERMS.requirements);
  });

  test("of nobody is forgotten after thirty days, with what it told", async () => {
    await watches.create(NOBODY, TERMS);
    await watches.create(MINE, TERMS);
    await watches.evaluate(marketFor("1.95"));
    now += UNTRACKED_WATCH_DAYS * DAY_MS;
    expect(await watches.list(NOBODY)).toEqual([]);
    await watches.sweep();
    expect(await store.db.selectFrom("watches").select("account").execute()).toEqual([MINE]);
    expect(await store.db.selectFrom("firings").select("id").execute()).toHaveLength(1);
  });

  test("is refused when its account has as many as it may", async () => {
    for (let n = 0; n < MAX_WATCHES; n++) await watches.create(MINE, TERMS);
    await expect(watches.create(MINE, TERMS)).rejects.toMatchObject({ code: "policy/too-many-watches" });
    await watches.create(OTHERS, TERMS);
  });
});

describe("a price fires nothing", () => {
  const lambda = { source: "lambda", fulfilment: { kind: "quote-only" as const }, pricing: fixed("1.5") };
  test.each([
    ["that its source has not renewed", anOffer({ ...lambda, observedAt: iso(NOW - 3 * 60_000) })],
    ["of a dated catalogue", anOffer({ ...lambda, priceClass: "recorded" })],
    ["from a token price of eleven minutes ago", anOffer({ ...lambda, pricing: token("1") })],
    ["of another GPU", anOffer({ ...lambda, gpu: { ...anOffer().gpu, model: "L4" } })],
  ])("%s", async (_, offer) => {
    await watches.create(MINE, TERMS);
    const old = tokenPrice("1.5", "nosana", 11 * 60_000);
    expect(await watches.evaluate(marketOf([offer], { tokenPrices: [old] }))).toEqual([]);
    const fresh = {
      ...offer,
      ...lambda,
      gpu: anOffer().gpu,
      priceClass: "live" as const,
      observedAt: iso(NOW),
    };
    expect(await watches.evaluate(marketOf([fresh]))).toHaveLength(1);
  });

  test("of a source whose last answer only stands in", async () => {
    await watches.create(MINE, TERMS);
    const report = {
      ...{ source: "lambda", status: "partial" as const, code: "source/timeout", message: null, offers: 1 },
      ...{ rowsRejected: 0, skips: {}, durationMs: 1, observedAt: iso(NOW), bodySha256: null, url: null },
    };
    expect(await watches.evaluate(marketOf([anOffer(lambda)], { sources: [report] }))).toEqual([]);
    const answered = { ...report, status: "ok" as const, code: null };
    expect(await watches.evaluate(marketOf([anOffer(lambda)], { sources: [answered] }))).toHaveLength(1);
  });
});

test("a watch whose firing fails keeps no other from firing, and fires at the next market", async () => {
  const bad = await watches.create(MINE, TERMS);
  await watches.create(OTHERS, TERMS);
  refuses = bad.id;
  await expect(watches.evaluate(marketFor("1.95"))).rejects.toThrow("refused");
  expect(fired.map(({ account }) => account)).toEqual([OTHERS.account]);
  refuses = null;
  now += 5_000;
  expect(await watches.evaluate(marketFor("1.95"))).toMatchObject([
    { firing: { watchId: bad.id, crossing: 1 } },
  ]);
});

test("thousands of watches are judged in one pass that lets others work", async () => {
  const asked = Array.from({ length: 2_000 }, (_, n) =>
    Requirements.parse({ gpuModels: ["H100"], minVramGib: n % 500 }),
  );
  const base = await watches.create(MINE, TERMS);
  const row = await store.db.selectFrom("watches").selectAll().executeTakeFirstOrThrow();
  await store.db
    .insertInto("watches")
    .values(
      asked.map((requirements, n) => ({
        ...row,
        id: `many-${n}`,
        requirements: JSON.stringify(requirements),
      })),
    )
    .execute();
  const told = await watches.evaluate(marketFor("1.95"));
  // All whose memory is at most 80 GiB, and the first.
  expect(told).toHaveLength(4 * 81 + 1);
  expect(told.some(({ firing }) => firing.watchId === base.id)).toBe(true);
});
