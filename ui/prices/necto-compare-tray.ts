import { providerTitle } from "@necto/tools/core/source-title";
import type { MarketRow } from "@necto/tools/protocol/market-row";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";
import { MOST_COMPARED } from "./price-query.ts";
import { unitText } from "./row-text.ts";

/**
 * The offers that were chosen to be compared.
 *
 * @fires necto-compare - an offer is to be taken out, `{ id }`
 * @fires necto-compare-open - they are to be laid side by side
 * @fires necto-compare-clear - all of them are to be taken out
 */
export class NectoCompareTray extends LitElement {
  static override properties = { chosen: { attribute: false } };
  /** `row` is null for an offer that the market does not have now. */
  declare chosen: readonly { readonly id: string; readonly row: MarketRow | null }[];

  static override styles = [
    base,
    buttons,
    css`
      section {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-2);
        padding: var(--n-sp-2) 0 0;
        font-size: var(--n-fs-md);
      }
      ul {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        gap: var(--n-sp-1);
        min-width: 0;
      }
      li {
        display: inline-flex;
        align-items: center;
        max-width: 100%;
        padding-left: var(--n-sp-2);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
      }
      li span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      li button.icon-only {
        width: 1.75rem;
        min-height: 1.75rem;
        font-size: var(--n-fs-md);
      }
      @media (max-width: 919px) {
        section {
          padding: var(--n-sp-2) var(--n-sp-3);
          border-top: 1px solid var(--n-border);
          background: var(--n-bg-canvas);
        }
        ul {
          display: none;
        }
        .words {
          flex: 1;
        }
      }
    `,
  ];

  protected override render() {
    const { length } = this.chosen;
    return html`<section aria-label="Offers to compare">
      <span class="words" role="status">${length} of ${MOST_COMPARED} to compare</span>
      <ul>
        ${this.chosen.map(({ id, row }) => this.#offer(id, row))}
      </ul>
      <button class="bare" @click=${() => this.#tell("necto-compare-clear")}>Clear</button>
      <button
        class="primary"
        aria-haspopup="dialog"
        ?disabled=${length < 2}
        title=${length < 2 ? "Choose a second offer" : nothing}
        @click=${() => this.#tell("necto-compare-open")}
      >
        Compare
      </button>
    </section>`;
  }

  #offer(id: string, row: MarketRow | null) {
    const name = row ? `${unitText(row)}, ${providerTitle(row)}` : id;
    return html`<li>
      <span title=${id}>${name}</span>
      <button class="bare icon-only" aria-label="Do not compare ${name}" @click=${() => this.#tell("necto-compare", { id })}>${icon("close")}</button>
    </li>`;
  }

  #tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
customElements.define("necto-compare-tray", NectoCompareTray);
