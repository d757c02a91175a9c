import { createLiveMarket, type LiveMarket } from "@necto/agent/server/live-market";
import { followMarket } from "@necto/agent/server/market-channel";
import { sandboxScan } from "@necto/agent/testing/sandbox-scan";
import { buildSnapshot, type MarketSnapshot } from "@necto/tools/core/snapshot";
import type { MarketBody } from "@necto/tools/protocol/market";
import { toRows } from "@necto/tools/protocol/market-row";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { emptyBook, putBody, putDelta } from "../prices/market-book.ts";
import {
  NO_STATE,
  reconnect,
  type StateCursor,
  type StateFrame,
  type TakenState,
  takeSnapshot,
  takeStateFrame,
} from "./state-cursor.ts";

// The server's market and the page's half of its channel, without a socket between them: who is away misses frames.

/** How a page decides what a frame is to it. */
interface Strategy {
  readonly take: (cursor: StateCursor, frame: StateFrame) => TakenState;
  readonly snapshot: (cursor: StateCursor, body: MarketBody) => TakenState;
}

const page: Strategy = { take: takeStateFrame, snapshot: takeSnapshot };

/** A page as one might write it: what has a seq it has seen is old, whoever gave it. */
const naive: Strategy = {
  take(cursor, frame) {
    const seen = cursor.at?.seq ?? 0;
    if (frame.t === "snap" && frame.seq > seen) return takeStateFrame(cursor, frame);
    if (frame.t === "delta" && frame.seq === seen + 1) {
      const at = { epoch: frame.epoch, seq: frame.seq };
      return { cursor: { ...cursor, at }, effect: { kind: "apply", frames: [frame] } };
    }
    return { cursor, effect: { kind: frame.seq <= seen ? "none" : "resync" } };
  },
  snapshot: takeSnapshot,
};

let base: Awaited<ReturnType<ReturnType<typeof sandboxScan>["scan"]>>;
beforeAll(async () => {
  const { scan } = sandboxScan();
  const quotes = await scan(() => {});
  base = { ...quotes, offers: quotes.offers.filter(({ source }) => source === "lambda") };
});

const INTERVAL_MS = 100;
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);
beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] }));
afterEach(() => void vi.useRealTimers());

/** Never twice the same market: every scan moves every price. Somebody else always watches, so that it goes on. */
function startServer(epoch: string): LiveMarket {
  let scans = 0;
  const snapshot = async (): Promise<MarketSnapshot> => {
    const cents = ++scans;
    const offers = base.offers.map((offer) =>
      offer.pricing.model === "fixed"
        ? { ...offer, pricing: { ...offer.pricing, amount: String(Number(offer.pricing.amount) + cents) } }
        : offer,
    );
    return buildSnapshot({ ...base, offers, sources: base.reports });
  };
  const market = createLiveMarket({
    snapshot,
    epoch,
    now: Date.now,
    intervalMs: INTERVAL_MS,
    onSnapshot: () => {},
    onFault: (error) => {
      throw error;
    },
  });
  market.watch(() => {});
  return market;
}

