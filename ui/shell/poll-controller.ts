import type { ReactiveController, ReactiveControllerHost } from "lit";

export interface PollOptions {
  /** Pause between the end of one look and the next. */
  readonly everyMs: number;
  /** Looks once, and throws nothing. */
  readonly load: () => Promise<unknown>;
  /** Whether there is something to look for now; always unless said. */
  readonly isDue?: () => boolean;
}

/** Looks again and again while its element is on the page and the page is in view: one look at a time. */
export class PollController implements ReactiveController {
  readonly #options: PollOptions;
  #timer = 0;
  #isConnected = false;

  constructor(host: ReactiveControllerHost, options: PollOptions) {
    this.#options = options;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isConnected = true;
    // The host has its own connectedCallback to finish first.
    queueMicrotask(() => void this.#poll());
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    window.clearTimeout(this.#timer);
  }

  async #poll(): Promise<void> {
    const { everyMs, load, isDue = () => true } = this.#options;
    window.clearTimeout(this.#timer);
    if (document.visibilityState === "visible" && isDue()) await load();
    if (!this.#isConnected) return;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#poll(), everyMs);
  }
}
