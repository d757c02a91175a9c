import type { SealedStep } from "@necto/tools/trace/trace";
import { css, html, LitElement, nothing } from "lit";
import { STEP_LABELS } from "../format/labels.ts";
import { stepFigure } from "../format/step-facts.ts";
import { codeText, shortHash } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";
import "./necto-hash.ts";

/** The node transitions that a trace recorded, with the digests that tie each to the one before. */
export class NectoTraceSteps extends LitElement {
  static override properties = { steps: { attribute: false } };
  declare steps: readonly SealedStep[];

  static override styles = [
    base,
    css`
      ol {
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      summary {
        display: grid;
        grid-template-columns: 1rem minmax(6.5rem, auto) minmax(0, 1fr) auto 1rem;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-row);
        padding: var(--n-sp-1) var(--n-sp-3);
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
      .seq {
        color: var(--n-text-3);
        text-align: right;
      }
      .counts {
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
        overflow-wrap: anywhere;
      }
      .digest {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        white-space: nowrap;
      }
      .failed {
        color: var(--n-danger);
      }
      svg.chevron {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      [open] > summary svg.chevron {
        transform: rotate(90deg);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.125rem var(--n-sp-3);
        padding: 0 var(--n-sp-3) var(--n-sp-3) 2.25rem;
        font-size: var(--n-fs-sm);
      }
      dt {
        color: var(--n-text-3);
      }
      dd {
        overflow-wrap: anywhere;
      }
      @media (max-width: 719px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
          padding-left: var(--n-sp-3);
        }
        .digest {
          display: none;
        }
        summary {
          grid-template-columns: 1rem auto minmax(0, 1fr) 1rem;
        }
        .counts {
          text-align: right;
        }
      }
    `,
  ];

  protected override render() {
    return html`<ol aria-label="Steps">
      ${this.steps.map(
        (step) => html`<li>
          <details>
            <summary>
              <span class="seq figure">${step.seq + 1}</span>
              <span>${STEP_LABELS[step.node]}</span>
              <span class="counts figure">${step.error ? html`<span class="failed">failed: ${step.error}</span>` : stepFigure({ trace: { ...step, error: null } })}</span>
              <span class="digest mono" title="Digest of what the step gave back">${shortHash(step.outputDigest)}</span>
              ${icon("chevron")}
            </summary>
            ${detail(step)}
          </details>
        </li>`,
      )}
    </ol>`;
  }
}
customElements.define("necto-trace-steps", NectoTraceSteps);

const detail = ({ inputDigest, outputDigest, summary }: SealedStep) => html`<dl>
  <dt title="keccak256 of what the step was given">Input digest</dt>
  <dd>${inputDigest ? html`<necto-hash .value=${inputDigest} label="input digest"></necto-hash>` : "none: the input holds the words of who asked"}</dd>
  <dt title="keccak256 of what the step gave back">Output digest</dt>
  <dd><necto-hash .value=${outputDigest} label="output digest"></necto-hash></dd>
  ${Object.entries(summary).map(
    ([name, value]) => html`<dt>${codeText(name)}</dt>
      <dd class="figure">${value === null ? "none" : typeof value === "object" ? JSON.stringify(value) : String(value)}</dd>`,
  )}
  ${Object.keys(summary).length === 0 ? html`<dt>Facts</dt><dd>none</dd>` : nothing}
</dl>`;
