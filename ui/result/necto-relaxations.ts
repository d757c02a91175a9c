import { describeRelaxation } from "@necto/tools/core/explain";
import type { RelaxationView } from "@necto/tools/protocol/decision-view";
import { css, html, LitElement } from "lit";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";

/** The nearest single changes that let more offers in, one click each. */
export class NectoRelaxations extends LitElement {
  static override properties = { relaxations: { attribute: false } };
  declare relaxations: readonly RelaxationView[];

  static override styles = [
    base,
    buttons,
    css`
      h3 {
        margin-bottom: var(--n-sp-2);
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2);
      }
      button {
        padding-block: var(--n-sp-1);
        font-variant-numeric: tabular-nums;
        text-align: left;
        white-space: normal;
      }
      svg {
        color: var(--n-accent-text);
      }
    `,
  ];

  protected override render() {
    return html`<section aria-labelledby="more">
      <h3 id="more">Let more in</h3>
      <ul>
        ${this.relaxations.map(
          (relaxation) => html`<li>
            <button @click=${() => this.#relax(relaxation)}>${icon("plus")}${describeRelaxation(relaxation)}</button>
          </li>`,
        )}
      </ul>
    </section>`;
  }

  #relax(relaxation: RelaxationView): void {
    const [action = ""] = describeRelaxation(relaxation).split(": ");
    intend(this, "necto-search", { requirements: relaxation.requirements, action });
  }
}
customElements.define("necto-relaxations", NectoRelaxations);