/** A page of a strategy, and everything that was wrong with what it showed. */
function openPage(strategy: Strategy) {
  const book = emptyBook();
  const applied: string[] = [];
  const faults: string[] = [];
  let snapshots = 0;
  let cursor = NO_STATE;
  let leave = () => {};
  let server: LiveMarket | null = null;

  const note = (epoch: string, seq: number, after: StateCursor["at"]) => {
    if (applied.includes(`${epoch} ${seq}`)) faults.push(`repeated ${epoch} ${seq}`);
    if (after && (after.epoch !== epoch || after.seq !== seq - 1)) faults.push(`gap before ${epoch} ${seq}`);
    applied.push(`${epoch} ${seq}`);
  };
  const act = ({ cursor: next, effect }: TakenState, from: StateCursor["at"]) => {
    cursor = next;
    if (effect.kind === "resync") subscribe(undefined);
    if (effect.kind === "load") void load();
    if (effect.kind !== "apply") return;
    let at = from;
    for (const frame of effect.frames) {
      note(frame.epoch, frame.seq, at);
      putDelta(book, frame.d, 0);
      at = { epoch: frame.epoch, seq: frame.seq };
    }
  };
  const load = async () => {
    const { loading } = cursor;
    const body = JSON.parse(await server!.body()) as MarketBody;
    if (cursor.loading !== loading) return;
    const taken = strategy.snapshot(cursor, body);
    if (taken.effect.kind === "apply") {
      snapshots++;
      putBody(book, body, 0);
    }
    act(taken, body);
  };
  const subscribe = (at: StateCursor["at"] | undefined) => {
    leave();
    const send = (text: string) => {
      const frame = JSON.parse(text) as StateFrame;
      act(strategy.take(cursor, frame), cursor.at);
    };
    leave = followMarket(server!, { send, bufferedBytes: () => 0, giveUp: () => {} }, at ?? undefined);
  };
  return {
    connect(to: LiveMarket) {
      server = to;
      cursor = reconnect(cursor);
      subscribe(cursor.at ?? undefined);
    },
    drop() {
      leave();
      leave = () => {};
    },
    snapshots: () => snapshots,
    /** What is wrong by now: gaps, repeats, and rows that are not the server's. */
    async audit(): Promise<string[]> {
      const body = JSON.parse(await server!.body()) as MarketBody;
      const stale = toRows(body.rows as never).filter(
        ({ id, usdMicrosPerGpuHour }) => book.rows.get(id)?.usdMicrosPerGpuHour !== usdMicrosPerGpuHour,
      );
      return [...faults, ...stale.map(({ id }) => `stale ${id}`)];
    },
  };
}

type Page = ReturnType<typeof openPage>;

/** Ten deltas a second, as on a busy day. */
const SCENES: Readonly<Record<string, (page: Page, market: LiveMarket) => Promise<LiveMarket>>> = {
  "an outage of 35 s, longer than frames are kept": async (page, market) => {
    page.drop();
    await settle(35_000);
    page.connect(market);
    return market;
  },
  "an outage of 5 s": async (page, market) => {
    page.drop();
    await settle(5_000);
    page.connect(market);
    return market;
  },
  "five forced drops": async (page, market) => {
    for (const awayMs of [0, 100, 700, 50, 1_900]) {
      page.drop();
      await settle(awayMs);
      page.connect(market);
      await settle(250);
    }
    return market;
  },
  "a restart of the server": async (page, market) => {
    market.close();
    page.drop();
    const next = startServer("after");
    await settle(1_000);
    page.connect(next);
    return next;
  },
};

async function play(strategy: Strategy, scene: (typeof SCENES)[string]) {
  let market = startServer("before");
  const visitor = openPage(strategy);
  await settle(500);
  visitor.connect(market);
  // Long enough that a restarted server is behind what the page has seen.
  await settle(5_000);
  market = await scene(visitor, market);
  await settle(1_050);
  const faults = await visitor.audit();
  market.close();
  return { faults, snapshots: visitor.snapshots() };
}

describe("a page that follows the market", () => {
  it.each(Object.entries(SCENES))("misses, repeats and keeps nothing wrong through %s", async (_, scene) => {
    expect((await play(page, scene)).faults).toEqual([]);
  });

  it("is brought up to date by what it missed, and by one snapshot when that is no longer known", async () => {
    expect((await play(page, SCENES["five forced drops"]!)).snapshots).toBe(1);
    expect((await play(page, SCENES["an outage of 5 s"]!)).snapshots).toBe(1);
    expect((await play(page, SCENES["an outage of 35 s, longer than frames are kept"]!)).snapshots).toBe(2);
    expect((await play(page, SCENES["a restart of the server"]!)).snapshots).toBe(2);
  });

  it("would show old prices after a restart if it compared seqs without epochs", async () => {
    expect((await play(naive, SCENES["five forced drops"]!)).faults).toEqual([]);
    const { faults } = await play(naive, SCENES["a restart of the server"]!);
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault.startsWith("stale "))).toBe(true);
  });
});
