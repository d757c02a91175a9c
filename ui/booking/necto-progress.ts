import type { BookingProgress } from "@necto/tools/protocol/booking";
import { css, html, LitElement, nothing } from "lit";
import type { IconName } from "../shell/icons.ts";
import { icon } from "../shell/icons.ts";
import { base, callouts } from "../styles/shared.ts";
import "./necto-tx.ts";
import { progressSteps, type StepMark } from "./progress-steps.ts";

/** Where an approved booking is on its way: sending, submitted, confirmed, with its transaction. */
export class NectoProgress extends LitElement {
  static override properties = { progress: { attribute: false } };
  declare progress: BookingProgress;

  static override styles = [
    base,
    callouts,
    css`
      ol {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2) var(--n-sp-4);
        padding: var(--n-sp-2) var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      li {
        display: inline-flex;
        align-items: center;
        gap: var(--n-sp-1);
        color: var(--n-text-3);
      }
      .done {
        color: var(--n-success);
      }
      .running {
        color: var(--n-info);
        font-weight: var(--n-fw-med);
      }
      .running svg {
        animation: turn 0.9s linear infinite;
      }
      .failed {
        color: var(--n-danger);
      }
      p {
        margin-top: var(--n-sp-2);
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .running svg {
          animation: none;
        }
      }
    `,
  ];

  protected override render() {
    const { txHash, problem } = this.progress;
    return html`<ol aria-label="Booking">
        ${progressSteps(this.progress).map(
          ({ word, mark }) =>
            html`<li class=${mark} aria-current=${mark === "running" ? "step" : nothing}>
              ${icon(ICONS[mark], MARK_WORDS[mark])}${word}
            </li>`,
        )}
        ${txHash ? html`<li>transaction <necto-tx .hash=${txHash}></necto-tx></li>` : nothing}
      </ol>
      ${problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${problem.message} <span class="mono">${problem.code}</span></span></p>` : nothing}`;
  }
}
customElements.define("necto-progress", NectoProgress);

const ICONS: Readonly<Record<StepMark, IconName>> = {
  done: "check",
  running: "running",
  waiting: "waiting",
  failed: "failed",
};
const MARK_WORDS: Readonly<Record<StepMark, string>> = {
  done: "Done:",
  running: "Now:",
  waiting: "Not yet:",
  failed: "Failed:",
};
