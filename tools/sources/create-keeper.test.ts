import { beforeEach, describe, expect, it } from "vitest";
import { anOffer, iso } from "../core/testing/offers.ts";
import { keepFeedFresh } from "../prices/keep-feed-fresh.ts";
import type { FeedAnswer } from "../prices/price-feed.ts";
import type { KeepFreshOptions } from "./create-keeper.ts";
import { fetchFromMap, type MappedAnswer } from "./fetch-from-map.ts";
import { fetchQuotes } from "./fetch-quotes.ts";
import { FRESHNESS_RULES, type FreshnessRule } from "./freshness-rules.ts";
import { keepFresh } from "./keep-fresh.ts";
import { lambda } from "./lambda.ts";
import { readRecorded } from "./read-recorded.ts";
import type { Source } from "./source.ts";

const START = Date.parse("2026-11-22T08:00:00.000Z");
const SECOND = 1000;
const MINUTE = 60 * SECOND;
const body = readRecorded("sources/recorded/lambda.json");

let now: number;
let answer: MappedAnswer;
/** Epoch milliseconds of every question. */
let asked: number[];
let closing: AbortController;
beforeEach(() => {
  now = START;
  answer = body;
  asked = [];
  closing = new AbortController();
});

const fetch: typeof globalThis.fetch = (...request) => {
  asked.push(now);
  return fetchFromMap({ "/api/v1/instance-types": answer })(...request);
};

/** Lambda under a rule, scanned at moments of its own. */
function market(rule: FreshnessRule = FRESHNESS_RULES.lambda, options: Partial<KeepFreshOptions> = {}) {
  const kept = keepFresh(lambda(), { rule, deadlineMs: 15_000, closing: closing.signal, ...options });
  return async (atMs: number, next?: MappedAnswer, beside: readonly Source[] = []) => {
    now = START + atMs;
    if (next !== undefined) answer = next;
    const { offers, reports } = await fetchQuotes([kept, ...beside], {
      fetch,
      now: () => now,
      deadlineMs: 15_000,
    });
    return { offers, report: reports[0]!, reports };
  };
}

describe("an answer", () => {
  it("younger than its rule is given again, the very same offers with the time they were read at", async () => {
    const scan = market();
    const first = await scan(0);
    const second = await scan(4999);
    expect(asked).toHaveLength(1);
    expect(second.offers.every((offer, at) => offer === first.offers[at])).toBe(true);
    expect(second.report).toMatchObject({ status: "ok", code: null, observedAt: iso(START) });
    await scan(5000);
    expect(asked).toHaveLength(2);
  });

  it("stands in for one that fails, with its true age, until its hard age; then the source is without offers", async () => {
    const scan = market();
    const { offers } = await scan(0);
    const failed = await scan(MINUTE, { status: 500 });
    expect(failed.offers).toEqual(offers);
    expect(failed.offers[0]?.observedAt).toBe(iso(START));
    expect(failed.report).toMatchObject({
      status: "partial",
      code: "source/upstream",
      offers: offers.length,
      observedAt: iso(START),
      message: expect.stringContaining(
        "lambda cannot be reached or answers with an error; its prices of 1 min ago (08:00:00 UTC) are used.",
      ),
    });
    const old = await scan(2 * MINUTE + SECOND);
    expect(old.report.message).toContain("2 min ago (08:00:00 UTC) are used and may have changed.");
    expect((await scan(10 * MINUTE)).offers).toEqual(offers);
    const tooOld = await scan(10 * MINUTE + SECOND);
    expect(tooOld).toMatchObject({
      offers: [],
      report: { status: "failed", code: "source/upstream", offers: 0 },
    });
    expect(tooOld.report.message).toContain(
      "The last prices of lambda are 10 min old and not used any more.",
    );
    const again = await scan(30 * MINUTE, body);
    expect(again.report).toMatchObject({ code: null, observedAt: iso(START + 30 * MINUTE) });
  });

  it.each(Object.entries(FRESHNESS_RULES))(
    "of %s is asked for, called old and dropped at the ages of its rule, which follow one another",
    async (_, { refreshMs, softAgeMs, hardAgeMs }) => {
      expect(refreshMs).toBeLessThan(softAgeMs ?? hardAgeMs);
      expect(softAgeMs ?? 0).toBeLessThan(hardAgeMs);
      const scan = market({ refreshMs, softAgeMs, hardAgeMs });
      await scan(0);
      await scan(refreshMs - 1);
      expect(asked).toHaveLength(1);
      const before = await scan(refreshMs, { status: 500 });
      expect(asked).toHaveLength(2);
      expect(before.report.message).not.toContain("may have changed");
      if (softAgeMs !== null)
        expect((await scan(softAgeMs + 1)).report.message).toContain("may have changed");
      expect((await scan(hardAgeMs)).offers.length).toBeGreaterThan(0);
      expect((await scan(hardAgeMs + 1)).offers).toEqual([]);
    },
  );

  it("that is not there yet is a failure like any other", async () => {
    const scan = market();
    expect((await scan(0, { status: 500 })).report).toMatchObject({
      status: "failed",
      code: "source/upstream",
    });
    expect((await scan(SECOND, body)).report).toMatchObject({ code: null });
  });
});

