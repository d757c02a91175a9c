import { css, html, LitElement, nothing } from "lit";
import { AccountStore } from "../account/account-store.ts";
import { createOwnWords } from "../chat/own-words.ts";
import type { ThreadState } from "../chat/thread-state.ts";
import { ThreadStore } from "../chat/thread-store.ts";
import { openBrowserFeed } from "../feed/browser-feed.ts";
import { TraceWatch } from "../feed/trace-watch.ts";
import { clockText } from "../format/text.ts";
import { PricesStore } from "../prices/prices-store.ts";
import { base, buttons } from "../styles/shared.ts";
import "../chat/necto-chat.ts";
import type { JobSeed } from "../job-form/necto-job-form.ts";
import { askedStorage } from "./asked-storage.ts";
import { ConnectionStore } from "./connection-store.ts";
import type { Intents } from "./intent.ts";
import { WITH_NAV } from "./layout.ts";
import { MediaController } from "./media-controller.ts";
import "./necto-drawer.ts";
import "./necto-header.ts";
import "./necto-nav.ts";
import { type Address, addressOf, followLinks } from "./address.ts";
import { pageTitle } from "./page-title.ts";
import { StoreController } from "./store-controller.ts";

const START: Address = { page: "chat", threadId: null };

/** What the skip link leads to on each page. */
const SKIP_TO: Readonly<Record<Address["page"], string>> = {
  chat: "message field",
  prices: "price table",
  verify: "field for a root",
  jobs: "list of jobs",
  "new-job": "form",
  provider: "list of jobs",
  arbiter: "disputed jobs",
  listings: "listings",
  earnings: "earnings",
  usage: "usage log",
  policy: "policy of the team",
  watches: "watches",
  inbox: "inbox",
  spend: "spend",
  audit: "audit log",
  keys: "API keys",
  account: "what is stored",
  explorer: "field for what to look up",
  team: "organisations",
  invite: "invitation",
};

/** Every page but the conversation is a file of its own, loaded when it is first opened. */
const LAZY_PAGES: Readonly<Record<Exclude<Address["page"], "chat">, () => Promise<unknown>>> = {
  prices: () => import("../prices/necto-prices.ts"),
  verify: () => import("../verify/necto-verify.ts"),
  jobs: () => import("../jobs/necto-jobs.ts"),
  "new-job": () => import("../job-form/necto-job-form.ts"),
  provider: () => import("../provider/necto-provider-jobs.ts"),
  arbiter: () => import("../arbiter/necto-arbiter.ts"),
  listings: () => import("../provider/necto-listings.ts"),
  earnings: () => import("../provider/necto-earnings.ts"),
  usage: () => import("../provider/necto-usage.ts"),
  policy: () => import("../team/necto-policy.ts"),
  watches: () => import("../watches/necto-watches.ts"),
  inbox: () => import("../watches/necto-inbox.ts"),
  spend: () => import("../spend/necto-spend.ts"),
  audit: () => import("../audit/necto-audit.ts"),
  keys: () => import("../account/necto-keys.ts"),
  account: () => import("../account/necto-account-page.ts"),
  explorer: () => import("../explorer/necto-explorer.ts"),
  team: () => import("../team/necto-team.ts"),
  invite: () => import("../team/necto-invite.ts"),
};

