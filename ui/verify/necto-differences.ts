import { css, html, LitElement, nothing } from "lit";
import { countOf } from "../format/text.ts";
import { base } from "../styles/shared.ts";
import type { NamedDifference } from "./trace-view.ts";

/** Longer values are cut; the file has them in full. */
const MOST_CHARS = 160;

/** The fields in which a replay differs from what was recorded, each with both values. */
export class NectoDifferences extends LitElement {
  static override properties = { differences: { attribute: false } };
  declare differences: readonly (Omit<NamedDifference, "about"> & { readonly about?: string | null })[];

  static override styles = [
    base,
    css`
      :host {
        padding: var(--n-sp-2) var(--n-sp-3);
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
        font-size: var(--n-fs-sm);
      }
      li + li {
        margin-top: var(--n-sp-2);
        padding-top: var(--n-sp-2);
        border-top: 1px solid var(--n-border);
      }
      .path {
        font-weight: var(--n-fw-semi);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0 var(--n-sp-3);
        margin-top: 0.125rem;
      }
      dt {
        color: var(--n-text-2);
      }
      .path,
      dd {
        overflow-wrap: anywhere;
      }
      p {
        margin-bottom: var(--n-sp-2);
        color: var(--n-text-2);
      }
    `,
  ];

  protected override render() {
    return html`<p>${countOf(this.differences.length, "field")} shown that ${this.differences.length === 1 ? "differs" : "differ"}, in the order of the file.</p>
      <ul aria-label="Fields that differ">
        ${this.differences.map(
          ({ path, about, recorded, replayed }) => html`<li>
            <span class="path mono">${path || "everything"}</span>${about ? html` <span class="quiet">${about}</span>` : nothing}
            <dl>
              <dt>Recorded</dt>
              <dd class="mono">${valueText(recorded)}</dd>
              <dt>Decided again</dt>
              <dd class="mono">${valueText(replayed)}</dd>
            </dl>
          </li>`,
        )}
      </ul>`;
  }
}
customElements.define("necto-differences", NectoDifferences);

function valueText(value: unknown): string {
  if (value === undefined) return "nothing";
  const text = JSON.stringify(value);
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS)}…` : text;
}
