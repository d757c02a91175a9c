import type { SessionView } from "@necto/tools/protocol/session";
import { css, html, LitElement, nothing } from "lit";
import { intend } from "../shell/intent.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons } from "../styles/shared.ts";
import type { AccountStore } from "./account-store.ts";

type DemoAccount = SessionView["demoAccounts"][number];

/** The sandbox's accounts that list machines. */
export const isDemoProvider = ({ demo }: DemoAccount): boolean => demo.startsWith("provider-");

/** Those that are paid for jobs: the broker, too, is for what it rents elsewhere. */
export const isPaidDemo = (account: DemoAccount): boolean =>
  isDemoProvider(account) || account.demo === "broker";

/** The way into a page that is an account's: in the sandbox one click makes whoever looks one of its accounts; a wallet signs in. */
export class NectoEntrance extends LitElement {
  static override properties = {
    account: { attribute: false },
    isFor: { attribute: false },
    label: { type: String },
  };
  declare account: AccountStore;
  /** Which of the sandbox's accounts have a use for the page. */
  declare isFor: (account: DemoAccount) => boolean;
  /** What those are together, for who cannot see them. */
  declare label: string;

  static override styles = [
    base,
    buttons,
    css`
      :host,
      div {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-2);
      }
      button[aria-pressed="true"] {
        border-color: var(--n-accent);
        background: var(--n-bg-selected);
        color: var(--n-accent-text);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("button")?.focus();
  }

  protected override render() {
    const { account, session, isBusy } = this.account;
    const accounts = session?.demoAccounts.filter(this.isFor) ?? [];
    return html`${
      accounts.length > 0
        ? html`<div role="group" aria-label=${this.label}>
            ${accounts.map(
              ({ demo, title }) =>
                html`<button
                  aria-pressed=${demo === account?.demo}
                  ?disabled=${isBusy}
                  @click=${() => void this.account.signInAs(demo)}
                >
                  ${title}
                </button>`,
            )}
          </div>`
        : nothing
    }
    ${account || session === null ? nothing : html`<button @click=${() => intend(this, "necto-sign-in", null)}>Sign in with a wallet</button>`}`;
  }
}
customElements.define("necto-entrance", NectoEntrance);
