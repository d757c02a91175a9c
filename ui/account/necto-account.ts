import { css, html, LitElement, nothing } from "lit";
import { timeText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { type AccountStore, accountName } from "./account-store.ts";

/** Who is signed in, with the dialog to sign in and out. Nothing until the server told. */
export class NectoAccount extends LitElement {
  static override properties = { account: { attribute: false }, hasChoices: { state: true } };
  declare account: AccountStore;
  /** The ways to sign in are a file of their own. */
  declare hasChoices: boolean;

  constructor() {
    super();
    this.hasChoices = false;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      .who {
        flex: none;
        max-width: 12rem;
        min-height: 2rem;
        overflow: hidden;
      }
      .who span {
        overflow: hidden;
        text-overflow: ellipsis;
      }
      dialog {
        width: min(30rem, calc(100vw - 1.5rem));
        max-height: calc(100dvh - 1.5rem);
        padding: var(--n-sp-4);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-raised);
        color: var(--n-text);
        box-shadow: var(--n-shadow-overlay);
        font-size: var(--n-fs-base);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.4);
      }
      .content {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-4);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
      }
      h2 {
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
      }
      dl {
        display: grid;
        gap: var(--n-sp-2);
        font-size: var(--n-fs-md);
      }
      dt {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      dd {
        overflow-wrap: anywhere;
      }
      a {
        color: var(--n-accent-text);
      }
      .lead {
        color: var(--n-text-2);
        font-size: var(--n-fs-md);
      }
      @media (max-width: 719px) {
        .who {
          width: var(--n-ctl);
          min-height: var(--n-ctl);
          padding: 0;
          border-color: transparent;
          font-size: var(--n-fs-xl);
        }
        .who span {
          display: none;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#arrived);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#arrived);
  }

  /** Shows the ways to sign in, or who is signed in. */
  open(): void {
    this.account.forgetProblem();
    this.#dialog?.showModal();
    void this.account.loadOrgs();
    void Promise.all([import("./necto-sign-in.ts"), import("./necto-acting.ts")]).then(() => {
      this.hasChoices = true;
    });
  }

  /** A link leads away from here. */
  readonly #followed = (event: Event) => {
    if (event.composedPath().some((node) => node instanceof HTMLAnchorElement)) this.#arrived();
  };
  readonly #arrived = () => this.#dialog?.close();

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  protected override render() {
    const { session, account } = this.account;
    if (session === null) return nothing;
    const { acting } = this.account;
    const own = account ? accountName(account) : "Sign in";
    const name = acting ? `${own}, for ${acting.name}` : own;
    return html`<button
        class="who"
        aria-label=${account ? `Account: ${name}` : name}
        title=${account ? `Signed in as ${name}` : nothing}
        aria-haspopup="dialog"
        @click=${this.open}
      >
        ${icon("account")}<span>${acting?.name ?? own}</span>
      </button>
      <dialog aria-labelledby="title" @click=${this.#clickOutside}>
        <div class="content">
          <div class="head">
            <h2 id="title">${account ? "Account" : "Sign in"}</h2>
            <button class="bare icon-only" aria-label="Close" @click=${this.#arrived}>${icon("close")}</button>
          </div>
          ${account ? this.#who() : this.#choices()}
        </div>
      </dialog>`;
  }

  #choices() {
    return html`<p class="lead">
        For tracked conversations, for the jobs of an account, and for providers. Untracked conversations need no
        account, and none is ever noted at them.
      </p>
      ${this.hasChoices ? html`<necto-sign-in .account=${this.account}></necto-sign-in>` : html`<div aria-busy="true"></div>`}`;
  }

  #who() {
    const { account, session, problem, isBusy } = this.account;
    if (!account || !session?.expiresAt) return nothing;
    return html`${problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${problem}</span></p>` : nothing}
      <dl>
        ${account.title ? html`<div><dt>Demo account of the sandbox</dt><dd>${account.title}</dd></div>` : nothing}
        <div><dt>Address</dt><dd class="mono">${account.address}</dd></div>
        <div><dt>Signed in until</dt><dd>${timeText(session.expiresAt)}</dd></div>
      </dl>
      ${this.hasChoices ? html`<necto-acting .account=${this.account} @click=${this.#followed} @necto-act-for=${this.#arrived}></necto-acting>` : nothing}
      <p><a href="/account/keys" @click=${this.#arrived}>API keys</a></p>
      <a href="/account" @click=${this.#arrived}>What is stored, download and delete</a>
      <button class="out" ?disabled=${isBusy} @click=${() => void this.account.signOut()}>Sign out</button>`;
  }

  #clickOutside(event: MouseEvent): void {
    if (event.target === this.#dialog) this.#dialog?.close();
  }
}
customElements.define("necto-account", NectoAccount);

declare global {
  interface HTMLElementTagNameMap {
    "necto-account": NectoAccount;
  }
}
