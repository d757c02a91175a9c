import { css, html, LitElement, nothing } from "lit";
import { createOwnWords } from "../chat/own-words.ts";
import { ThreadStore } from "../chat/thread-store.ts";
import { openBrowserFeed } from "../feed/browser-feed.ts";
import { clockText } from "../format/text.ts";
import { base, buttons } from "../styles/shared.ts";
import "../chat/necto-chat.ts";
import { ConnectionStore } from "./connection-store.ts";
import type { Intents } from "./intent.ts";
import { WITH_NAV } from "./layout.ts";
import { MediaController } from "./media-controller.ts";
import "./necto-drawer.ts";
import "./necto-header.ts";
import "./necto-nav.ts";
import { followLinks, threadIdOf } from "./address.ts";
import { StoreController } from "./store-controller.ts";

/** The page: owns the stores, acts on intents, keeps the address and the thread on screen in step. */
export class NectoApp extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto auto minmax(0, 1fr);
      }
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr);
        min-height: 0;
      }
      main {
        min-width: 0;
        min-height: 0;
      }
      .away {
        display: flex;
        align-items: center;
        justify-content: center;
        gap: var(--n-sp-3);
        min-height: 2.5rem;
        padding: var(--n-sp-1) var(--n-sp-4);
        background: var(--n-warning-subtle);
        color: var(--n-warning);
        font-size: var(--n-fs-md);
      }
      .away button {
        min-height: 1.75rem;
        border-color: currentColor;
        background: transparent;
        color: inherit;
      }
      .away.offline {
        background: var(--n-danger-subtle);
        color: var(--n-danger);
      }
      @media (min-width: 1400px) {
        .body.with-nav {
          grid-template-columns: 10.5rem minmax(0, 1fr);
        }
        .with-nav > necto-nav {
          border-right: 1px solid var(--n-border);
          background: var(--n-bg-surface);
        }
      }
    `,
  ];

  readonly #connection = new ConnectionStore();
  readonly #words = createOwnWords(localStorage);
  readonly #feed = openBrowserFeed((status) => this.#connection.feedChanged(status));
  readonly #thread = new ThreadStore(this.#feed, this.#words);
  readonly #wide = new MediaController(this, WITH_NAV);

  constructor() {
    super();
    new StoreController(this, this.#connection, this.#thread);
    this.#on("necto-say", ({ text }) => this.#thread.say(text));
    this.#on("necto-search", ({ requirements, action }) => this.#thread.search(requirements, action));
    this.#on("necto-stop", () => this.#thread.stop());
    this.#on("necto-unqueue", ({ key }) => this.#thread.unqueue(key));
    this.#on("necto-retry", () => this.#thread.retryUnsent());
    this.#on("necto-discard", () => this.#thread.discardUnsent());
    this.#on("necto-show", ({ runId }) => this.#thread.show(runId));
    this.#on("necto-mode", ({ mode }) => this.#thread.chooseMode(mode));
    this.#on("necto-open", ({ threadId }) => this.#goTo(threadId));
    this.#on("necto-reload", () => void this.#thread.open(this.#thread.state.id));
    this.#on("necto-menu", () => this.renderRoot.querySelector("necto-drawer")?.open());
    this.#on("necto-skip", () => this.renderRoot.querySelector("necto-chat")?.focusComposer());
    this.#on("necto-forget", ({ threadId }) => this.#forget(threadId));
    this.#thread.addEventListener("thread", () => this.#writeAddress());
    window.addEventListener("popstate", () => void this.#thread.open(threadIdOf(location.pathname)));
    window.addEventListener("storage", () => this.requestUpdate());
    followLinks(this, (threadId) => this.#goTo(threadId));
    const threadId = threadIdOf(location.pathname);
    if (threadId !== null) void this.#thread.open(threadId);
  }

  #on<Name extends keyof Intents>(name: Name, act: (detail: Intents[Name]) => void): void {
    this.addEventListener(name, (event) => act((event as CustomEvent<Intents[Name]>).detail));
  }

  #goTo(threadId: string | null): void {
    this.renderRoot.querySelector("necto-drawer")?.close();
    if (threadId === this.#thread.state.id && threadId !== null) return;
    void this.#thread.open(threadId);
    void this.updateComplete.then(() => this.renderRoot.querySelector("necto-chat")?.focusComposer());
  }

  #forget(threadId: string): void {
    this.#words.forget(threadId);
    if (threadId === this.#thread.state.id) this.#goTo(null);
    this.requestUpdate();
  }

  #writeAddress(): void {
    const { id } = this.#thread.state;
    const path = id === null ? "/" : `/chat/${id}`;
    if (location.pathname !== path) history.pushState(null, "", path);
  }

  protected override updated(): void {
    const { id } = this.#thread.state;
    const title = this.#words.threads().find((known) => known.id === id)?.title;
    document.title = title ? `${title} · Necto` : "Necto";
  }

  protected override render() {
    const thread = this.#thread.state;
    const hasNav = this.#wide.matches;
    return html`<necto-header
        .feed=${this.#connection.feed}
        .server=${this.#connection.server}
        .mode=${thread.phase === "ready" ? thread.mode : null}
        .hasMenu=${!hasNav}
      ></necto-header>
      ${this.#away()}
      <div class="body ${hasNav ? "with-nav" : ""}">
        ${hasNav ? this.#nav() : html`<necto-drawer>${this.#nav()}</necto-drawer>`}
        <main><necto-chat .thread=${thread}></necto-chat></main>
      </div>`;
  }

  #nav() {
    return html`<necto-nav
      .threads=${this.#words.threads()}
      .openId=${this.#thread.state.id}
      .hasTheme=${!this.#wide.matches}
    ></necto-nav>`;
  }

  #away() {
    const { isAwayLong, feed, goodAt } = this.#connection;
    if (!isAwayLong) return html`<div></div>`;
    const since = goodAt === null ? nothing : ` Data as of ${clockText(goodAt)}.`;
    return feed === "offline"
      ? html`<div class="away offline">Offline: no network.${since}</div>`
      : html`<div class="away">Reconnecting…${since}<button @click=${() => this.#feed.retryNow()}>Try now</button></div>`;
  }
}
customElements.define("necto-app", NectoApp);