describe("a source that refuses because of too many requests", () => {
  it.each([
    ["as long as it asks", { "retry-after": "90" }, 90 * SECOND],
    [
      "until the date it names",
      { "retry-after": new Date(START + 120 * SECOND).toUTCString() },
      120 * SECOND,
    ],
    ["a minute when it does not say", {}, MINUTE],
  ] as const)("is left alone %s, and says when it is asked again", async (_, headers, pauseMs) => {
    const scan = market();
    const refused = await scan(0, { status: 429, headers });
    expect(refused.report).toMatchObject({ status: "failed", code: "source/rate-limited" });
    const until = new Date(START + pauseMs).toISOString().slice(11, 19);
    expect(refused.report.message).toContain(`It is asked again at ${until} UTC.`);
    expect((await scan(pauseMs - 1, body)).report).toMatchObject({ code: "source/rate-limited" });
    expect(asked).toEqual([START]);
    expect((await scan(pauseMs)).report).toMatchObject({ status: "ok" });
    expect(asked).toEqual([START, START + pauseMs]);
  });

  it("is left alone while its last answer stands in too", async () => {
    const scan = market();
    await scan(0);
    await scan(10 * SECOND, { status: 429, headers: { "retry-after": "300" } });
    const later = await scan(5 * MINUTE, body);
    expect(asked).toHaveLength(2);
    expect(later.report).toMatchObject({
      status: "partial",
      code: "source/rate-limited",
      observedAt: iso(START),
    });
    expect((await scan(5 * MINUTE + 10 * SECOND)).report).toMatchObject({ status: "ok" });
  });
});

describe("the circuit breaker", () => {
  /** Questions during some time of failing, scanned every second. */
  async function failing(seconds: number, how: MappedAnswer) {
    const scan = market();
    answer = how;
    for (let at = 0; at <= seconds; at++) await scan(at * SECOND);
    return asked.map((at) => (at - START) / SECOND);
  }

  it("opens at the third failure in a row, for 30 s, then twice as long each time", async () => {
    expect(await failing(250, { status: 500 })).toEqual([0, 1, 2, 32, 92, 212]);
  });

  it("opens at once for a key that is refused", async () => {
    expect(await failing(100, { status: 401 })).toEqual([0, 30, 90]);
  });

  it("never pauses for more than ten minutes", async () => {
    const questions = await failing(4000, { status: 500 });
    expect(Math.max(...questions.slice(1).map((at, index) => at - questions[index]!))).toBe(600);
  });

  it("closes with the first answer: the next failures count from one", async () => {
    const scan = market();
    for (const at of [0, 1, 2]) await scan(at * SECOND, { status: 500 });
    await scan(32 * SECOND, body);
    asked = [];
    for (let at = 40; at < 50; at++) await scan(at * SECOND, { status: 500 });
    expect(asked).toHaveLength(3);
  });
});

describe("a source that is silent", () => {
  it("keeps a scan waiting no longer than its patience once there is an answer, and blocks no other", async () => {
    const scan = market(FRESHNESS_RULES.lambda, { patienceMs: 20 });
    const { offers } = await scan(0);
    const other: Source = {
      name: "other",
      fetchOffers: async () => ({ offers: [anOffer({ id: "o" })], skips: {}, bodySha256: null, url: null }),
    };
    const silent = await scan(10 * SECOND, "silence", [other]);
    expect(silent.offers).toEqual([...offers, anOffer({ id: "o" })]);
    expect(silent.report).toMatchObject({
      status: "partial",
      code: "source/timeout",
      observedAt: iso(START),
    });
    expect(silent.report.message).toContain("lambda has not answered in time; its prices of 10 s ago");
    // The question goes on: nobody asks a second time meanwhile.
    await scan(11 * SECOND);
    expect(asked).toHaveLength(2);
  });

  it("is given up after its deadline, and then asked again", async () => {
    const scan = market(FRESHNESS_RULES.lambda, { patienceMs: 200, deadlineMs: 20 });
    await scan(0);
    expect((await scan(10 * SECOND, "silence")).report).toMatchObject({ code: "source/timeout" });
    expect((await scan(11 * SECOND, body)).report).toMatchObject({ status: "ok" });
  });

  it("ends its question when the market closes", async () => {
    const scan = market(FRESHNESS_RULES.lambda);
    const waiting = scan(0, "silence");
    closing.abort();
    expect((await waiting).report).toMatchObject({ status: "failed", code: "source/timeout" });
  });
});

describe("a price feed", () => {
  it("is kept the same way, per list of tokens", async () => {
    const questions: string[] = [];
    const feed = keepFeedFresh(
      {
        name: "feed",
        async fetchPrices(coinIds): Promise<FeedAnswer> {
          questions.push(coinIds.join());
          const price = { usd: "2.03", asOf: iso(now) };
          return {
            prices: new Map(coinIds.map((id) => [id, price])),
            skips: {},
            bodySha256: null,
            url: null,
          };
        },
      },
      { rule: FRESHNESS_RULES.coingecko, deadlineMs: 15_000, closing: closing.signal },
    );
    const context = { fetch, now: () => now, signal: new AbortController().signal };
    await feed.fetchPrices(["io"], context);
    now += MINUTE - 1;
    expect((await feed.fetchPrices(["io"], context)).answeredAt).toBe(iso(START));
    expect([...(await feed.fetchPrices(["io", "golem"], context)).prices.keys()]).toEqual(["io", "golem"]);
    now += 1;
    await feed.fetchPrices(["io"], context);
    expect(questions).toEqual(["io", "io,golem", "io"]);
  });
});
