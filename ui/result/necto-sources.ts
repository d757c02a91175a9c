import type { SourceReport } from "@necto/tools/core/source-report";
import { sourceTitle } from "@necto/tools/core/source-title";
import { css, html, LitElement, nothing } from "lit";
import { isPriceFeed } from "../format/labels.ts";
import { codeText, countOf, countText, timeText, tookText } from "../format/text.ts";
import { type IconName, icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";

const STATUS: Readonly<
  Record<SourceReport["status"], { readonly icon: IconName; readonly word: string; readonly tone: string }>
> = {
  ok: { icon: "check", word: "ok", tone: "success" },
  partial: { icon: "warning", word: "partial", tone: "warning" },
  failed: { icon: "failed", word: "failed", tone: "danger" },
  skipped: { icon: "stopped", word: "skipped", tone: "quiet" },
};

/** A sealed report does not say how long the source took. */
type Report = Omit<SourceReport, "durationMs"> & { readonly durationMs?: number };

/** What every source answered: how it went, how many offers, how long, and why not. */
export class NectoSources extends LitElement {
  static override properties = { reports: { attribute: false } };
  declare reports: readonly Report[];

  static override styles = [
    base,
    css`
      :host {
        font-size: var(--n-fs-sm);
      }
      li {
        display: grid;
        grid-template-columns: 1rem minmax(0, 1fr) auto 4rem;
        gap: 0 var(--n-sp-2);
        padding: 0.25rem 0;
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      .name {
        font-weight: var(--n-fw-med);
      }
      .took {
        color: var(--n-text-3);
      }
      .took,
      .offers {
        text-align: right;
        white-space: nowrap;
      }
      .note {
        grid-column: 2 / -1;
        color: var(--n-text-2);
        overflow-wrap: anywhere;
      }
      svg {
        margin-top: 0.2em;
      }
      .success {
        color: var(--n-success);
      }
      .warning {
        color: var(--n-warning);
      }
      .danger {
        color: var(--n-danger);
      }
    `,
  ];

  protected override render() {
    return html`<ul aria-label="Sources">
      ${this.reports.map(row)}
    </ul>`;
  }
}
customElements.define("necto-sources", NectoSources);

const row = (report: Report) => {
  const { icon: name, word, tone } = STATUS[report.status];
  return html`<li title=${timeText(report.observedAt)}>
    <span class=${tone}>${icon(name)}</span>
    <span><span class="name">${sourceTitle(report.source)}</span> <span class=${tone}>${word}</span></span>
    <span class="offers figure">${countOf(report.offers, nounOf(report))}</span>
    <span class="took figure">${report.durationMs === undefined ? nothing : tookText(report.durationMs)}</span>
    ${report.message ? html`<span class="note">${report.message}</span>` : nothing}
    ${
      report.rowsRejected > 0 || Object.keys(report.skips).length > 0
        ? html`<span class="note figure">${skipsText(report)}</span>`
        : nothing
    }
  </li>`;
};

/** What a source's rows are. */
const nounOf = ({ source }: Report): string => (isPriceFeed(source) ? "token price" : "offer");

/** `12 rows left out: 9 malformed, 3 no price`. */
function skipsText({ rowsRejected, skips }: Report): string {
  const reasons = Object.entries(skips).map(
    ([code, rows]) => `${countText(rows)} ${codeText(code).toLowerCase()}`,
  );
  return `${countOf(rowsRejected, "row")} left out${reasons.length > 0 ? `: ${reasons.join(", ")}` : ""}`;
}
