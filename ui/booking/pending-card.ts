import { createQuoteClock, type QuoteClock } from "./quote-clock.ts";

/** Something that the server waits for an answer to, until a moment. */
interface Asked {
  readonly id: string;
  /** `pending` until it is answered, expired or void. */
  readonly status: string;
  /** ISO. */
  readonly expiresAt: string;
}

/** The server's side of it. */
export interface CardDoor<View, Decision> {
  readonly fetch: (id: string) => Promise<{ readonly answer: View; readonly serverTime: number | null }>;
  readonly answer: (id: string, decision: Decision, key: string) => Promise<View>;
  /** Tells other tabs that something was answered. */
  readonly tabs: BroadcastChannel;
}

/** Another device may answer; this often the page asks while a card is open. */
const POLL_MS = 3_000;

/**
 * One question as this page sees it: the server's state, kept current. It answers once: every repeat of one answer carries the same
 * key. Dispatches `change`, `answered` when the server has taken an answer of this page, and `decided` when it was answered
 * somewhere else.
 */
export abstract class PendingCard<View extends Asked, Decision> extends EventTarget {
  view: View;
  /** Why the last try to answer failed. */
  problem: string | null = null;
  readonly #door: CardDoor<View, Decision>;
  readonly #clock: QuoteClock;
  #aheadMs = 0;
  #watchers = 0;
  #timer = 0;
  /** An answer without a reply: sent again as it was. */
  #unanswered: { readonly decision: Decision; readonly key: string } | null = null;

  constructor(view: View, door: CardDoor<View, Decision>) {
    super();
    this.view = view;
    this.#door = door;
    this.#clock = createQuoteClock(Date.parse(view.expiresAt));
    door.tabs.addEventListener("message", ({ data }) => {
      if (data === view.id) void this.refresh();
    });
  }

  /** 0 is expired, and stays so. */
  get secondsLeft(): number {
    return this.#clock.secondsLeft(Date.now() - this.#aheadMs);
  }

  get isOpen(): boolean {
    return this.view.status === "pending" && this.secondsLeft > 0;
  }

  /** Something may still become of it. */
  protected get isMoving(): boolean {
    return this.view.status === "pending";
  }

  /** Keeps the card current for as long as somebody looks. */
  watch(): void {
    if (this.#watchers++ > 0) return;
    void this.refresh();
    this.#timer = window.setInterval(() => {
      if (this.isMoving && document.visibilityState === "visible") void this.refresh();
    }, POLL_MS);
  }

  leave(): void {
    if (--this.#watchers === 0) window.clearInterval(this.#timer);
  }

  /** What the server says now. Being unreachable changes nothing; the page says elsewhere that it is. */
  async refresh(): Promise<void> {
    const now = await this.#door.fetch(this.view.id).catch(() => null);
    if (!now) return;
    if (now.serverTime !== null) this.#aheadMs = Date.now() - now.serverTime;
    const isDecided = this.view.status === "pending" && now.answer.status !== "pending";
    this.take(now.answer);
    if (isDecided) this.dispatchEvent(new Event("decided"));
  }

  /** @throws ApiError when the server does not take it, or cannot be reached */
  protected async send(decision: Decision): Promise<void> {
    const isSame = JSON.stringify(this.#unanswered?.decision) === JSON.stringify(decision);
    const attempt = isSame ? this.#unanswered! : { decision, key: crypto.randomUUID() };
    this.#unanswered = attempt;
    const view = await this.#door.answer(this.view.id, decision, attempt.key);
    this.#unanswered = null;
    this.take(view);
    this.#door.tabs.postMessage(view.id);
  }

  protected take(view: View): void {
    this.view = view;
    this.changed();
  }

  protected changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}
