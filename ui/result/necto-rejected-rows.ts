import { describeReason } from "@necto/tools/core/explain";
import { providerTitle, sourceTitle } from "@necto/tools/core/source-title";
import type { RejectedGroup, RejectedRow } from "@necto/tools/protocol/decision-view";
import { css, html, LitElement, nothing } from "lit";
import { rateText } from "../format/money.ts";
import { countryText, countText, gpuText, UNKNOWN } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";

const PAGE = 20;

/** Gives some of the offers of a reason. Rows that nobody can read are counted in `total` all the same. */
export type LoadRejected = (
  group: Pick<RejectedGroup, "constraint" | "reason">,
  page: { readonly offset: number; readonly limit: number },
) => Promise<{ readonly total: number; readonly rows: readonly RejectedRow[] }>;

/** The offers of one reason, a page at a time, each with every reason it was left out for. */
export class NectoRejectedRows extends LitElement {
  static override properties = {
    load: { attribute: false },
    group: { attribute: false },
    rows: { state: true },
    total: { state: true },
    problem: { state: true },
    isLoading: { state: true },
  };
  declare load: LoadRejected;
  declare group: RejectedGroup;
  declare rows: readonly RejectedRow[];
  declare total: number | null;
  declare problem: string | null;
  declare isLoading: boolean;
  /** Rows asked for so far. */
  #asked = 0;

  constructor() {
    super();
    this.rows = [];
    this.total = null;
    this.problem = null;
    this.isLoading = false;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      :host {
        padding: 0 var(--n-sp-3) var(--n-sp-3) 2.25rem;
        font-size: var(--n-fs-sm);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: 0 var(--n-sp-3);
        padding: var(--n-sp-2) 0;
        border-top: 1px solid var(--n-border);
      }
      .name {
        min-width: 0;
        overflow-wrap: anywhere;
      }
      .name b {
        font-weight: var(--n-fw-med);
      }
      .price {
        text-align: right;
        white-space: nowrap;
      }
      .reasons {
        grid-column: 1 / -1;
        color: var(--n-text-2);
        overflow-wrap: anywhere;
      }
      .bone {
        height: 2.6rem;
        margin-top: var(--n-sp-2);
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
        animation: appear 0s 150ms backwards;
      }
      @keyframes appear {
        from {
          visibility: hidden;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.total === null) void this.#load();
  }

  readonly #load = async (): Promise<void> => {
    this.isLoading = true;
    this.problem = null;
    try {
      const page = await this.load(this.group, { offset: this.#asked, limit: PAGE });
      this.#asked += PAGE;
      this.rows = [...this.rows, ...page.rows];
      this.total = page.total;
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.isLoading = false;
  };

  protected override render() {
    const rest = (this.total ?? 0) - this.#asked;
    return html`<ul aria-busy=${this.isLoading}>
        ${this.rows.map(row)}
      </ul>
      ${this.isLoading ? html`<div class="bone"></div>` : nothing}
      ${
        this.problem
          ? html`<div class="callout danger" role="alert">
              ${icon("failed")}
              <div>These offers could not be loaded. ${this.problem}</div>
              <button @click=${this.#load}>Try again</button>
            </div>`
          : nothing
      }
      ${rest > 0 && !this.isLoading ? html`<button @click=${this.#load}>${countText(Math.min(rest, PAGE))} more of ${countText(rest)}</button>` : nothing}`;
  }
}
customElements.define("necto-rejected-rows", NectoRejectedRows);

const row = ({ offer, normalized, rejection }: RejectedRow) => html`<li class="figure">
  <span class="name"
    ><b>${providerTitle(offer)}</b> · ${gpuText(offer.gpu, offer.gpuCount)} · ${countryText(offer.location)}
    ${offer.provider === offer.source ? nothing : html`<span class="quiet">${sourceTitle(offer.source)}</span>`}</span
  >
  <span class="price">${normalized.usdMicrosPerGpuHour === null ? UNKNOWN : `$${rateText(normalized.usdMicrosPerGpuHour)}/GPU-hr`}</span>
  <span class="reasons">${rejection.reasons.map((reason) => describeReason(reason)).join("; ")}</span>
</li>`;
