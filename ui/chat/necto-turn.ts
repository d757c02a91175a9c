import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import { css, html, LitElement, nothing } from "lit";
import { rateText } from "../format/money.ts";
import { countText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import "../result/necto-result.ts";
import "./necto-clarify.ts";
import "./necto-examples.ts";
import "./necto-steps.ts";
import "./necto-user-message.ts";
import { isRunning, type Message } from "./run-state.ts";
import type { Turn } from "./thread-state.ts";

/** One exchange: the user's words, the steps, the reply, and (on narrow screens) the result under it. */
export class NectoTurn extends LitElement {
  static override properties = {
    turn: { attribute: false },
    isKept: { type: Boolean },
    isLatest: { type: Boolean },
    isShown: { type: Boolean },
    isOutdated: { type: Boolean },
    hasResult: { type: Boolean },
    traceStatus: { attribute: false },
    shownApprovals: { attribute: false },
    threadId: {},
    isLive: { type: Boolean },
    speaker: { attribute: false },
    hasBooking: { state: true },
    hasChange: { state: true },
    hasWatch: { state: true },
  };
  declare turn: Turn;
  /** The server keeps this conversation's words. */
  declare isKept: boolean;
  declare isLatest: boolean;
  /** Its result is the one on screen. */
  declare isShown: boolean;
  /** A later search has an answer. */
  declare isOutdated: boolean;
  /** Carries the result itself, when there is no room beside the conversation. */
  declare hasResult: boolean;
  /** How far the trace of its result is on its way to 0G. */
  declare traceStatus: TraceStatus | null;
  /** Approvals that turns of this conversation show. */
  declare shownApprovals: ReadonlySet<string>;
  declare threadId: string | null;
  declare isLive: boolean;
  /** Whose conversation it is. */
  declare speaker: "buyer" | "provider";
  /** Booking is a file of its own, loaded when a run first says something about one. */
  declare hasBooking: boolean;
  /** So is what a provider changes. */
  declare hasChange: boolean;
  /** And what is to be watched. */
  declare hasWatch: boolean;

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      article {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      .reply {
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      .reply.streaming::after {
        display: inline-block;
        width: 0.5em;
        height: 1em;
        margin-left: 0.15em;
        background: var(--n-text-3);
        content: "";
        vertical-align: -0.15em;
      }
      .result {
        justify-content: space-between;
        width: 100%;
        min-height: 2.25rem;
        border-color: var(--n-border);
        font-weight: var(--n-fw);
      }
      .result[aria-pressed="true"] {
        border-color: var(--n-accent);
        background: var(--n-bg-selected);
      }
      .result b {
        font-weight: var(--n-fw-semi);
      }
    `,
  ];

  protected override willUpdate(): void {
    if (!this.hasChange && saysChange(this.turn.run))
      void import("../provider/necto-change.ts").then(() => {
        this.hasChange = true;
      });
    if (!this.hasWatch && saysWatch(this.turn.run))
      void import("../watches/necto-watch-card.ts").then(() => {
        this.hasWatch = true;
      });
    if (this.hasBooking || !saysBooking(this.turn.run)) return;
    void import("../booking/necto-booking.ts").then(() => {
      this.hasBooking = true;
    });
  }

  protected override render() {
    const { own, run, isQuiet } = this.turn;
    const replies = run.messages.filter(({ role }) => role === "assistant");
    const isUnread = run.lastSeq === 0 && own === null;
    if (isUnread) return nothing;
    return html`<article>
      ${own === null && isResumed(run) ? nothing : this.#words()}
      <necto-steps
        aria-live="off"
        .run=${run}
        .isFolded=${!isRunning(run) && (!this.isLatest || this.hasResult)}
      ></necto-steps>
      ${isQuiet && isRunning(run) ? html`<p class="callout warning">${icon("warning")}No news for 30 s. Asking the server.</p>` : nothing}
      ${run.clarify ? nothing : replies.map(replyOf)}
      ${
        saysBooking(run) && this.hasBooking
          ? html`<necto-booking .run=${run} .shownApprovals=${this.shownApprovals} .trackedThreadId=${this.isKept ? this.threadId : null} .isLive=${this.isLive}></necto-booking>`
          : nothing
      }
      ${
        saysWatch(run) && this.hasWatch
          ? html`<necto-watch-card .turn=${this.turn} .isUntracked=${!this.isKept}></necto-watch-card>`
          : nothing
      }
      ${
        run.change && this.hasChange
          ? html`<necto-change .change=${run.change} .isLive=${this.isLive}></necto-change>`
          : nothing
      }
      ${
        run.changeProgress && this.hasChange
          ? html`<necto-change-result .result=${run.changeProgress}></necto-change-result>`
          : nothing
      }
      ${
        run.clarify
          ? html`<necto-clarify
              .clarify=${run.clarify}
              .words=${own?.text ?? run.messages.find(({ role }) => role === "user")?.text ?? null}
              .question=${replies.at(-1)?.text.trim() ?? "What do you mean?"}
              .isOpen=${this.isLatest}
            ></necto-clarify>`
          : nothing
      }
      ${this.isLatest && !isRunning(run) && isHelp(run) ? html`<necto-examples .speaker=${this.speaker}></necto-examples>` : nothing}
      ${this.#ending()} ${run.decision ? this.#result(run.decision) : nothing}
    </article>`;
  }

  #words() {
    const { own, run } = this.turn;
    return html`<necto-user-message
      .isKept=${this.isKept}
      .isBooking=${run.understood?.intent === "book"}
      .own=${own}
      .text=${run.messages.find(({ role }) => role === "user")?.text ?? null}
      .evidence=${run.understood?.evidence ?? []}
      .clarify=${run.clarify}
    ></necto-user-message>`;
  }

  #ending() {
    const { phase, error } = this.turn.run;
    if (phase === "stopped")
      return html`<p class="callout info">${icon("stopped")}Stopped. Steps that were done are kept above.</p>`;
    if (!error) return nothing;
    return html`<div class="callout danger" role="alert">
      ${icon("failed")}
      <div>${error.message} <span class="mono">${error.code}</span></div>
      ${this.isLatest && this.turn.own?.text ? html`<button @click=${this.#again}>Try again</button>` : nothing}
    </div>`;
  }

  #again(): void {
    intend(this, "necto-say", { text: this.turn.own?.text ?? "" });
  }

  #result(decision: NonNullable<Turn["run"]["decision"]>) {
    if (this.hasResult && this.isShown)
      return html`<necto-result
        .decision=${decision}
        .sealed=${this.turn.run.sealed}
        .traceStatus=${this.traceStatus}
        .isOutdated=${this.isOutdated}
      ></necto-result>`;
    const best = decision.ranked[0]?.ranked.usdMicrosPerGpuHour;
    return html`<button
      class="result"
      aria-pressed=${this.isShown}
      @click=${() => intend(this, "necto-show", { runId: this.turn.runId })}
    >
      <span class="figure">${countText(decision.rankedTotal)} of ${countText(decision.offersSeen)}</span>
      ${best === undefined ? nothing : html`<span class="figure">No. 1: <b>$${rateText(best)}</b>/GPU-hr</span>`}
    </button>`;
  }
}
customElements.define("necto-turn", NectoTurn);

/** Help that was asked for in words, or the first message was no request. */
const isHelp = ({ understood }: Turn["run"]): boolean =>
  understood?.intent === "help" &&
  (understood.requirements !== null || understood.evidence.some(({ field }) => field === "help"));

const saysBooking = ({ approval, progress, receipt, handOff, needsAdmin }: Turn["run"]): boolean =>
  Boolean(approval ?? progress ?? receipt ?? handOff ?? needsAdmin);

const saysWatch = ({ understood, clarify, phase }: Turn["run"]): boolean =>
  understood?.intent === "watch" && clarify === null && phase !== "stopped";

const saysChange = ({ change, changeProgress }: Turn["run"]): boolean => Boolean(change ?? changeProgress);

/** A run that goes on after an answer to an approval: nobody said anything to begin it. */
const isResumed = ({ steps, progress, resolved, isAfterChange }: Turn["run"]): boolean =>
  isAfterChange || progress !== null || resolved.length > 0 || steps[0]?.name === "upload-trace";

const replyOf = ({ text, isComplete }: Message) =>
  html`<p class="reply ${isComplete ? "" : "streaming"}">${text.trim().split(OWN_PAGE).map(linked)}</p>`;

/** The one page that replies lead to, with what it is to show: `/spend?from=2026-11-01&to=2026-11-26`. */
const OWN_PAGE = /(?<=\s)(\/spend(?:\?[\w=&-]+)?)(?=$|\s)/;
/** Splitting puts what was found between what was not. */
const linked = (part: string, index: number) => (index % 2 === 1 ? html`<a href=${part}>${part}</a>` : part);
