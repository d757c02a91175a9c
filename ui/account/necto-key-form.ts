import type { ApiKeyScope, NewApiKey } from "@necto/tools/protocol/api-key";
import { css, html, LitElement } from "lit";
import { base, buttons } from "../styles/shared.ts";
import { SCOPE_TEXT, SCOPES } from "./scope-text.ts";

/**
 * Name and scopes of a new key.
 *
 * @fires necto-make-key with a `NewApiKey`
 */
export class NectoKeyForm extends LitElement {
  static override properties = { isBusy: { type: Boolean }, name: { state: true }, scopes: { state: true } };
  declare isBusy: boolean;
  declare name: string;
  declare scopes: ReadonlySet<ApiKeyScope>;

  constructor() {
    super();
    this.isBusy = false;
    this.name = "";
    this.scopes = new Set(["read"]);
  }

  static override styles = [
    base,
    buttons,
    css`
      form,
      fieldset {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      fieldset {
        gap: var(--n-sp-1);
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend,
      .name {
        padding: 0;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .name {
        display: grid;
        gap: 0.125rem;
        max-width: 24rem;
      }
      .name input {
        min-height: var(--n-ctl);
        padding: var(--n-sp-1) var(--n-sp-2);
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        color: var(--n-text);
        font: inherit;
        font-size: var(--n-fs-base);
      }
      .scope {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: start;
        gap: var(--n-sp-2);
        min-height: var(--n-ctl);
        padding: var(--n-sp-1) 0;
        cursor: pointer;
      }
      .scope input {
        width: 1.125rem;
        height: 1.125rem;
        margin: 0.0625rem 0 0;
        accent-color: var(--n-accent);
      }
      .scope span {
        display: block;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
    `,
  ];

  protected override render() {
    const isGood = this.name.trim() !== "" && this.scopes.size > 0;
    return html`<form @submit=${this.#submit}>
      <label class="name">Name, for you to know it by
        <input maxlength="60" required autocomplete="off" placeholder="CI" .value=${this.name} @input=${this.#rename} />
      </label>
      <fieldset>
        <legend>What it may do</legend>
        ${SCOPES.map((scope) => this.#scope(scope))}
      </fieldset>
      <div>
        <button class="primary" ?disabled=${this.isBusy || !isGood}>${this.isBusy ? "Making…" : "Make key"}</button>
      </div>
    </form>`;
  }

  #scope(scope: ApiKeyScope) {
    const { title, says } = SCOPE_TEXT[scope];
    const toggle = () => {
      const scopes = new Set(this.scopes);
      if (!scopes.delete(scope)) scopes.add(scope);
      this.scopes = scopes;
    };
    return html`<label class="scope">
      <input type="checkbox" .checked=${this.scopes.has(scope)} @change=${toggle} />
      <div>${title}<span>${says}</span></div>
    </label>`;
  }

  readonly #rename = (event: InputEvent) => {
    this.name = (event.target as HTMLInputElement).value;
  };

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const scopes = SCOPES.filter((scope) => this.scopes.has(scope));
    const detail: NewApiKey = { name: this.name.trim(), scopes };
    this.dispatchEvent(new CustomEvent("necto-make-key", { detail }));
  }
}
customElements.define("necto-key-form", NectoKeyForm);

declare global {
  interface HTMLElementTagNameMap {
    "necto-key-form": NectoKeyForm;
  }
}
