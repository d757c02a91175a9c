import type { ThreadRow } from "@necto/tools/protocol/api";
import type { SessionAccount } from "@necto/tools/protocol/session";
import { css, html, LitElement, nothing } from "lit";
import { accountName } from "../account/account-store.ts";
import type { KnownThread } from "../chat/own-words.ts";
import { timeText } from "../format/text.ts";
import { base, buttons } from "../styles/shared.ts";
import type { Address } from "./address.ts";
import { type IconName, icon } from "./icons.ts";
import { intend } from "./intent.ts";
import "./necto-theme-switch.ts";

/** Path, word, icon, and the pages that are marked by it: an organisation's policy belongs to its team. */
type Entry = readonly [string, string, IconName, ...Address["page"][]];

/** Buying first, as most come for it; then what is an account's or a team's, what providers do, and what proves all of it. */
const GROUPS: readonly { readonly title: string | null; readonly entries: readonly Entry[] }[] = [
  {
    title: null,
    entries: [
      ["/", "Agent", "agent", "chat"],
      ["/jobs/new", "New job", "filter", "new-job"],
      ["/prices", "Prices", "prices", "prices"],
      ["/watches", "Watches", "bell", "watches"],
      ["/jobs", "Jobs", "jobs", "jobs"],
    ],
  },
  {
    title: "Account and team",
    entries: [
      ["/team", "Team", "team", "team", "policy", "invite"],
      ["/spend", "Spend", "spend", "spend"],
      ["/audit", "Audit", "audit", "audit"],
    ],
  },
  {
    title: "Renting out",
    entries: [
      ["/provider/jobs", "Provider", "provider", "provider"],
      ["/provider/listings", "Listings", "record", "listings"],
      ["/provider/earnings", "Earnings", "wallet", "earnings", "usage"],
    ],
  },
  {
    title: "Proof",
    entries: [
      ["/verify", "Verify", "verify", "verify"],
      ["/explorer", "Explorer", "search", "explorer"],
      ["/arbiter", "Arbiter", "arbiter", "arbiter"],
    ],
  },
];

/** Pages that exist, and the conversations this browser knows. */
export class NectoNav extends LitElement {
  static override properties = {
    threads: { attribute: false },
    account: { attribute: false },
    kept: { attribute: false },
    openId: {},
    page: {},
    hasTheme: { type: Boolean },
  };
  /** Those that this browser alone knows. */
  declare threads: readonly KnownThread[];
  /** Who is signed in, and the conversations that are kept for that account. */
  declare account: SessionAccount | null;
  declare kept: readonly ThreadRow[];
  /** Thread on screen; null on the start page. */
  declare openId: string | null;
  /** Shows the theme switch, for screens whose header has no room. */
  declare page: Address["page"];
  declare hasTheme: boolean;

  static override styles = [
    base,
    buttons,
    css`
      :host {
        min-height: 0;
      }
      nav {
        display: flex;
        flex-direction: column;
        height: 100%;
        padding: var(--n-sp-3) var(--n-sp-2);
        overflow-y: auto;
      }
      a {
        display: flex;
        flex: none;
        align-items: center;
        gap: var(--n-sp-2);
        min-width: 0;
        min-height: var(--n-row);
        padding: 0 var(--n-sp-2);
        border-radius: var(--n-r-md);
        color: var(--n-text-2);
        font-size: var(--n-fs-md);
        text-decoration: none;
      }
      a:hover {
        background: var(--n-bg-hover);
        color: var(--n-text);
      }
      a[aria-current] {
        background: var(--n-bg-selected);
        color: var(--n-accent-text);
        font-weight: var(--n-fw-med);
      }
      .new {
        padding: 0 var(--n-sp-2);
        margin-bottom: var(--n-sp-3);
      }
      h2 {
        padding: var(--n-sp-4) var(--n-sp-2) var(--n-sp-1);
        color: var(--n-text-3);
        font-size: var(--n-fs-xs);
        font-weight: var(--n-fw-semi);
      }
      li {
        position: relative;
      }
      li span {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      li button {
        position: absolute;
        top: 50%;
        right: var(--n-sp-1);
        width: 1.5rem;
        min-height: 1.5rem;
        background: var(--n-bg-surface);
        font-size: var(--n-fs-sm);
        opacity: 0;
        transform: translateY(-50%);
      }
      li:hover button,
      li:focus-within button {
        opacity: 1;
      }
      @media (pointer: coarse) {
        li a {
          padding-right: var(--n-ctl);
        }
        li button {
          right: 0;
          width: var(--n-ctl);
          min-height: var(--n-ctl);
          background: transparent;
          opacity: 1;
        }
      }
      .foot {
        display: flex;
        margin-top: auto;
        padding: var(--n-sp-4) var(--n-sp-2) var(--n-sp-2);
      }
    `,
  ];

  protected override render() {
    return html`<nav aria-label="Main">
      <button class="new" @click=${() => intend(this, "necto-open", { threadId: null })}>
        ${icon("plus")}New conversation
      </button>
      ${GROUPS.map(({ title, entries }) => this.#group(title, entries))}
      ${this.account && this.kept.length > 0 ? this.#kept(this.account) : nothing}
      ${this.threads.length > 0 ? this.#recent() : nothing}
      ${this.hasTheme ? html`<div class="foot"><necto-theme-switch></necto-theme-switch></div>` : nothing}
    </nav>`;
  }

  /** A heading stands over it, so that a screen reader goes from one to the next. */
  #group(title: string | null, entries: readonly Entry[]) {
    return html`${title === null ? nothing : html`<h2>${title}</h2>`}${entries.map(
      ([path, word, name, ...pages]) =>
        html`<a href=${path} aria-current=${this.#isAt(pages) ? "page" : nothing}>${icon(name)}${word}</a>`,
    )}`;
  }

  /** Of conversations only the new one is an entry: the others have links of their own. */
  #isAt(pages: readonly Address["page"][]): boolean {
    return pages.includes(this.page) && (this.page !== "chat" || this.openId === null);
  }

  #link(id: string, title: string) {
    const isHere = this.page === "chat" && id === this.openId;
    return html`<a href="/chat/${id}" title=${title} aria-current=${isHere ? "page" : nothing}><span>${title}</span></a>`;
  }

  #kept(account: SessionAccount) {
    return html`<h2>Kept for ${accountName(account)}</h2>
      <ul>
        ${this.kept.map(({ id, title, createdAt }) => html`<li>${this.#link(id, title ?? `Of ${timeText(createdAt)}`)}</li>`)}
      </ul>`;
  }

  #recent() {
    return html`<h2>In this browser</h2>
      <ul>
        ${this.threads.map(
          ({ id, title }) => html`<li>
            ${this.#link(id, title)}
            <button
              class="bare icon-only"
              aria-label="Forget “${title}” in this browser"
              title="Forget in this browser"
              @click=${() => intend(this, "necto-forget", { threadId: id })}
            >
              ${icon("close")}
            </button>
          </li>`,
        )}
      </ul>`;
  }
}
customElements.define("necto-nav", NectoNav);
