import type { Requirements } from "@necto/tools/core/requirements";
import { type Chip, chipsOf, removeChip } from "@necto/tools/language/format-requirements";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";

/** What was asked, one chip per requirement. Removing one searches again without it. */
export class NectoChips extends LitElement {
  static override properties = { requirements: { attribute: false }, isReadOnly: { type: Boolean } };
  declare requirements: Requirements;
  /** Shows what was asked without a way to change it. */
  declare isReadOnly: boolean;

  static override styles = [
    base,
    buttons,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2);
      }
      li {
        display: flex;
        align-items: center;
        padding-left: var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: 1rem;
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      li.fixed {
        min-height: 1.75rem;
        padding-right: var(--n-sp-3);
        color: var(--n-text-2);
      }
      button {
        width: 1.625rem;
        min-height: 1.625rem;
        border-radius: 1rem;
        color: var(--n-text-3);
        font-size: var(--n-fs-md);
      }
      button:focus-visible {
        border-radius: 1rem;
      }
      @media (pointer: coarse) {
        ul {
          gap: 0.625rem var(--n-sp-2);
        }
        button {
          position: relative;
          width: 2.25rem;
          min-height: 2.25rem;
        }
        button::after {
          position: absolute;
          inset: -0.25rem;
          content: "";
        }
      }
    `,
  ];

  protected override render() {
    const chips = chipsOf(this.requirements);
    return html`<ul aria-label="What was asked">
      ${chips.map(
        (chip) => html`<li class=${this.#isFixed(chip) ? "fixed" : ""}>
          <span class="figure">${chip.label}</span>${this.#isFixed(chip) ? nothing : this.#remover(chip)}
        </li>`,
      )}
    </ul>`;
  }

  /** There is always an order, and cheapest first is what is left when another one is taken away. */
  #isFixed({ field, value }: Chip): boolean {
    return this.isReadOnly || (field === "rankBy" && value === "cost");
  }

  #remover(chip: Chip) {
    return html`<button
      class="bare icon-only"
      aria-label="Search without “${chip.label}”"
      title="Search without “${chip.label}”"
      @click=${() => this.#remove(chip)}
    >
      ${icon("close")}
    </button>`;
  }

  #remove(chip: Chip): void {
    const requirements = removeChip(this.requirements, chip);
    intend(this, "necto-search", { requirements, action: `Removed “${chip.label}”` });
  }
}
customElements.define("necto-chips", NectoChips);
