import { css, html, LitElement, nothing } from "lit";
import { countText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";
import { FILTER_LABELS, labelOf, type Options } from "./filter-options.ts";
import {
  addToken,
  type FilterField,
  type PriceQuery,
  removeToken,
  type SortKey,
  type Token,
  tokensOf,
  withoutTokens,
} from "./price-query.ts";

const FIELDS: readonly FilterField[] = ["gpu", "region", "pricing", "source", "class", "bookable"];

const ORDERS: readonly (readonly [SortKey, string])[] = [
  ["price", "Price per GPU-hour"],
  ["gpu", "GPU"],
  ["provider", "Provider"],
  ["region", "Region"],
  ["units", "Availability"],
  ["updated", "Updated"],
];

/**
 * Filters as tokens: a value is added by a list and taken away by its token.
 * @fires necto-query - the query to go on with, `{ query }`
 */
export class NectoPriceFilters extends LitElement {
  static override properties = {
    query: { attribute: false },
    options: { attribute: false },
    rejected: { type: Number },
    hasOrder: { type: Boolean },
  };
  declare query: PriceQuery;
  declare options: Options;
  /** Offers that pass the filters but that no search would rank. */
  declare rejected: number;
  /** Shows the choice of an order, where there are no column headings. */
  declare hasOrder: boolean;

  static override styles = [
    base,
    buttons,
    css`
      .bar,
      .tokens {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-2);
      }
      .tokens {
        margin-top: var(--n-sp-2);
      }
      select {
        min-height: var(--n-ctl);
        max-width: 100%;
        padding: 0 var(--n-sp-2);
        field-sizing: content;
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        color: var(--n-text);
        font: inherit;
        font-size: var(--n-fs-md);
      }
      label.check {
        display: inline-flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-ctl);
        font-size: var(--n-fs-md);
        cursor: pointer;
      }
      input {
        width: 1rem;
        height: 1rem;
        margin: 0;
        accent-color: var(--n-accent);
      }
      .gap {
        flex: 1;
      }
      li button {
        gap: var(--n-sp-1);
        min-height: 1.75rem;
        padding: 0 var(--n-sp-2);
        border-color: transparent;
        background: var(--n-accent-subtle);
        color: var(--n-accent-text);
        font-size: var(--n-fs-sm);
      }
      li button:hover {
        border-color: currentColor;
        background: var(--n-accent-subtle);
      }
      li .field {
        font-weight: var(--n-fw);
      }
      .clear {
        min-height: 1.75rem;
        font-size: var(--n-fs-sm);
      }
      @media (pointer: coarse) {
        li button,
        .clear {
          min-height: var(--n-ctl);
        }
        select {
          font-size: 1rem;
        }
      }
      @media (max-width: 719px) {
        .bar > * {
          width: 100%;
        }
        .gap {
          display: none;
        }
      }
    `,
  ];

  protected override render() {
    const { isGrouped, hasRejected } = this.query;
    return html`<div class="bar">
        ${FIELDS.map((field) => this.#adder(field))} ${this.hasOrder ? this.#order() : nothing}
        <span class="gap"></span>
        <label class="check"
          ><input type="checkbox" .checked=${isGrouped} @change=${() => this.#ask({ ...this.query, isGrouped: !isGrouped })} />Group
          by GPU</label
        >
        <label class="check"
          ><input
            type="checkbox"
            .checked=${hasRejected}
            @change=${() => this.#ask({ ...this.query, hasRejected: !hasRejected })}
          /><span>Show <span class="figure">${countText(this.rejected)}</span> left out</span></label
        >
      </div>
      ${this.#tokens()}`;
  }

  #adder(field: FilterField) {
    const chosen = new Set(
      tokensOf(this.query).flatMap((token) => (token.field === field ? [token.value] : [])),
    );
    const options = this.options[field].filter(({ value }) => !chosen.has(value));
    return html`<select aria-label="Filter by ${FILTER_LABELS[field].toLowerCase()}" @change=${(event: Event) => this.#add(field, event)}>
      <option value="">${FILTER_LABELS[field]}${chosen.size > 0 ? ` (${chosen.size})` : nothing}</option>
      ${options.map(({ value, label, offers }) => html`<option value=${value}>${label} (${countText(offers)})</option>`)}
    </select>`;
  }

  #order() {
    const { sort, isDescending } = this.query;
    return html`<select aria-label="Order" @change=${this.#reorder}>
      ${ORDERS.flatMap(([key, label]) =>
        ([false, true] as const).map(
          (descending) =>
            html`<option value="${descending ? "-" : ""}${key}" .selected=${sort === key && isDescending === descending}>
              ${label}, ${descending ? "descending" : "ascending"}
            </option>`,
        ),
      )}
    </select>`;
  }

  #tokens() {
    const tokens = tokensOf(this.query);
    if (tokens.length === 0) return nothing;
    return html`<ul class="tokens" aria-label="Filters">
      ${tokens.map(
        (token) => html`<li>
          <button @click=${() => this.#remove(token)}>
            <span class="hidden-words">Remove the filter</span>
            <span class="field">${FILTER_LABELS[token.field]}</span> ${labelOf(token)}${icon("close")}
          </button>
        </li>`,
      )}
      <li><button class="bare clear" @click=${() => this.#ask(withoutTokens(this.query))}>Clear all</button></li>
    </ul>`;
  }

  #add(field: FilterField, event: Event): void {
    const select = event.target as HTMLSelectElement;
    const { value } = select;
    select.value = "";
    if (value) this.#ask(addToken(this.query, { field, value }));
  }

  #remove(token: Token): void {
    this.#ask(removeToken(this.query, token));
  }

  readonly #reorder = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    this.#ask({
      ...this.query,
      sort: value.replace("-", "") as SortKey,
      isDescending: value.startsWith("-"),
    });
  };

  #ask(query: PriceQuery): void {
    this.dispatchEvent(new CustomEvent("necto-query", { detail: { query } }));
  }
}
customElements.define("necto-price-filters", NectoPriceFilters);
