import type { SessionView } from "@necto/tools/protocol/session";
import { css, html, LitElement, nothing } from "lit";
import { wallets } from "../booking/approval-store.ts";
import type { Wallet } from "../booking/wallets.ts";
import { icon } from "../shell/icons.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import type { AccountStore } from "./account-store.ts";

type DemoAccount = SessionView["demoAccounts"][number];

/** Ways to sign in: wallets that announced themselves, and in the sandbox demo accounts by one click. */
export class NectoSignIn extends LitElement {
  static override properties = { account: { attribute: false } };
  declare account: AccountStore;

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-4);
      }
      h3 {
        margin-bottom: var(--n-sp-2);
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        font-weight: var(--n-fw-med);
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(11rem, 100%), 1fr));
        gap: var(--n-sp-2);
      }
      button {
        width: 100%;
        justify-content: flex-start;
        overflow: hidden;
      }
      img {
        width: 1.125rem;
        height: 1.125rem;
      }
      ul + p.quiet {
        margin-top: var(--n-sp-2);
      }
      p.quiet {
        font-size: var(--n-fs-sm);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account, wallets);
    wallets.ask();
  }

  protected override render() {
    const { session, problem } = this.account;
    if (session === null) return html`<div aria-busy="true"></div>`;
    const { chain, demoAccounts } = session;
    const providers = demoAccounts.filter(({ demo }) => demo.startsWith("provider-"));
    const others = demoAccounts.filter((account) => !providers.includes(account));
    return html`
      ${problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${problem}</span></p>` : nothing}
      ${this.#wallets(chain)}
      ${demoAccounts.length > 0 ? html`${this.#demo("Demo accounts of the sandbox", others)} ${this.#demo("Demo providers", providers)}` : nothing}
      ${demoAccounts.length > 0 ? html`<p class="quiet">Demo accounts are everybody's: their keys are public, and good in this sandbox only.</p>` : nothing}
    `;
  }

  #wallets({ name }: SessionView["chain"]) {
    return html`<section>
      <h3>Wallets of this browser</h3>
      ${
        wallets.found.length > 0
          ? html`<ul>
              ${wallets.found.map((wallet) => html`<li>${this.#wallet(wallet)}</li>`)}
            </ul>`
          : html`<p class="quiet">None has announced itself. A wallet extension would show up here.</p>`
      }
      ${wallets.found.length > 0 ? html`<p class="quiet">It signs a message that names ${name} as its chain. That pays nothing and approves nothing.</p>` : nothing}
    </section>`;
  }

  #wallet(wallet: Wallet) {
    const { name, icon: image } = wallet.info;
    return html`<button ?disabled=${this.account.isBusy} @click=${() => void this.account.signInWith(wallet)}>
      ${/^data:image\//.test(image) ? html`<img src=${image} alt="" />` : icon("wallet")}${name}
    </button>`;
  }

  #demo(title: string, accounts: readonly DemoAccount[]) {
    return html`<section>
      <h3>${title}</h3>
      <ul>
        ${accounts.map(
          (account) => html`<li>
            <button
              title=${account.address}
              ?disabled=${this.account.isBusy}
              @click=${() => void this.account.signInAs(account.demo)}>
              ${account.title}
            </button>
          </li>`,
        )}
      </ul>
    </section>`;
  }
}
customElements.define("necto-sign-in", NectoSignIn);
