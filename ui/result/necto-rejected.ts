import { describeReasonGroup } from "@necto/tools/core/explain";
import type { DecisionView, RejectedGroup } from "@necto/tools/protocol/decision-view";
import { css, html, LitElement, nothing } from "lit";
import { countText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";
import "./necto-rejected-rows.ts";
import type { LoadRejected } from "./necto-rejected-rows.ts";

const keyOf = ({ constraint, reason }: RejectedGroup) => `${constraint}:${reason}`;

/** Every offer that was left out, grouped by reason; a group opens for its offers. */
export class NectoRejected extends LitElement {
  static override properties = {
    decision: { attribute: false },
    load: { attribute: false },
    opened: { state: true },
  };
  declare decision: Pick<DecisionView, "rejectedTotal" | "rejectedGroups">;
  declare load: LoadRejected;
  declare opened: ReadonlySet<string>;

  constructor() {
    super();
    this.opened = new Set();
  }

  static override styles = [
    base,
    css`
      h3 {
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      h3 + p {
        margin: 0 0 var(--n-sp-2);
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      .groups {
        overflow: hidden;
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      details + details {
        border-top: 1px solid var(--n-border);
      }
      summary {
        display: grid;
        grid-template-columns: 1rem minmax(0, 1fr) 7rem 3.5rem;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-row);
        padding: var(--n-sp-1) var(--n-sp-3);
        font-size: var(--n-fs-md);
        cursor: pointer;
        list-style: none;
      }
      summary::-webkit-details-marker {
        display: none;
      }
      summary:hover {
        background: var(--n-bg-hover);
      }
      summary:focus-visible {
        outline-offset: -2px;
      }
      .alone,
      .count {
        text-align: right;
        white-space: nowrap;
      }
      .alone {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      .count {
        font-weight: var(--n-fw-med);
      }
      @media (max-width: 719px) {
        summary {
          grid-template-columns: 1rem minmax(0, 1fr) auto;
          gap: 0 var(--n-sp-2);
        }
        summary .alone {
          grid-row: 2;
          grid-column: 2;
          text-align: left;
        }
        summary .count {
          grid-row: 1;
          grid-column: 3;
        }
      }
      .chevron {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        transition: transform var(--n-dur-1) var(--n-ease);
      }
      [open] > summary .chevron {
        transform: rotate(90deg);
      }
    `,
  ];

  protected override render() {
    const { rejectedTotal, rejectedGroups } = this.decision;
    return html`<section aria-labelledby="rejected">
      <h3 id="rejected" class="figure">Rejected: ${countText(rejectedTotal)}</h3>
      <p>An offer counts under every reason it has.</p>
      <div class="groups">
        ${rejectedGroups.map(
          (group) => html`<details @toggle=${(event: ToggleEvent) => this.#toggled(event, group)}>
            <summary class="figure">
              ${icon("chevron")}
              <span>${describeReasonGroup(group.constraint, group.reason)}</span>
              ${group.alone > 0 ? html`<span class="alone">${countText(group.alone)} only this</span>` : html`<span></span>`}
              <span class="count">${countText(group.offers)}</span>
            </summary>
            ${
              this.opened.has(keyOf(group))
                ? html`<necto-rejected-rows .load=${this.load} .group=${group}></necto-rejected-rows>`
                : nothing
            }
          </details>`,
        )}
      </div>
    </section>`;
  }

  /** Rows are fetched when somebody looks, and kept once they were. */
  #toggled(event: ToggleEvent, group: RejectedGroup): void {
    if (event.newState === "open") this.opened = new Set([...this.opened, keyOf(group)]);
  }
}
customElements.define("necto-rejected", NectoRejected);
