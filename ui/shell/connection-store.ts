import type { StatusView } from "@necto/tools/protocol/api";
import { fetchStatus } from "../api/necto-api.ts";
import type { FeedStatus } from "../feed/feed-client.ts";

/** A short interruption is not worth a bar across the page. */
const BAR_AFTER_MS = 2_000;

/** How the page stands to its server: the feed's state, and what this installation says of itself. */
export class ConnectionStore extends EventTarget {
  feed: FeedStatus = "connecting";
  /** The connection has been away long enough to say so across the page. */
  isAwayLong = false;
  /** Epoch milliseconds when the connection was last known to be good; null before the first time. */
  goodAt: number | null = null;
  server: StatusView | null = null;
  #barTimer = 0;

  feedChanged(feed: FeedStatus): void {
    if (this.feed === "live" || this.feed === "stale") this.goodAt = Date.now();
    this.feed = feed;
    const isAway = feed === "reconnecting" || feed === "offline";
    if (!isAway) this.#setAwayLong(false);
    else if (!this.#barTimer && !this.isAwayLong)
      this.#barTimer = window.setTimeout(() => this.#setAwayLong(true), BAR_AFTER_MS);
    if (feed === "live") void this.#loadStatus();
    this.dispatchEvent(new Event("change"));
  }

  #setAwayLong(isAwayLong: boolean): void {
    window.clearTimeout(this.#barTimer);
    this.#barTimer = 0;
    this.isAwayLong = isAwayLong;
    this.dispatchEvent(new Event("change"));
  }

  async #loadStatus(): Promise<void> {
    this.server = await fetchStatus().catch(() => this.server);
    this.dispatchEvent(new Event("change"));
  }
}
