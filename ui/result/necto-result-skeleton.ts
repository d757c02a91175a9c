import { css, html, LitElement } from "lit";
import { base } from "../styles/shared.ts";

const ROWS = Array.from({ length: 8 });

/** The result's outline while the first one is being made; appears only when that takes a moment. */
export class NectoResultSkeleton extends LitElement {
  static override styles = [
    base,
    css`
      .result {
        display: grid;
        gap: var(--n-sp-4);
        max-width: 80rem;
        padding: var(--n-sp-4);
        animation: appear 0s 150ms backwards;
      }
      i {
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
      }
      .head {
        width: 15rem;
        height: 1.5rem;
      }
      .chips {
        display: flex;
        gap: var(--n-sp-2);
      }
      .chips i {
        width: 6rem;
        height: 1.75rem;
        border-radius: 1rem;
      }
      .table {
        overflow: hidden;
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      .row {
        display: grid;
        grid-template-columns: 1rem 2fr 2fr 1.4fr 1.2fr 1.2fr 1fr 1.2fr;
        gap: var(--n-sp-4);
        padding: 0.875rem var(--n-sp-3);
      }
      .row + .row {
        border-top: 1px solid var(--n-border);
      }
      .row i {
        height: 0.875rem;
      }
      @keyframes appear {
        from {
          visibility: hidden;
        }
      }
    `,
  ];

  protected override render() {
    return html`<div class="result" aria-hidden="true">
      <i class="head"></i>
      <div class="chips"><i></i><i></i><i></i></div>
      <div class="table">
        ${ROWS.map(() => html`<div class="row"><i></i><i></i><i></i><i></i><i></i><i></i><i></i><i></i></div>`)}
      </div>
    </div>`;
  }
}
customElements.define("necto-result-skeleton", NectoResultSkeleton);
