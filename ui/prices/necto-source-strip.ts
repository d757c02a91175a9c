import { sourceTitle } from "@necto/tools/core/source-title";
import { formatAge } from "@necto/tools/core/units";
import type { SourceState } from "@necto/tools/protocol/market";
import { css, html, LitElement, nothing } from "lit";
import { isPriceFeed } from "../format/labels.ts";
import { countOf, countText, timeText } from "../format/text.ts";
import { type IconName, icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";
import { freshnessOf } from "./freshness.ts";

const STATUS: Readonly<
  Record<SourceState["status"], { readonly icon: IconName; readonly word: string; readonly tone: string }>
> = {
  ok: { icon: "check", word: "", tone: "success" },
  partial: { icon: "warning", word: "partial", tone: "warning" },
  failed: { icon: "failed", word: "failed", tone: "danger" },
  skipped: { icon: "stopped", word: "not asked", tone: "quiet" },
};

/** Every source: how its last answer went, how many offers it has, and how old it is. */
export class NectoSourceStrip extends LitElement {
  static override properties = {
    sources: { attribute: false },
    now: { type: Number },
    isFolded: { type: Boolean },
  };
  declare sources: readonly SourceState[];
  /** The server's time, epoch milliseconds. */
  declare now: number;
  /** One line that opens, for screens without room. */
  declare isFolded: boolean;

  static override styles = [
    base,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-1) var(--n-sp-4);
        font-size: var(--n-fs-sm);
      }
      li {
        display: flex;
        align-items: center;
        gap: 0.3em;
        white-space: nowrap;
      }
      summary {
        min-height: 1.5rem;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
        line-height: 1.5rem;
        cursor: pointer;
      }
      @media (pointer: coarse) {
        summary {
          min-height: 2rem;
          line-height: 2rem;
        }
      }
      .name {
        font-weight: var(--n-fw-med);
      }
      .success {
        color: var(--n-success);
      }
      .warning,
      .stale {
        color: var(--n-warning);
      }
      .danger {
        color: var(--n-danger);
      }
    `,
  ];

  protected override render() {
    const list = html`<ul aria-label="Sources" class="figure">
      ${this.sources.map((source) => this.#source(source))}
    </ul>`;
    if (!this.isFolded || this.sources.length === 0) return list;
    return html`<details>
      <summary class="figure">${this.#summary()}</summary>
      ${list}
    </details>`;
  }

  #summary() {
    const count = (status: SourceState["status"]) =>
      this.sources.filter((source) => source.status === status).length;
    const oldest = Math.max(...this.sources.map(({ observedAt }) => this.now - Date.parse(observedAt)));
    return html`${countOf(this.sources.length, "source")}${
      count("partial") > 0 ? html`, <span class="warning">${count("partial")} partial</span>` : nothing
    }${count("failed") > 0 ? html`, <span class="danger">${count("failed")} failed</span>` : nothing},
      <span class=${freshnessOf(oldest) === "stale" ? "stale" : "quiet"}>${formatAge(oldest)} ago</span>`;
  }

  #source({ source, status, offers, observedAt, message, rowsRejected }: SourceState) {
    const { icon: name, word, tone } = STATUS[status];
    const age = this.now - Date.parse(observedAt);
    const freshness = freshnessOf(age);
    const notes = [
      message,
      rowsRejected > 0 && !message ? `${rowsRejected} rows left out.` : null,
      timeText(observedAt),
    ];
    return html`<li title=${notes.filter(Boolean).join(" ")}>
      <span class=${tone}>${icon(name, status)}</span>
      <span class="name">${sourceTitle(source)}</span>
      ${word ? html`<span class=${tone}>${word}</span>` : nothing}
      ${status === "skipped" ? nothing : html`<span>${isPriceFeed(source) ? countOf(offers, "token price") : countText(offers)}</span>`}
      <span class=${freshness === "stale" ? "stale" : "quiet"}>${freshness === "stale" ? "stale, " : nothing}${formatAge(age)} ago</span>
      ${status === "failed" && message ? html`<span class="danger hidden-words">${message}</span>` : nothing}
    </li>`;
  }
}
customElements.define("necto-source-strip", NectoSourceStrip);
