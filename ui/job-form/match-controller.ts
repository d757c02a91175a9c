import type { Requirements } from "@necto/tools/core/requirements";
import type { MatchView } from "@necto/tools/protocol/match-view";
import type { ReactiveController, ReactiveControllerHost } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { request } from "../api/necto-api.ts";

/** Pause in the writing after which matches are counted. */
const PAUSE_MS = 250;
/** The market moves: a count is taken anew this often. */
const AGAIN_MS = 5_000;

/** What is known of the requirements in the form; a number is only ever that of these requirements, and of a moment ago. */
export type Matching =
  | { readonly kind: "counting" }
  | { readonly kind: "counted"; readonly view: MatchView }
  /** Something in the form is wrong, so that nothing can be asked. */
  | { readonly kind: "unsound" }
  | { readonly kind: "failed"; readonly words: string };

const COUNTING: Matching = { kind: "counting" };

/** Counts what matches, a moment after each change and again while the page is in view. */
export class MatchController implements ReactiveController {
  state: Matching = COUNTING;
  readonly #host: ReactiveControllerHost;
  #asked: Requirements | null = null;
  /** What was asked last, as text; null before anything was. */
  #key: string | null = null;
  /** Answers to anything before the newest question are not heard. */
  #question = 0;
  #timer = 0;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("visibilitychange", this.#visibilityChanged);
    if (this.#key !== null) this.#start(0);
  }

  hostDisconnected(): void {
    document.removeEventListener("visibilitychange", this.#visibilityChanged);
    this.#stop();
  }

  /** The requirements as they are now; null while they cannot be asked. */
  ask(requirements: Requirements | null): void {
    // Who may know of a job changes nothing about what matches.
    const asked = requirements && { ...requirements, mode: null };
    const key = JSON.stringify(asked);
    if (key === this.#key) return;
    this.#key = key;
    this.#asked = asked;
    this.#start(PAUSE_MS);
  }

  again(): void {
    this.#start(0);
  }

  readonly #visibilityChanged = (): void => {
    // What was counted before the page was put away is of then.
    if (document.visibilityState === "visible") this.#start(0);
    else this.#stop();
  };

  #stop(): void {
    window.clearTimeout(this.#timer);
    this.#question++;
  }

  #start(afterMs: number): void {
    this.#stop();
    this.#show(this.#asked === null ? { kind: "unsound" } : COUNTING);
    if (this.#asked !== null) this.#countAfter(this.#asked, afterMs);
  }

  #countAfter(asked: Requirements, afterMs: number): void {
    this.#timer = window.setTimeout(() => void this.#count(asked), afterMs);
  }

  async #count(asked: Requirements): Promise<void> {
    const question = ++this.#question;
    const state = await request<MatchView>("/api/match", asked).then(
      (view): Matching => ({ kind: "counted", view }),
      (error: unknown): Matching => ({ kind: "failed", words: wordsOf(error) }),
    );
    if (question !== this.#question) return;
    this.#show(state);
    this.#countAfter(asked, AGAIN_MS);
  }

  #show(state: Matching): void {
    this.state = state;
    this.#host.requestUpdate();
  }
}
