import { movesPriceFar } from "@necto/tools/core/describe-diff";
import type { ChangeDecision, ChangeView } from "@necto/tools/protocol/change";
import { wordsOf } from "../api/error-words.ts";
import { createQuoteClock, type QuoteClock } from "../booking/quote-clock.ts";
import { answerChange, fetchChange } from "./change-api.ts";

/** Another device may answer; this often the page asks while a card is open. */
const POLL_MS = 3_000;

/** Tells other tabs that a change was answered. */
const tabs = new BroadcastChannel("necto:changes");

/**
 * One pending change as this page sees it: the server's state, kept current, and the tick of a large one. It answers once: every
 * repeat of one answer carries the same key. Dispatches `change`, `answered` when the server has taken an answer of this page, and
 * `decided` when it was answered somewhere else.
 */
export class ChangeStore extends EventTarget {
  view: ChangeView;
  isSending = false;
  isTicked = false;
  /** Why the last try to answer failed. */
  problem: string | null = null;
  readonly #clock: QuoteClock;
  #aheadMs = 0;
  #watchers = 0;
  #timer = 0;
  /** An answer without a reply: sent again as it was. */
  #unanswered: { readonly decision: ChangeDecision; readonly key: string } | null = null;

  constructor(view: ChangeView) {
    super();
    this.view = view;
    this.#clock = createQuoteClock(Date.parse(view.expiresAt));
    tabs.addEventListener("message", ({ data }) => {
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

  /** A price moves by more than half: that takes a tick of its own. */
  get needsTick(): boolean {
    return movesPriceFar(this.view.diffs);
  }

  watch(): void {
    if (this.#watchers++ > 0) return;
    void this.refresh();
    this.#timer = window.setInterval(() => {
      if (this.view.status === "pending" && document.visibilityState === "visible") void this.refresh();
    }, POLL_MS);
  }

  leave(): void {
    if (--this.#watchers === 0) window.clearInterval(this.#timer);
  }

  async refresh(): Promise<void> {
    const now = await fetchChange(this.view.id).catch(() => null);
    if (!now) return;
    if (now.serverTime !== null) this.#aheadMs = Date.now() - now.serverTime;
    const isDecided = this.view.status === "pending" && now.answer.status !== "pending";
    this.view = now.answer;
    this.#changed();
    if (isDecided) this.dispatchEvent(new Event("decided"));
  }

  tick(isTicked: boolean): void {
    this.isTicked = isTicked;
    this.#changed();
  }

  apply(): Promise<void> {
    return this.#answer({ decision: "apply", acceptsLargeChange: this.needsTick && this.isTicked });
  }

  discard(): Promise<void> {
    return this.#answer({ decision: "discard" });
  }

  async #answer(decision: ChangeDecision): Promise<void> {
    if (!this.isOpen || this.isSending) return;
    this.isSending = true;
    this.problem = null;
    this.#changed();
    const isSame = JSON.stringify(this.#unanswered?.decision) === JSON.stringify(decision);
    const attempt = isSame ? this.#unanswered! : { decision, key: crypto.randomUUID() };
    this.#unanswered = attempt;
    try {
      this.view = await answerChange(this.view.id, decision, attempt.key);
      this.#unanswered = null;
      tabs.postMessage(this.view.id);
      this.dispatchEvent(new Event("answered"));
    } catch (error) {
      this.problem = wordsOf(error);
      void this.refresh();
    } finally {
      this.isSending = false;
      this.#changed();
    }
  }

  #changed(): void {
    this.dispatchEvent(new Event("change"));
  }
}

const stores = new Map<string, ChangeStore>();

/** The store of a change: one for all cards that show it. */
export function changeStoreOf(view: ChangeView): ChangeStore {
  const known = stores.get(view.id);
  if (known) return known;
  const store = new ChangeStore(view);
  stores.set(view.id, store);
  return store;
}
