import type { ApiKeyView, CreatedApiKey, NewApiKey } from "@necto/tools/protocol/api-key";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { wordsOf } from "../api/error-words.ts";
import { dateText, timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { type AccountStore, accountName } from "./account-store.ts";
import { createKey, fetchKeys, revokeKey } from "./keys-api.ts";
import "./necto-key-form.ts";
import { SCOPE_TEXT } from "./scope-text.ts";

/** Keys by which programs speak for the account: made here, shown once, revoked here. */
export class NectoKeys extends LitElement {
  static override properties = {
    isLive: { type: Boolean },
    account: { attribute: false },
    keys: { state: true },
    created: { state: true },
    isCopied: { state: true },
    leaving: { state: true },
    isBusy: { state: true },
    problem: { state: true },
  };
  declare isLive: boolean;
  declare account: AccountStore;
  /** Null until they are read. */
  declare keys: readonly ApiKeyView[] | null;
  /** The key that was just made, until it is put away; it is nowhere else. */
  declare created: CreatedApiKey | null;
  declare isCopied: boolean;
  /** Id of the key that is asked about before it is revoked. */
  declare leaving: string | null;
  declare isBusy: boolean;
  declare problem: string | null;

  constructor() {
    super();
    this.keys = null;
    this.isBusy = false;
    this.#putAway();
  }

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    jobStyles,
    css`
      .secret,
      .empty {
        display: grid;
        gap: var(--n-sp-2);
      }
      .secret code {
        padding: var(--n-sp-2) var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-sunken);
        color: var(--n-text);
        overflow-wrap: anywhere;
        user-select: all;
      }
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
      li:first-child {
        padding-top: 0;
      }
      li:last-child {
        padding-bottom: 0;
      }
      .facts {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-1) var(--n-sp-2);
        min-width: 0;
      }
      .facts strong {
        font-weight: var(--n-fw-semi);
        overflow-wrap: anywhere;
      }
      .facts .quiet {
        width: 100%;
        font-size: var(--n-fs-sm);
      }
      @media (max-width: 719px) {
        li {
          grid-template-columns: minmax(0, 1fr);
        }
        dl.rows div {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
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
    this.#putAway();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  /** What was shown was somebody else's. */
  readonly #accountChanged = () => {
    this.keys = null;
    this.#putAway();
    if (this.account.account !== null) void this.#act(async () => {});
  };

  #putAway(): void {
    this.created = null;
    this.isCopied = false;
    this.leaving = null;
    this.problem = null;
  }

  /** Changes something, and reads the list again. */
  async #act(change: () => Promise<void>): Promise<void> {
    const { account } = this.account;
    this.isBusy = true;
    try {
      await change();
      const { keys } = await fetchKeys();
      if (account?.address === this.account.account?.address) this.keys = keys;
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected override render() {
    const { account, session } = this.account;
    return html`<div class="page">
      <h1 tabindex="-1">API keys</h1>
      <p class="lead">
        Programs speak for an account with a key. A key reads and asks for bookings; it approves and pays nothing, and makes no
        other key. That takes somebody who is signed in.
      </p>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      ${session === null ? html`<div aria-busy="true"></div>` : account === null ? this.#entrance() : this.#mine(accountName(account))}
    </div>`;
  }

  #entrance() {
    return html`<div class="empty">
      <p>Keys belong to an account. Sign in to see and make them.</p>
      <div class="actions"><button class="primary" @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button></div>
    </div>`;
  }

  #mine(name: string) {
    return html`${this.created ? this.#once(this.created) : nothing}
      <section aria-labelledby="keys">
        <h2 id="keys">Keys of ${name}</h2>
        ${this.keys === null ? html`<div aria-busy="true"></div>` : this.#list(this.keys)}
      </section>
      <section aria-labelledby="new">
        <h2 id="new">New key</h2>
        <necto-key-form
          .isBusy=${this.isBusy || !this.isLive}
          @necto-make-key=${({ detail }: CustomEvent<NewApiKey>) => void this.#make(detail)}
        ></necto-key-form>
      </section>
      <section aria-labelledby="use">
        <h2 id="use">Where it is used</h2>
        <dl class="rows">
          <div><dt>MCP</dt><dd class="mono">${location.origin}/mcp</dd></div>
          <div><dt>REST</dt><dd><a class="mono" href="/api/docs">${location.origin}/api</a></dd></div>
          <div><dt>Header</dt><dd class="mono">Authorization: Bearer necto_…</dd></div>
          <div><dt>Terminal</dt><dd class="mono">NECTO_API_KEY=necto_…</dd></div>
        </dl>
      </section>`;
  }

  #once({ key, secret }: CreatedApiKey) {
    return html`<section class="secret" role="status" aria-label="The new key">
      <h2>“${key.name}” is made</h2>
      <p class="callout warning">${icon("warning")}<span>Copy it now. It is shown this once: only its hash is kept here.</span></p>
      <code class="mono">${secret}</code>
      <div class="actions">
        ${navigator.clipboard ? html`<button @click=${() => void this.#copy(secret)}>${icon(this.isCopied ? "check" : "copy")}${this.isCopied ? "Copied" : "Copy"}</button>` : nothing}
        <button @click=${this.#putAway}>Done</button>
      </div>
    </section>`;
  }

  #list(keys: readonly ApiKeyView[]) {
    if (keys.length === 0) return html`<p class="quiet">None yet.</p>`;
    return html`<ul>
      ${repeat(
        keys,
        ({ id }) => id,
        (key) =>
          html`<li>${this.#facts(key)}${this.leaving === key.id ? this.#sure(key) : this.#leave(key)}</li>`,
      )}
    </ul>`;
  }

  #facts({ name, prefix, scopes, createdAt, lastUsedAt }: ApiKeyView) {
    return html`<div class="facts">
      <strong>${name}</strong><span class="mono">${prefix}…</span>
      ${scopes.map((scope) => html`<span class="badge outline">${SCOPE_TEXT[scope].title}</span>`)}
      <span class="quiet">Made ${dateText(createdAt)} · ${lastUsedAt ? `used in the hour from ${timeText(lastUsedAt)}` : "never used"}</span>
    </div>`;
  }

  #leave({ id, name }: ApiKeyView) {
    return html`<div><button aria-label="Revoke “${name}”" @click=${() => this.#askAbout(id)}>Revoke</button></div>`;
  }

  #sure({ id, name }: ApiKeyView) {
    const revoke = () =>
      this.#act(async () => {
        await revokeKey(id);
        if (this.created?.key.id === id) this.created = null;
      });
    return html`<div class="actions" role="group" aria-label="Revoke “${name}” for good?">
      <button class="sure" ?disabled=${this.isBusy} @click=${() => void revoke()}>Revoke for good</button>
      <button class="bare" @click=${() => this.#askAbout(null)}>Keep</button>
    </div>`;
  }

  #askAbout(id: string | null): void {
    this.leaving = id;
    if (id !== null)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".sure")?.focus());
  }

  #make(wish: NewApiKey): Promise<void> {
    return this.#act(async () => {
      this.created = await createKey(wish);
      this.isCopied = false;
      const form = this.renderRoot.querySelector("necto-key-form");
      if (form) form.name = "";
      await this.updateComplete;
      this.renderRoot.querySelector(".secret")?.scrollIntoView({ block: "nearest" });
    });
  }

  async #copy(secret: string): Promise<void> {
    await navigator.clipboard.writeText(secret);
    this.isCopied = true;
  }
}
customElements.define("necto-keys", NectoKeys);
