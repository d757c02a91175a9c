import { ROLE_TITLES } from "@necto/tools/protocol/roles";
import { css, html, LitElement, nothing } from "lit";
import { intend } from "../shell/intent.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base } from "../styles/shared.ts";
import type { AccountStore } from "./account-store.ts";

/** For whom the next tracked conversations are: the account itself, or an organisation that it is in. */
export class NectoActing extends LitElement {
  static override properties = { account: { attribute: false } };
  declare account: AccountStore;

  static override styles = [
    base,
    css`
      fieldset {
        display: grid;
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
        font-size: var(--n-fs-md);
      }
      legend {
        padding: 0;
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-ctl);
        overflow-wrap: anywhere;
      }
      input {
        flex: none;
        width: 1.125rem;
        height: 1.125rem;
        margin: 0;
        accent-color: var(--n-accent);
      }
      span,
      p {
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      a {
        color: var(--n-accent-text);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
  }

  protected override render() {
    const { orgs, acting } = this.account;
    if (orgs.length === 0) return html`<p><a href="/team">Create a team, or see yours</a></p>`;
    return html`<fieldset>
        <legend>Acting as, in a new tracked conversation</legend>
        ${this.#choice(null, "Personal", acting === null)}
        ${orgs.map(({ id, name, role }) => this.#choice(id, name, acting?.id === id, role !== "viewer" ? null : `${ROLE_TITLES[role]}s look, and book nothing`))}
      </fieldset>
      <p><a href="/team">Teams</a></p>`;
  }

  #choice(org: string | null, name: string, isChosen: boolean, obstacle: string | null = null) {
    return html`<label>
      <input
        type="radio"
        name="acting"
        .checked=${isChosen}
        ?disabled=${obstacle !== null}
        @change=${() => intend(this, "necto-act-for", { org })}
      />
      ${name}${obstacle ? html`<span>${obstacle}</span>` : nothing}
    </label>`;
  }
}
customElements.define("necto-acting", NectoActing);

declare global {
  interface HTMLElementTagNameMap {
    "necto-acting": NectoActing;
  }
}
