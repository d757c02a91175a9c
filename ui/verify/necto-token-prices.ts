import { sourceTitle } from "@necto/tools/core/source-title";
import type { TokenPrice } from "@necto/tools/core/token-price";
import { css, html, LitElement } from "lit";
import { timeText } from "../format/text.ts";
import { base } from "../styles/shared.ts";

/** Prices of tokens by the feeds that gave them, and which one was converted with. */
export class NectoTokenPrices extends LitElement {
  static override properties = { prices: { attribute: false } };
  declare prices: readonly TokenPrice[];

  static override styles = [
    base,
    css`
      :host {
        font-size: var(--n-fs-sm);
      }
      li {
        display: grid;
        grid-template-columns: minmax(7rem, 1fr) minmax(0, 3fr);
        gap: 0 var(--n-sp-3);
        padding: 0.25rem 0;
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      b {
        font-weight: var(--n-fw-med);
      }
    `,
  ];

  protected override render() {
    return html`<ul aria-label="Token prices" class="figure">
      ${this.prices.map(
        ({ coinId, feeds, used }) => html`<li>
          <b>${coinId}</b>
          <div>
            ${feeds.map(
              ({ source, usd, asOf }) => html`<p>
                $${usd} · ${sourceTitle(source)} · ${timeText(asOf)}
                ${used?.source === source ? html`<span class="quiet">used</span>` : ""}
              </p>`,
            )}
            ${used ? "" : html`<p class="quiet">no price was good enough to convert with</p>`}
          </div>
        </li>`,
      )}
    </ul>`;
  }
}
customElements.define("necto-token-prices", NectoTokenPrices);
