import type { MarketRow } from "@necto/tools/protocol/market-row";
import { type ApiError, fetchMarket } from "../api/necto-api.ts";
import type { FeedClient, StateReader } from "../feed/feed-client.ts";
import {
  NO_STATE,
  reconnect,
  type StateCursor,
  type StateFrame,
  type TakenState,
  takeSnapshot,
  takeStateFrame,
} from "../feed/state-cursor.ts";
import { emptyBook, type MarketBook, putBody, putDelta } from "./market-book.ts";
import { formatQuery, type PriceQuery, parseQuery } from "./price-query.ts";

/** `MARKET_CHANNEL` of `tools/protocol/market.ts`, written out so that the page carries no schema library. */
const CHANNEL: typeof import("@necto/tools/protocol/market").MARKET_CHANNEL = "market";

const ASK_AGAIN_MS = 3_000;
/** A tab nobody looks at for this long lets the channel go; coming back it goes on from where it was. */
const HIDDEN_MS = 60_000;

/**
 * The market on the price page. Dispatches `market` when rows or sources changed, `query` when the filters did.
 * Follows the channel between `enter` and `leave`.
 */
export class PricesStore extends EventTarget {
  readonly book: MarketBook = emptyBook();
  query: PriceQuery = parseQuery(location.search);
  /** Why the market could not be loaded, until it could. */
  problem: string | null = null;
  /** Milliseconds that this machine's clock is ahead of the server's. */
  #clockAheadMs = 0;
  #cursor: StateCursor = NO_STATE;
  #isInside = false;
  #isWatching = false;
  #hiddenTimer = 0;
  readonly #feed: FeedClient;

  constructor(feed: FeedClient) {
    super();
    this.#feed = feed;
    document.addEventListener("visibilitychange", () => this.#visibilityChanged());
  }

  /** Nothing has been loaded yet. */
  get isLoading(): boolean {
    return this.#cursor.at === null;
  }

  /** The server's time, epoch milliseconds. */
  get now(): number {
    return Date.now() - this.#clockAheadMs;
  }

  readonly observedAt = (row: MarketRow): string | null =>
    row.observedAt ?? this.book.sources.find(({ source }) => source === row.source)?.observedAt ?? null;

  enter(): void {
    this.query = parseQuery(location.search);
    this.#isInside = true;
    this.#watch();
    this.dispatchEvent(new Event("query"));
  }

  leave(): void {
    this.#isInside = false;
    this.#unwatch();
  }

  /** Changes the filters and writes them into the address. */
  ask(query: PriceQuery): void {
    this.query = query;
    history.replaceState(history.state, "", `${location.pathname}${formatQuery(query)}`);
    this.dispatchEvent(new Event("query"));
  }

  retry(): void {
    this.problem = null;
    this.dispatchEvent(new Event("market"));
    this.#feed.resync(CHANNEL);
  }

  readonly #reader: StateReader = {
    reconnected: () => {
      this.#cursor = reconnect(this.#cursor);
      return this.#cursor.at;
    },
    take: (frame: StateFrame) => this.#taken(takeStateFrame(this.#cursor, frame)),
  };

  #taken({ cursor, effect }: TakenState): void {
    this.#cursor = cursor;
    if (effect.kind === "resync") this.#feed.resync(CHANNEL);
    if (effect.kind === "load") void this.#load(effect.url);
    if (effect.kind !== "apply") return;
    for (const { d } of effect.frames) putDelta(this.book, d, Date.now());
    this.dispatchEvent(new Event("market"));
  }

  async #load(url: string): Promise<void> {
    const { loading } = this.#cursor;
    try {
      const { body, serverTime } = await fetchMarket(url);
      if (this.#cursor.loading !== loading) return;
      const taken = takeSnapshot(this.#cursor, body);
      if (taken.effect.kind === "apply") {
        putBody(this.book, body, Date.now());
        this.problem = null;
        if (serverTime !== null) this.#clockAheadMs = Date.now() - serverTime;
      }
      this.#taken(taken);
    } catch (error) {
      if (this.#cursor.loading !== loading) return;
      this.problem = (error as ApiError).message;
      this.dispatchEvent(new Event("market"));
      window.setTimeout(() => {
        if (this.#cursor.loading === loading && this.#isWatching) this.#feed.resync(CHANNEL);
      }, ASK_AGAIN_MS);
    }
  }

  #visibilityChanged(): void {
    window.clearTimeout(this.#hiddenTimer);
    if (document.visibilityState === "visible") this.#watch();
    else this.#hiddenTimer = window.setTimeout(() => this.#unwatch(), HIDDEN_MS);
  }

  #watch(): void {
    if (this.#isWatching || !this.#isInside) return;
    this.#isWatching = true;
    this.#feed.watch(CHANNEL, this.#reader);
  }

  #unwatch(): void {
    if (!this.#isWatching) return;
    this.#isWatching = false;
    this.#feed.unsubscribe(CHANNEL);
  }
}
