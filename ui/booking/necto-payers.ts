import { css, html, LitElement, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { tokenText } from "../format/money.ts";
import { saveFile } from "../format/save-file.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";
import { type ApprovalStore, jobKeys, wallets } from "./approval-store.ts";
import "./necto-ways.ts";
import { toKeyFile } from "./key-file.ts";
import type { PayerChoice } from "./payer.ts";

/** Who can pay an order: demo accounts of the sandbox, a fresh key of this browser, wallets that announced themselves. */
export class NectoPayers extends LitElement {
  static override properties = { store: { attribute: false }, isDisabled: { type: Boolean } };
  declare store: ApprovalStore;
  declare isDisabled: boolean;

  static override styles = [
    base,
    buttons,
    css`
      fieldset {
        display: grid;
        gap: var(--n-sp-1);
        margin: 0;
        padding: 0;
        border: 0;
        font-size: var(--n-fs-md);
      }
      legend {
        padding: 0 0 var(--n-sp-1);
        color: var(--n-text-3);
      }
      label {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        gap: 0 var(--n-sp-2);
        min-height: var(--n-ctl);
        padding: var(--n-sp-1) var(--n-sp-2);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        cursor: pointer;
      }
      label:has(:checked) {
        border-color: var(--n-accent);
        background: var(--n-bg-selected);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--n-focus);
        outline-offset: 2px;
      }
      input {
        width: 1rem;
        height: 1rem;
        margin: 0;
        accent-color: var(--n-accent);
      }
      input:focus-visible {
        outline: none;
      }
      .name {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 var(--n-sp-3);
      }
      img {
        width: 1.125rem;
        height: 1.125rem;
        vertical-align: -0.2em;
      }
      small {
        grid-column: 2;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
        overflow-wrap: anywhere;
      }
      .burner {
        display: grid;
        margin-top: var(--n-sp-3);
        gap: var(--n-sp-2);
        padding: var(--n-sp-2) var(--n-sp-3);
        border: 1px dashed var(--n-border-strong);
        border-radius: var(--n-r-md);
        font-size: var(--n-fs-md);
        overflow-wrap: anywhere;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2);
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
    const { demo, signature } = this.store.view.payers;
    return html`<fieldset ?disabled=${this.isDisabled}>
        <legend>Pay with</legend>
        ${demo.map(({ account, title, balanceUsdMicros, address }) =>
          this.#option({ kind: "demo", account }, html`${title}`, {
            aside: `${tokenText(balanceUsdMicros)} ${this.#symbol}`,
            note: html`<span class="mono">${address}</span>`,
          }),
        )}
        ${signature ? this.#signers() : nothing}
      </fieldset>
      <necto-ways .store=${this.store} .isDisabled=${this.isDisabled}></necto-ways>
      ${this.store.choice?.kind === "burner" && this.store.burner ? this.#burner(this.store.burner) : nothing}`;
  }

  get #symbol(): string {
    return this.store.view.order.token.symbol;
  }

  #signers() {
    return html`${this.#option({ kind: "burner" }, html`Fresh key of this browser`, {
      aside: "",
      note: "Made for this job alone and kept here only. Unlinked to you by us, not anonymous: whoever funds it can be seen on chain.",
    })}
    ${wallets.found.map(({ info }) =>
      this.#option(
        { kind: "wallet", uuid: info.uuid },
        html`${/^data:image\//.test(info.icon) ? html`<img src=${info.icon} alt="" /> ` : nothing}${info.name}`,
        { aside: "Wallet", note: "Your wallet asks before it signs or sends anything." },
      ),
    )}`;
  }

  #option(
    choice: PayerChoice,
    name: unknown,
    { aside, note }: { readonly aside: string; readonly note: unknown },
  ) {
    const isChosen = JSON.stringify(choice) === JSON.stringify(this.store.choice);
    return html`<label>
      <input type="radio" name="payer" .checked=${live(isChosen)} @change=${() => this.store.choose(choice)} />
      <span class="name figure"><span>${name}</span><span class="quiet">${aside}</span></span>
      <small>${note}</small>
    </label>`;
  }

  #burner({ address, balanceUsdMicros }: NonNullable<ApprovalStore["burner"]>) {
    const { faucet } = this.store.view.payers;
    const needed = `${tokenText(this.store.view.order.totalUsdMicros)} ${this.#symbol}`;
    return html`<div class="burner" role="group" aria-label="Fresh key">
      <p class="mono">${address}</p>
      <p class="figure" role="status">
        ${
          balanceUsdMicros === null
            ? `Send at least ${needed} to it before you approve.`
            : `It holds ${tokenText(balanceUsdMicros)} ${this.#symbol}.`
        }
      </p>
      <div class="buttons">
        ${faucet ? html`<button type="button" @click=${() => void this.store.fillBurner()}>${icon("plus")}Test ${this.#symbol} from the faucet</button>` : nothing}
        <button type="button" @click=${() => exportKey(address)}>${icon("download")}Save key file</button>
      </div>
      <p class="quiet">
        If this browser's data is cleared, or this is a private window and it is closed, the key and what is left on it are gone.
        Save the key file before.
      </p>
    </div>`;
  }
}
customElements.define("necto-payers", NectoPayers);

function exportKey(address: string): void {
  const keys = jobKeys.all().find((known) => known.address === address);
  if (!keys) return;
  const { name, contents } = toKeyFile(keys);
  saveFile(name, contents);
}
