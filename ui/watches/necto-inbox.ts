import type { InboxItem } from "@necto/tools/protocol/inbox";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { AccountStore } from "../account/account-store.ts";
import "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import { timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { inboxText } from "./inbox-text.ts";
import { fetchInbox, markRead } from "./watch-api.ts";

const POLL_MS = 10_000;

/** What the account was told, newest first. */
export class NectoInbox extends LitElement {
  static override properties = {
    account: { attribute: false },
    items: { state: true },
    older: { state: true },
    problem: { state: true },
  };
  declare account: AccountStore;
  /** Null until they are read. */
  declare items: readonly InboxItem[] | null;
  /** What the next page is asked for with. */
  declare older: string | null;
  declare problem: string | null;

  constructor() {
    super();
    new PollController(this, {
      everyMs: POLL_MS,
      load: () => this.#load(),
      // Who has turned pages is not thrown back to the first.
      isDue: () => this.account.account !== null && (this.items?.length ?? 0) <= 50,
    });
    this.items = null;
    this.older = null;
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    jobStyles,
    css`
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--n-sp-1) var(--n-sp-3);
        padding: var(--n-sp-3) 0;
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      li p {
        overflow-wrap: anywhere;
      }
      .new p {
        font-weight: var(--n-fw-semi);
      }
      time {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(this.#accountChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  readonly #accountChanged = () => {
    this.items = null;
    void this.#load();
  };

  #load(): Promise<void> {
    return this.#act(async () => {
      const { items, before } = await fetchInbox(null);
      this.items = items;
      this.older = before;
    });
  }

  async #act(change: () => Promise<void>): Promise<void> {
    if (this.account.account === null) return;
    try {
      await change();
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  #read(ids: readonly string[] | null): Promise<void> {
    return this.#act(async () => {
      await markRead(ids);
      const readAt = new Date().toISOString();
      this.items =
        this.items?.map((item) =>
          ids === null || ids.includes(item.id) ? { ...item, readAt: item.readAt ?? readAt } : item,
        ) ?? null;
    });
  }

  protected override render() {
    const { account, session } = this.account;
    return html`<div class="page">
      <h1 tabindex="-1">Inbox</h1>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      ${session === null ? html`<div aria-busy="true"></div>` : account === null ? this.#entrance() : this.#mine()}
    </div>`;
  }

  #entrance() {
    return html`<p class="empty">What an account is told is here once you are signed in.</p>
      <necto-entrance .account=${this.account} .isFor=${() => true} label="Demo accounts"></necto-entrance>`;
  }

  #mine() {
    if (this.items === null) return html`<div aria-busy="true"></div>`;
    if (this.items.length === 0)
      return html`<p class="empty">Nothing yet. <a href="/watches">A watch</a> tells here when a price falls under its line.</p>`;
    const hasNew = this.items.some(({ readAt }) => readAt === null);
    return html`${hasNew ? html`<div class="actions"><button @click=${() => void this.#read(null)}>${icon("check")}Mark everything read</button></div>` : nothing}
      <section aria-label="Notices">
        <ul>
          ${repeat(
            this.items,
            ({ id }) => id,
            (item) => this.#item(item),
          )}
        </ul>
      </section>
      ${this.older === null ? nothing : html`<div class="actions"><button @click=${() => void this.#more()}>Older notices</button></div>`}`;
  }

  #item(item: InboxItem) {
    const { says, href } = inboxText(item);
    const isNew = item.readAt === null;
    return html`<li class=${isNew ? "new" : ""}>
      <div>
        <p>${isNew ? html`<span class="badge info">New</span> ` : nothing}${says}</p>
        <time datetime=${item.at}>${timeText(item.at)}</time> ${href ? html` · <a href=${href}>Open</a>` : nothing}
      </div>
      ${isNew ? html`<button aria-label="Mark read: ${says}" @click=${() => void this.#read([item.id])}>Mark read</button>` : nothing}
    </li>`;
  }

  #more(): Promise<void> {
    return this.#act(async () => {
      const { items, before } = await fetchInbox(this.older);
      this.items = [...(this.items ?? []), ...items];
      this.older = before;
    });
  }
}
customElements.define("necto-inbox", NectoInbox);
