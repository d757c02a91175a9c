import type { RankedRow } from "@necto/tools/protocol/decision-view";
import { css, html, LitElement, nothing } from "lit";
import { countText } from "../format/text.ts";
import "../result/necto-result-rows.ts";
import "../result/necto-result-table.ts";
import { icon } from "../shell/icons.ts";
import { COMPACT } from "../shell/layout.ts";
import { MediaController } from "../shell/media-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import type { Page, Rows } from "./trace-view.ts";

const PAGE = 20;

/** The whole ranking, a page at a time: however long it is, only one page is on screen. */
export class NectoRankedPages extends LitElement {
  static override properties = {
    total: { type: Number },
    load: { attribute: false },
    offset: { state: true },
    shown: { state: true },
    problem: { state: true },
  };
  declare total: number;
  declare load: (page: Page) => Promise<Rows<RankedRow>>;
  declare offset: number;
  declare shown: Rows<RankedRow> | null;
  declare problem: string | null;

  constructor() {
    super();
    this.offset = 0;
    this.shown = null;
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      nav {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-2);
        padding-top: var(--n-sp-2);
        color: var(--n-text-2);
        font-size: var(--n-fs-md);
      }
      .bones {
        height: 20rem;
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
    `,
  ];

  readonly #compact = new MediaController(this, COMPACT);

  override connectedCallback(): void {
    super.connectedCallback();
    if (!this.shown) void this.#show(0);
  }

  async #show(offset: number): Promise<void> {
    try {
      this.shown = await this.load({ offset, limit: PAGE });
      this.offset = offset;
      this.problem = null;
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }

  protected override render() {
    return html`${this.problem ? html`<div class="callout danger" role="alert">${icon("failed")}<div>${this.problem}</div></div>` : nothing}
      ${this.shown ? this.#rows(this.shown) : html`<div class="bones" aria-busy="true"></div>`}
      ${this.total > PAGE ? this.#pager() : nothing}`;
  }

  #rows({ rows, unreadable }: Rows<RankedRow>) {
    return html`${
      this.#compact.matches
        ? html`<necto-result-rows .rows=${rows}></necto-result-rows>`
        : html`<necto-result-table .rows=${rows}></necto-result-table>`
    }
    ${unreadable > 0 ? html`<div class="callout warning">${icon("warning")}<div>${countText(unreadable)} rows of this page cannot be read.</div></div>` : nothing}`;
  }

  #pager() {
    const last = Math.min(this.total, this.offset + PAGE);
    return html`<nav aria-label="Pages of ranked offers">
      <button ?disabled=${this.offset === 0} @click=${() => this.#show(this.offset - PAGE)}>Previous</button>
      <span class="figure" role="status">${countText(this.offset + 1)}–${countText(last)} of ${countText(this.total)}</span>
      <button ?disabled=${last >= this.total} @click=${() => this.#show(this.offset + PAGE)}>Next</button>
    </nav>`;
  }
}
customElements.define("necto-ranked-pages", NectoRankedPages);
