import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { STEP_LABELS, STEP_STATUS } from "../format/labels.ts";
import { stepFigure } from "../format/step-facts.ts";
import { countOf, tookText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";
import "./necto-step-detail.ts";
import type { RunState, StepState } from "./run-state.ts";

/** The run's steps as they happen: status, what came in and out, how long. Each opens for its detail. */
export class NectoSteps extends LitElement {
  static override properties = { run: { attribute: false }, isFolded: { type: Boolean } };
  declare run: RunState;
  /** Shows one summary line that opens; for runs of the past. */
  declare isFolded: boolean;

  static override styles = [
    base,
    css`
      .list,
      details.folded {
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
      }
      details.folded .list {
        border: 0;
        border-top: 1px solid var(--n-border);
        border-radius: 0;
      }
      .list > li + li {
        border-top: 1px solid var(--n-border);
      }
      summary {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-row);
        padding: 0 var(--n-sp-3);
        font-size: var(--n-fs-md);
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary:hover {
        background: var(--n-bg-hover);
      }
      summary:focus-visible {
        outline-offset: -2px;
      }
      .label {
        flex: none;
        white-space: nowrap;
      }
      .counts {
        flex: 1;
        min-width: 0;
        overflow: hidden;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
        text-align: right;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      summary > span:first-child {
        display: flex;
      }
      .took {
        min-width: 3.25rem;
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        text-align: right;
        white-space: nowrap;
      }
      .done {
        color: var(--n-success);
      }
      .running {
        color: var(--n-info);
      }
      .failed {
        color: var(--n-danger);
      }
      .stopped {
        color: var(--n-text-2);
      }
      .chevron {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        transition: transform var(--n-dur-1) var(--n-ease);
      }
      [open] > summary .chevron {
        transform: rotate(90deg);
      }
      .running svg {
        animation: turn 0.9s linear infinite;
      }
      .word {
        display: none;
        font-size: var(--n-fs-sm);
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .running svg {
          display: none;
        }
        .running .word {
          display: inline;
        }
      }
    `,
  ];

  protected override render() {
    if (this.run.steps.length === 0) return nothing;
    return this.isFolded ? this.#folded() : this.#list();
  }

  #folded() {
    const { steps, startedAt, endedAt, reports } = this.run;
    const took = startedAt !== null && endedAt !== null ? tookText(endedAt - startedAt) : "";
    const failed = reports.filter((report) => report.status === "failed").length;
    const broken = steps.find((step) => step.status === "failed");
    const trouble = broken ? `failed at ${STEP_LABELS[broken.name]}` : `${countOf(failed, "source")} failed`;
    return html`<details class="folded">
      <summary>
        <span class="label">${countOf(steps.length, "step")}</span>
        <span class="counts figure">${broken || failed > 0 ? trouble : nothing}</span>
        <span class="took figure">${took}</span>
        ${icon("chevron")}
      </summary>
      ${this.#list()}
    </details>`;
  }

  #list() {
    return html`<ol class="list" aria-label="Steps">
      ${repeat(
        this.run.steps,
        (step) => step.name + step.startedAt,
        (step) => html`<li>
          <details>
            <summary>
              ${status(step)}
              <span class="label">${STEP_LABELS[step.name]}</span>
              <span class="counts figure">${this.#figure(step)}</span>
              <span class="took figure">${step.durationMs === null ? nothing : tookText(step.durationMs)}</span>
              ${icon("chevron")}
            </summary>
            <necto-step-detail .step=${step} .reports=${this.#reports(step)}></necto-step-detail>
          </details>
        </li>`,
      )}
    </ol>`;
  }

  #reports(step: StepState) {
    return step.name === "fetch-quotes" ? this.run.reports : [];
  }

  #figure(step: StepState): string {
    const { reports } = this.run;
    if (step.name !== "fetch-quotes" || reports.length === 0) return stepFigure(step);
    const failed = reports.filter((report) => report.status === "failed").length;
    return `${reports.length - failed} ok${failed > 0 ? `, ${failed} failed` : ""}`;
  }
}
customElements.define("necto-steps", NectoSteps);

const status = (step: StepState) => {
  const { icon: name, word } = STEP_STATUS[step.status];
  return html`<span class=${step.status}>${icon(name)}<span class="word">${word}</span><span class="hidden-words">${word}</span></span>`;
};
