import type { PaymentPlan } from "@necto/tools/protocol/payment";
import { css, html, LitElement, nothing } from "lit";
import { base } from "../styles/shared.ts";
import type { ApprovalStore } from "./approval-store.ts";
import { callWords, sentWords, signedWords, wayTitle, whyWords } from "./way-words.ts";

/** How the chosen account pays: what it signs and what it sends, in words, and other ways where there are any. */
export class NectoWays extends LitElement {
  static override properties = { store: { attribute: false }, isDisabled: { type: Boolean } };
  declare store: ApprovalStore;
  declare isDisabled: boolean;

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-2);
        margin-top: var(--n-sp-3);
        font-size: var(--n-fs-md);
      }
      fieldset {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-1) var(--n-sp-4);
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend,
      h3 {
        padding: 0 0 var(--n-sp-1);
        color: var(--n-text-3);
        font-size: inherit;
        font-weight: var(--n-fw);
      }
      label {
        display: inline-flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-ctl);
        cursor: pointer;
      }
      input {
        width: 1rem;
        height: 1rem;
        margin: 0;
        accent-color: var(--n-accent);
      }
      .words {
        display: grid;
        gap: var(--n-sp-2);
        padding: var(--n-sp-2) var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
      }
      ol {
        padding-left: 1.25rem;
        list-style: decimal;
      }
      li,
      p {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.isDisabled = false;
  }

  readonly #changed = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.addEventListener("change", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.removeEventListener("change", this.#changed);
  }

  protected override render() {
    const { plan, checkout } = this.store;
    if (!plan || !checkout) return nothing;
    return html`${checkout.plans.length > 1 ? this.#choice(checkout.plans, plan) : nothing} ${this.#words(plan)}`;
  }

  #choice(plans: readonly PaymentPlan[], chosen: PaymentPlan) {
    return html`<fieldset ?disabled=${this.isDisabled}>
      <legend>How</legend>
      ${plans.map(
        (plan) =>
          html`<label>
            <input type="radio" name="way" .checked=${plan === chosen} @change=${() => this.store.chooseWay(plan.way)} />
            ${wayTitle(plan)}
          </label>`,
      )}
    </fieldset>`;
  }

  #words(plan: PaymentPlan) {
    const { order } = this.store.view;
    const why = whyWords(plan);
    return html`<div class="words" role="status">
      <p class="figure">${signedWords(plan, order)} ${sentWords(plan)}</p>
      ${
        plan.calls.length > 0
          ? html`<ol class="figure">
              ${plan.calls.map(({ name }) => html`<li>${callWords(name, order)}</li>`)}
            </ol>`
          : nothing
      }
      ${why === null ? nothing : html`<p class="quiet">${why}</p>`}
    </div>`;
  }
}
customElements.define("necto-ways", NectoWays);
