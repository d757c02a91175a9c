import { movesPriceFar } from "@necto/tools/core/describe-diff";
import type { ChangeDecision, ChangeView } from "@necto/tools/protocol/change";
import { wordsOf } from "../api/error-words.ts";
import { PendingCard } from "../booking/pending-card.ts";
import { answerChange, fetchChange } from "./change-api.ts";

const tabs = new BroadcastChannel("necto:changes");

/** One pending change as this page sees it, and the tick of a large one. */
export class ChangeStore extends PendingCard<ChangeView, ChangeDecision> {
  isSending = false;
  isTicked = false;

  constructor(view: ChangeView) {
    super(view, { fetch: fetchChange, answer: answerChange, tabs });
  }

  /** A price moves by more than half: that takes a tick of its own. */
  get needsTick(): boolean {
    return movesPriceFar(this.view.diffs);
  }

  tick(isTicked: boolean): void {
    this.isTicked = isTicked;
    this.changed();
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
    this.changed();
    try {
      await this.send(decision);
      this.dispatchEvent(new Event("answered"));
    } catch (error) {
      this.problem = wordsOf(error);
      void this.refresh();
    } finally {
      this.isSending = false;
      this.changed();
    }
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
