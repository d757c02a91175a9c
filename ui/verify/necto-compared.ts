import { css, html, LitElement } from "lit";
import { base } from "../styles/shared.ts";
import { type DiffPart, diffValues } from "./diff-values.ts";

interface Labelled {
  readonly label: string;
  readonly value: string;
}

/**
 * Two values that should be equal and are not, one under the other, group by group. What differs is underlined, framed
 * and counted, so that it shows without colour too.
 */
export class NectoCompared extends LitElement {
  static override properties = { a: { attribute: false }, b: { attribute: false } };
  declare a: Labelled;
  declare b: Labelled;

  static override styles = [
    base,
    css`
      :host {
        padding: var(--n-sp-2) var(--n-sp-3);
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
        font-size: var(--n-fs-sm);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--n-sp-1) var(--n-sp-3);
      }
      dt {
        padding: 1px 0;
        color: var(--n-text-2);
      }
      dd {
        display: flex;
        flex-wrap: wrap;
        gap: 0.125rem 0.35em;
      }
      span,
      mark {
        padding: 0 0.1em;
        border: 1px solid transparent;
        border-radius: 2px;
        overflow-wrap: anywhere;
      }
      mark {
        border-color: currentColor;
        background: var(--n-danger-subtle);
        color: var(--n-danger);
        font-weight: var(--n-fw-semi);
        text-decoration: underline;
        text-underline-offset: 0.2em;
      }
      p {
        margin-top: var(--n-sp-1);
        color: var(--n-text-2);
      }
      @media (max-width: 719px) {
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override render() {
    const [own, other] = diffValues(this.a.value, this.b.value);
    const most = own.length > other.length ? own : other;
    const differing = most.filter(({ differs }) => differs).length;
    return html`<dl>
        <dt>${this.a.label}</dt>
        <dd class="mono">${own.map(part)}</dd>
        <dt>${this.b.label}</dt>
        <dd class="mono">${other.map(part)}</dd>
      </dl>
      <p>${differing} of ${most.length} groups differ; they are framed.</p>`;
  }
}
customElements.define("necto-compared", NectoCompared);

const part = ({ text, differs }: DiffPart) =>
  differs ? html`<mark>${text}</mark>` : html`<span>${text}</span>`;
