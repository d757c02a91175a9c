import type { SourceReport } from "@necto/tools/core/source-report";
import { css, html, LitElement, nothing } from "lit";
import { codeText, countText, shortHash } from "../format/text.ts";
import { base } from "../styles/shared.ts";
import "../result/necto-sources.ts";
import type { StepState, ToolCall } from "./run-state.ts";

/** What one step did: the sources it asked, the tools it called, its facts and digests. */
export class NectoStepDetail extends LitElement {
  static override properties = { step: { attribute: false }, reports: { attribute: false } };
  declare step: StepState;
  declare reports: readonly SourceReport[];

  static override styles = [
    base,
    css`
      :host {
        padding: var(--n-sp-1) var(--n-sp-3) var(--n-sp-3);
        font-size: var(--n-fs-sm);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.125rem var(--n-sp-3);
      }
      dt {
        color: var(--n-text-3);
      }
      dd {
        overflow-wrap: anywhere;
      }
      p.failed {
        color: var(--n-danger);
      }
      details {
        margin-top: var(--n-sp-2);
      }
      summary {
        min-height: 1.5rem;
        color: var(--n-text-2);
        cursor: pointer;
      }
      pre {
        max-height: 14rem;
        margin: var(--n-sp-1) 0 0;
        padding: var(--n-sp-2);
        overflow: auto;
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
        font-size: var(--n-fs-xs);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      necto-sources {
        margin-bottom: var(--n-sp-2);
      }
    `,
  ];

  protected override render() {
    const { trace, tools } = this.step;
    return html`${
      this.reports.length > 0 ? html`<necto-sources .reports=${this.reports}></necto-sources>` : nothing
    }
    ${trace?.error ? html`<p class="failed">${trace.error.message} <span class="mono">${trace.error.code}</span></p>` : nothing}
    ${trace ? facts(trace) : html`<p class="quiet">Nothing to show until the step ends.</p>`} ${tools.map(toolCard)}`;
  }
}
customElements.define("necto-step-detail", NectoStepDetail);

const facts = (trace: NonNullable<StepState["trace"]>) => html`<dl>
  ${Object.entries(trace.summary).map(
    ([name, value]) => html`<dt>${codeText(name)}</dt>
      <dd class="figure">${valueText(value)}</dd>`,
  )}
  <dt title="keccak256 of what the step was given">Input digest</dt>
  <dd class="mono" title=${trace.inputDigest ?? nothing}>
    ${trace.inputDigest ? shortHash(trace.inputDigest) : "none: the input holds your words"}
  </dd>
  <dt title="keccak256 of what the step gave back">Output digest</dt>
  <dd class="mono" title=${trace.outputDigest}>${shortHash(trace.outputDigest)}</dd>
</dl>`;

const toolCard = ({ name, args, result }: ToolCall) => html`<details>
  <summary>Tool <span class="mono">${name}</span>${result === null ? " · waiting for its result" : nothing}</summary>
  <p class="quiet">Arguments</p>
  <pre tabindex="0" aria-label="Arguments of ${name}">${indented(args)}</pre>
  ${
    result === null
      ? nothing
      : html`<p class="quiet">Result</p>
          <pre tabindex="0" aria-label="Result of ${name}">${indented(result)}</pre>`
  }
</details>`;

const valueText = (value: unknown): string => {
  if (typeof value === "number") return Number.isInteger(value) ? countText(value) : String(value);
  if (Array.isArray(value)) return value.length > 0 ? value.join(", ") : "none";
  return typeof value === "string" ? value : JSON.stringify(value);
};

function indented(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
}