const pathOf = (address: Exclude<Address, { page: "chat" }>): string => {
  if (address.page === "prices") return "/prices";
  if (address.page === "new-job") return "/jobs/new";
  if (address.page === "provider") return "/provider/jobs";
  if (address.page === "team")
    return address.org === null ? "/team" : `/team/${encodeURIComponent(address.org)}`;
  if (address.page === "watches" || address.page === "inbox" || address.page === "invite")
    return `/${address.page}`;
  if (address.page === "arbiter" || address.page === "account" || address.page === "spend")
    return `/${address.page}`;
  if (address.page === "earnings" || address.page === "usage") return `/provider/${address.page}`;
  if (address.page === "listings")
    return address.listingId === null
      ? "/provider/listings"
      : `/provider/listings/${encodeURIComponent(address.listingId)}`;
  if (address.page === "explorer") return address.place === null ? "/explorer" : `/explorer/${address.place}`;
  if (address.page === "keys") return "/account/keys";
  if (address.page === "policy") return `/team/${encodeURIComponent(address.org)}/policy`;
  if (address.page === "audit") return address.act === null ? "/audit" : `/audit/${address.act}`;
  if (address.page === "jobs")
    return address.jobId === null ? "/jobs" : `/jobs/${encodeURIComponent(address.jobId)}`;
  return address.id === null ? "/verify" : `/verify/${encodeURIComponent(address.id)}`;
};

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
  readonly #account = new AccountStore();
  readonly #words = createOwnWords(askedStorage);
  readonly #feed = openBrowserFeed((status) => {
    this.#connection.feedChanged(status);
    // Also after the server has closed the socket of a session that is over.
    if (status === "live") void this.#account.load();
  });
  readonly #traces = new TraceWatch(this.#feed);
  readonly #thread = new ThreadStore(this.#feed, this.#words, this.#traces);
  readonly #prices = new PricesStore(this.#feed);
  readonly #wide = new MediaController(this, WITH_NAV);

  static override properties = {
    page: { state: true },
    subject: { state: true },
    jobId: { state: true },
    listingId: { state: true },
    org: { state: true },
    place: { state: true },
    jobSeed: { state: true },
    act: { state: true },
    loaded: { state: true },
  };
  declare page: Address["page"];
  /** What the verify page is to verify. */
  declare subject: string | null;
  /** The job on the jobs page; null for the list. */
  declare jobId: string | null;
  /** The listing in the form, or `new`; null for the table. */
  declare listingId: string | null;
  /** The organisation whose page it is; null for the list of them. */
  declare org: string | null;
  /** What the explorer shows; null for its first page. */
  declare place: string | null;
  /** What the form is to be opened with. */
  declare jobSeed: JobSeed | null;
  /** The act on the audit page, as `<scope>/<seq>`; null for the log. */
  declare act: string | null;
  /** Pages whose files are here. */
  declare loaded: ReadonlySet<Address["page"]>;

  #address: Address = START;

  constructor() {
    super();
    this.page = "chat";
    this.subject = null;
    this.jobId = null;
    this.listingId = null;
    this.org = null;
    this.place = null;
    this.jobSeed = null;
    this.act = null;
    this.loaded = new Set();
    new StoreController(this, this.#connection, this.#thread, this.#account);
    this.#account.addEventListener("account", (event) => {
      // The server keeps their words for their account; this browser is somebody else's now.
      const { left } = (event as CustomEvent<{ readonly left: readonly string[] }>).detail;
      for (const threadId of left) this.#words.forget(threadId);
      this.#feed.renew();
      this.#thread.actFor(null);
      this.#thread.accountChanged();
    });
    this.#account.addEventListener("change", () => this.#thread.actFor(this.#account.acting?.id ?? null));
    this.#thread.addEventListener("left", () => void this.#account.loadOrgs());
    this.#on("necto-say", ({ text }) => this.#thread.say(text));
    this.#on("necto-search", ({ requirements, action }) => this.#thread.search(requirements, action));
    this.#on("necto-book", ({ title, ...book }) => this.#thread.book(book, `Book ${title}`));
    this.#on("necto-answered", ({ runId, action }) => this.#thread.answered(runId, action));
    this.#on("necto-stop", () => this.#thread.stop());
    this.#on("necto-unqueue", ({ key }) => this.#thread.unqueue(key));
    this.#on("necto-retry", () => this.#thread.retryUnsent());
    this.#on("necto-discard", () => this.#thread.discardUnsent());
    this.#on("necto-show", ({ runId }) => this.#thread.show(runId));
    this.#on("necto-mode", ({ mode }) => this.#thread.chooseMode(mode));
    this.#on("necto-act-for", ({ org }) => this.#actFor(org));
    this.#on("necto-open", ({ threadId }) => this.#goTo({ page: "chat", threadId }));
    this.#on("necto-route", ({ requirements, action, mode, threadId = null }) => {
      this.#goTo({ page: "chat", threadId });
      if (mode) this.#thread.chooseMode(mode);
      this.#thread.search(requirements, action);
    });
    this.#on("necto-edit", ({ requirements }) => {
      const { id, mode } = this.#thread.state;
      if (id !== null) this.jobSeed = { requirements, thread: { id, mode } };
      this.#goTo({ page: "new-job" });
    });
    this.#on("necto-form-seeded", () => {
      this.jobSeed = null;
    });
    this.#on("necto-verify", ({ id }) => this.#goTo({ page: "verify", id }));
    this.#on("necto-explore", ({ place }) => this.#goTo({ page: "explorer", place }));
    this.#on("necto-listing", ({ listingId }) => this.#goTo({ page: "listings", listingId }));
    this.#on("necto-reload", () => void this.#thread.open(this.#thread.state.id));
    this.#on("necto-menu", () => this.renderRoot.querySelector("necto-drawer")?.open());
    this.#on("necto-skip", () => this.#skip());
    this.#on("necto-sign-in", () => this.renderRoot.querySelector("necto-header")?.signIn());
    this.#on("necto-forget", ({ threadId }) => this.#forget(threadId));
    this.#thread.addEventListener("thread", () => this.#writeAddress());
    this.#thread.addEventListener("kept", () => void this.#account.loadThreads());
    window.addEventListener("popstate", () => this.#show(addressOf(location.pathname) ?? START));
    window.addEventListener("storage", () => this.requestUpdate());
    followLinks(this, (address, url) => this.#goTo(address, url));
    const address = addressOf(location.pathname) ?? START;
    if (address.page !== "chat" || address.threadId !== null || address.role) this.#show(address);
  }

  #on<Name extends keyof Intents>(name: Name, act: (detail: Intents[Name]) => void): void {
    this.addEventListener(name, (event) => act((event as CustomEvent<Intents[Name]>).detail));
  }

  #goTo(address: Address, url?: URL): void {
    this.renderRoot.querySelector("necto-drawer")?.close();
    if (address.page !== "chat") {
      const path = url ? url.pathname + url.search : pathOf(address);
      if (location.pathname + location.search !== path) history.pushState(null, "", path);
      this.#show(address);
      return;
    }
    const isHere = this.page === "chat" && address.threadId === this.#thread.state.id;
    if (isHere && address.threadId !== null) return;
    this.#show(address);
    this.#writeAddress();
    void this.updateComplete.then(() => this.renderRoot.querySelector("necto-chat")?.focusComposer());
  }

  #show(address: Address): void {
    this.page = address.page;
    this.#address = address;
    if (address.page === "prices") this.#prices.enter();
    else this.#prices.leave();
    if (address.page === "verify") this.subject = address.id;
    if (address.page === "jobs") this.jobId = address.jobId;
    if (address.page === "listings") this.listingId = address.listingId;
    if (address.page === "policy" || address.page === "team") this.org = address.org;
    if (address.page === "explorer") this.place = address.place;
    if (address.page === "audit") this.act = address.act;
    if (address.page !== "chat") {
      const { page } = address;
      void LAZY_PAGES[page]().then(() => {
        this.loaded = new Set([...this.loaded, page]);
      });
      return;
    }
    if (address.threadId === null || address.threadId !== this.#thread.state.id)
      void this.#thread.open(address.threadId, address.role);
  }

  /** What was said before stays whose it was: a new conversation begins. */
  #actFor(org: string | null): void {
    this.#account.actFor(org);
    this.#goTo(START);
  }

  #skip(): void {
    if (this.page === "chat") this.renderRoot.querySelector("necto-chat")?.focusComposer();
    else this.renderRoot.querySelector<HTMLElement>("main > *")?.focus();
  }

  #forget(threadId: string): void {
    this.#words.forget(threadId);
    if (threadId === this.#thread.state.id) this.#goTo(START);
    this.requestUpdate();
  }

  #writeAddress(): void {
    if (this.page !== "chat") return;
    const { id, role } = this.#thread.state;
    const path = id !== null ? `/chat/${id}` : role === "provider" ? "/provider/chat" : "/";
    if (location.pathname !== path) history.pushState(null, "", path);
  }

  protected override updated(): void {
    const { id } = this.#thread.state;
    const known = [...this.#words.threads(), ...this.#account.threads].find((thread) => thread.id === id);
    document.title = pageTitle(this.#address, { thread: known?.title ?? null, orgs: this.#account.orgs });
  }

  protected override render() {
    const thread = this.#thread.state;
    const hasNav = this.#wide.matches;
    return html`<necto-header
        .feed=${this.#connection.feed}
        .server=${this.#connection.server}
        .account=${this.#account}
        .socket=${this.#feed}
        .inboxOf=${this.#account.account?.address ?? null}
        .mode=${this.page === "chat" && thread.phase === "ready" ? thread.mode : null}
        .org=${this.#account.orgs.find(({ id }) => id === thread.org)?.name ?? null}
        .skipTo=${SKIP_TO[this.page]}
        .hasMenu=${!hasNav}
      ></necto-header>
      ${this.#away()}
      <div class="body ${hasNav ? "with-nav" : ""}">
        ${hasNav ? this.#nav() : html`<necto-drawer>${this.#nav()}</necto-drawer>`}
        <main>${this.#page(thread)}</main>
      </div>`;
  }

  #nav() {
    const kept = this.#account.threads;
    return html`<necto-nav
      .threads=${this.#words.threads().filter(({ id }) => !kept.some((thread) => thread.id === id))}
      .account=${this.#account.account}
      .kept=${kept}
      .openId=${this.#thread.state.id}
      .page=${this.page}
      .hasTheme=${!this.#wide.matches}
    ></necto-nav>`;
  }

  #page(thread: ThreadState) {
    const isLive = this.#connection.feed === "live";
    if (this.page === "chat")
      return html`<necto-chat .thread=${thread} .account=${this.#account.account} .acting=${this.#account.acting} .isLive=${isLive}></necto-chat>`;
    if (!this.loaded.has(this.page)) return html`<div aria-busy="true"></div>`;
    if (this.page === "prices") return html`<necto-prices .store=${this.#prices}></necto-prices>`;
    if (this.page === "new-job")
      return html`<necto-job-form .seed=${this.jobSeed} .account=${this.#account} .isLive=${isLive}></necto-job-form>`;
    if (this.page === "provider")
      return html`<necto-provider-jobs .account=${this.#account} .isLive=${isLive}></necto-provider-jobs>`;
    if (this.page === "arbiter")
      return html`<necto-arbiter .account=${this.#account} .isLive=${isLive}></necto-arbiter>`;
    if (this.page === "listings")
      return html`<necto-listings .subject=${this.listingId} .account=${this.#account} .isLive=${isLive}></necto-listings>`;
    if (this.page === "earnings")
      return html`<necto-earnings .account=${this.#account} .isLive=${isLive}></necto-earnings>`;
    if (this.page === "usage") return html`<necto-usage .account=${this.#account}></necto-usage>`;
    if (this.page === "policy")
      return html`<necto-policy .org=${this.org} .account=${this.#account} .isLive=${isLive}></necto-policy>`;
    if (this.page === "watches")
      return html`<necto-watches .account=${this.#account} .isLive=${isLive}></necto-watches>`;
    if (this.page === "inbox") return html`<necto-inbox .account=${this.#account}></necto-inbox>`;
    if (this.page === "spend") return html`<necto-spend .account=${this.#account}></necto-spend>`;
    if (this.page === "audit")
      return html`<necto-audit .act=${this.act} .account=${this.#account}></necto-audit>`;
    if (this.page === "keys")
      return html`<necto-keys .account=${this.#account} .isLive=${isLive}></necto-keys>`;
    if (this.page === "team")
      return html`<necto-team .org=${this.org} .account=${this.#account} .isLive=${isLive}></necto-team>`;
    if (this.page === "invite")
      return html`<necto-invite .account=${this.#account} .isLive=${isLive}></necto-invite>`;
    if (this.page === "account")
      return html`<necto-account-page .account=${this.#account}></necto-account-page>`;
    if (this.page === "explorer") return html`<necto-explorer .place=${this.place}></necto-explorer>`;
    return this.page === "jobs"
      ? html`<necto-jobs .jobId=${this.jobId} .account=${this.#account} .isLive=${isLive}></necto-jobs>`
      : html`<necto-verify .traces=${this.#traces} .subject=${this.subject}></necto-verify>`;
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
