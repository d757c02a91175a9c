import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { FeedClient } from "./feed-client.ts";

/** `traceChannel` of `tools/protocol/trace-status.ts`, written out so that the page carries no schema library. */
const channelOf: typeof import("@necto/tools/protocol/trace-status").traceChannel = (root) => `trace:${root}`;

/** How far traces are on their way to 0G, for as long as somebody looks. Dispatches `change`. */
export class TraceWatch extends EventTarget {
  readonly #feed: Pick<FeedClient, "watch" | "unsubscribe">;
  readonly #known = new Map<string, TraceStatus>();
  /** How many follow a root; several pages may show one trace. */
  readonly #followers = new Map<string, number>();

  constructor(feed: Pick<FeedClient, "watch" | "unsubscribe">) {
    super();
    this.#feed = feed;
  }

  /** The newest that was told; null before. */
  statusOf(root: string): TraceStatus | null {
    return this.#known.get(root) ?? null;
  }

  follow(root: string): void {
    const followers = this.#followers.get(root) ?? 0;
    this.#followers.set(root, followers + 1);
    // A stored trace never changes again.
    if (followers > 0 || this.statusOf(root)?.state === "stored") return;
    this.#feed.watch(channelOf(root), {
      reconnected: () => null,
      take: () => {},
      told: (status) => this.#told(status),
    });
  }

  leave(root: string): void {
    const followers = (this.#followers.get(root) ?? 0) - 1;
    if (followers > 0) {
      this.#followers.set(root, followers);
      return;
    }
    this.#followers.delete(root);
    this.#feed.unsubscribe(channelOf(root));
  }

  #told(status: TraceStatus): void {
    this.#known.set(status.root, status);
    if (status.state === "stored") this.#feed.unsubscribe(channelOf(status.root));
    this.dispatchEvent(new Event("change"));
  }
}
