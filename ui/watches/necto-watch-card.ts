import type { WatchTerms } from "@necto/tools/protocol/watch";
import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import type { Turn } from "../chat/thread-state.ts";
import { rateText } from "../format/money.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { makeWatch } from "./make-watch.ts";
import { ownWatches } from "./own-watches.ts";
import { watchLink } from "./watch-link.ts";
import { subjectText } from "./watch-text.ts";

/** A message of longer ago was answered, or left, on another visit. */
const JUST_NOW_MS = 2 * 60_000;

/**
 * Makes the watch that a message asked for, once: the page does it and not the run, so that the server joins no conversation with
 * a watch. Nothing is paid by it, so nobody is asked twice.
 */
export class NectoWatchCard extends LitElement {
  static override properties = {
    turn: { attribute: false },
    isUntracked: { type: Boolean },
    state: { state: true },
    problem: { state: true },
  };
  declare turn: Turn;
  /** The conversation is. */
  declare isUntracked: boolean;
  declare state: "asks" | "making" | "made" | "failed";
  declare problem: { readonly words: string; readonly needsSignIn: boolean } | null;

  constructor() {
    super();
    this.state = "asks";
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      a {
        color: inherit;
        font-weight: var(--n-fw-med);
      }
    `,
  ];

  protected override firstUpdated(): void {
    const { runId, own, run } = this.turn;
    if (this.#terms() === null) return;
    if (ownWatches.wasAsked(runId)) this.state = "made";
    else if (own !== null && Date.now() - (run.startedAt ?? 0) < JUST_NOW_MS) void this.#make();
  }

  #terms(): WatchTerms | null {
    const { requirements, evidence } = this.turn.run.understood!;
    const line = requirements?.maxUsdMicrosPerGpuHour ?? null;
    const isAboutOthers = evidence.some(({ field }) => field === "stop-watch" || field === "own-watches");
    if (requirements === null || line === null || line === 0 || isAboutOthers) return null;
    return { requirements: { ...requirements, maxUsdMicrosPerGpuHour: null }, usdMicrosPerGpuHour: line };
  }

  readonly #make = async (): Promise<void> => {
    const terms = this.#terms();
    if (terms === null) return;
    this.state = "making";
    // Before it is asked for: another tab that shows the same conversation asks for none.
    ownWatches.noteAsked(this.turn.runId);
    try {
      await makeWatch(terms, this.isUntracked);
      this.state = "made";
    } catch (error) {
      this.state = "failed";
      const { code } = (error as { problem?: { code?: string } }).problem ?? {};
      this.problem = { words: wordsOf(error), needsSignIn: code === "auth/sign-in" };
    }
  };

  protected override render() {
    const terms = this.#terms();
    if (terms === null) {
      const { requirements } = this.turn.run.understood!;
      return html`<p class="callout info">${icon("bell")}<span><a href=${requirements ? watchLink({ requirements, usdMicros: null }) : "/watches"}>Open watches</a></span></p>`;
    }
    const what = `${subjectText(terms.requirements)} under $${rateText(terms.usdMicrosPerGpuHour)}/GPU-hr`;
    if (this.state === "failed")
      return html`<div class="callout danger" role="alert">
        ${icon("failed")}
        <div>The watch for ${what} was not set up. ${this.problem?.words}</div>
        ${this.problem?.needsSignIn ? html`<button @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button>` : nothing}
        <button @click=${this.#make}>Try again</button>
      </div>`;
    if (this.state === "asks")
      return html`<div class="callout info">${icon("bell")}<div>${what}</div><button @click=${this.#make}>Watch this</button></div>`;
    if (this.state === "making")
      return html`<p class="callout info" aria-busy="true">${icon("bell")}<span>Setting up: ${what}</span></p>`;
    return html`<p class="callout info" role="status">
      ${icon("bell")}<span>Watching ${what}. ${this.isUntracked ? "Only this browser can read it, for 30 days." : "You are told in your inbox."} <a href="/watches">All watches</a></span>
    </p>`;
  }
}
customElements.define("necto-watch-card", NectoWatchCard);
