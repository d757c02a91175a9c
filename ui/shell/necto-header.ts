import type { Mode } from "@necto/tools/core/requirements";
import type { StatusView } from "@necto/tools/protocol/api";
import { css, html, LitElement, nothing } from "lit";
import type { AccountStore } from "../account/account-store.ts";
import type { FeedClient, FeedStatus } from "../feed/feed-client.ts";
import "../account/necto-account.ts";
import "./necto-connection.ts";
import "./necto-theme-switch.ts";
import { badges, base, buttons } from "../styles/shared.ts";
import { icon } from "./icons.ts";
import { intend } from "./intent.ts";

/** Name, connection, what kind of prices these are, and the conversation's mode. */
export class NectoHeader extends LitElement {
  static override properties = {
    feed: {},
    server: { attribute: false },
    account: { attribute: false },
    socket: { attribute: false },
    inboxOf: {},
    mode: {},
    org: {},
    skipTo: {},
    hasMenu: { type: Boolean },
  };
  declare feed: FeedStatus;
  /** What the installation says of itself; null until it answered. */
  declare server: StatusView | null;
  declare account: AccountStore;
  /** What the bell hears of new notices by. */
  declare socket: FeedClient;
  /** Address of whoever is signed in; null for nobody. */
  declare inboxOf: string | null;
  /** Mode of the open conversation; null on the start page, where it is still to be chosen. */
  declare mode: Mode | null;
  /** Name of the organisation that it is for; null for none. */
  declare org: string | null;
  declare hasMenu: boolean;
  /** What the skip link leads to: `message field`. */
  declare skipTo: string;

  static override styles = [
    base,
    buttons,
    badges,
    css`
      header {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        height: 3rem;
        padding: 0 var(--n-sp-4);
        border-bottom: 1px solid var(--n-border);
        background: var(--n-bg-surface);
      }
      .name {
        margin-right: var(--n-sp-1);
        color: var(--n-text);
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
        letter-spacing: -0.01em;
        text-decoration: none;
      }
      .skip {
        position: absolute;
        z-index: var(--n-z-drawer);
        top: var(--n-sp-1);
        left: var(--n-sp-1);
        padding: var(--n-sp-2) var(--n-sp-3);
        transform: translateY(-200%);
      }
      .skip:focus {
        transform: none;
      }
      .gap {
        flex: 1;
      }
      .menu {
        flex: none;
        margin: 0 calc(-1 * var(--n-sp-2));
      }
      @media (max-width: 719px) {
        header {
          gap: var(--n-sp-1);
          height: 3.25rem;
          padding: 0 var(--n-sp-3);
        }
        necto-theme-switch,
        .long {
          display: none;
        }
      }
    `,
  ];

  /** Shows the ways to sign in. */
  signIn(): void {
    this.renderRoot.querySelector("necto-account")?.open();
  }

  /** A file of its own: nobody but an account has an inbox. */
  protected override updated(): void {
    if (this.inboxOf) void import("../watches/necto-bell.ts");
  }

  protected override render() {
    return html`<header>
      <button class="skip" @click=${() => intend(this, "necto-skip", null)}>Skip to the ${this.skipTo}</button>
      ${
        this.hasMenu
          ? html`<button class="bare icon-only menu" aria-label="Menu" @click=${() => intend(this, "necto-menu", null)}>
              ${icon("menu")}
            </button>`
          : nothing
      }
      <a class="name" href="/">Necto</a>
      <necto-connection .status=${this.feed}></necto-connection>
      ${
        this.server?.prices === "sandbox"
          ? html`<span class="badge warning" title="Made-up prices of the built-in sandbox; nothing real is sold"
              >Sandbox<span class="long">prices</span></span
            >`
          : nothing
      }
      <span class="gap"></span>
      ${this.mode ? modeBadge(this.mode, this.org) : nothing}
      ${this.inboxOf ? html`<necto-bell .feed=${this.socket} .of=${this.inboxOf}></necto-bell>` : nothing}
      <necto-account .account=${this.account}></necto-account>
      <necto-theme-switch></necto-theme-switch>
    </header>`;
  }
}
customElements.define("necto-header", NectoHeader);

declare global {
  interface HTMLElementTagNameMap {
    "necto-header": NectoHeader;
  }
}

const modeBadge = (mode: Mode, org: string | null) =>
  mode === "tracked"
    ? html`<span class="badge info" title=${org ? `Yours, for ${org}` : "Kept under your name"}>${icon("record")}Tracked${org ? html`<span class="long"> · ${org}</span>` : nothing}</span>`
    : html`<span class="badge outline" title="Your words stay in this browser; not linked to your account by us">${icon("lock")}Untracked</span>`;
