import type { WatchView } from "@necto/tools/protocol/watch";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type AccountStore, accountName } from "../account/account-store.ts";
import "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import { ApiError } from "../api/necto-api.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { makeWatch } from "./make-watch.ts";
import "./necto-watch.ts";
import "./necto-watch-form.ts";
import type { WatchWish } from "./necto-watch-form.ts";
import { ownWatches } from "./own-watches.ts";
import { deleteWatch, fetchWatch, fetchWatches, pauseWatch } from "./watch-api.ts";
import { readWatchLink, type WatchDraft } from "./watch-link.ts";

const POLL_MS = 5_000;

/** A watch, and what opens it where it is untracked. */
interface Shown {
  readonly watch: WatchView;
  readonly cap: string | null;
}

/** The watches page: those of this browser and of the account that is signed in, and the form for one more. */
export class NectoWatches extends LitElement {
  static override properties = {
    account: { attribute: false },
    isLive: { type: Boolean },
    shown: { state: true },
    draft: { state: true },
    isBusy: { state: true },
    problem: { state: true },
    said: { state: true },
  };
  declare account: AccountStore;
  declare isLive: boolean;
  /** Null until they are read. */
  declare shown: readonly Shown[] | null;
  declare draft: WatchDraft;
  declare isBusy: boolean;
  declare problem: string | null;
  /** What was just done, for who cannot see it. */
  declare said: string;

  constructor() {
    super();
    new PollController(this, {
      everyMs: POLL_MS,
      load: () => this.#act(async () => {}),
      isDue: () => !this.isBusy,
    });
    this.shown = null;
    this.draft = readWatchLink(location.search);
    this.isBusy = false;
    this.problem = null;
    this.said = "";
  }

  static override styles = [
    base,
    buttons,
    callouts,
    jobStyles,
    css`
      li + li {
        margin-top: var(--n-sp-3);
        padding-top: var(--n-sp-3);
        border-top: 1px solid var(--n-border);
      }
      .entrance {
        display: grid;
        gap: var(--n-sp-2);
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
    this.shown = null;
    void this.#act(async () => {});
  };

  /** Changes something, and reads all watches again. */
  async #act(change: () => Promise<void>): Promise<void> {
    const { account } = this.account;
    try {
      await change();
      const [own, mine] = await Promise.all([readOwn(), account ? fetchWatches() : { watches: [] }]);
      if (account?.address !== this.account.account?.address) return;
      this.shown = [...mine.watches.map((watch) => ({ watch, cap: null })).reverse(), ...own];
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  async #do(said: string, change: () => Promise<unknown>): Promise<void> {
    this.isBusy = true;
    await this.#act(async () => void (await change()));
    this.isBusy = false;
    this.said = this.problem === null ? said : "";
  }

  protected override render() {
    const { account, session } = this.account;
    return html`<div class="page">
      <h1 tabindex="-1">Watches</h1>
      <p class="lead">A watch tells you once when a price falls under your line, and again only after it was back above. Stale prices tell nothing.</p>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      <p class="hidden-words" role="status">${this.said}</p>
      <section aria-labelledby="new">
        <h2 id="new">New watch</h2>
        <necto-watch-form
          .draft=${this.draft}
          .canTrack=${account !== null}
          .isBusy=${this.isBusy || !this.isLive}
          @necto-make-watch=${({ detail }: CustomEvent<WatchWish>) => void this.#make(detail)}
        ></necto-watch-form>
      </section>
      <section aria-labelledby="mine">
        <h2 id="mine">${account ? `Watches of ${accountName(account)} and of this browser` : "Watches of this browser"}</h2>
        ${this.shown === null ? html`<div aria-busy="true"></div>` : this.#list(this.shown)}
      </section>
      ${
        session !== null && account === null
          ? html`<div class="entrance"><p class="quiet">Sign in for watches that tell in an inbox and by webhook.</p><necto-entrance .account=${this.account} .isFor=${() => true} label="Demo accounts"></necto-entrance></div>`
          : nothing
      }
    </div>`;
  }

  #list(shown: readonly Shown[]) {
    if (shown.length === 0)
      return html`<p class="quiet">None yet. Fill in the form, or tell the agent: “tell me when an H100 in EU drops under $2”.</p>`;
    return html`<ul>
      ${repeat(
        shown,
        ({ watch }) => watch.id,
        ({ watch, cap }) => html`<li>
          <necto-watch
            .watch=${watch}
            .isUntracked=${cap !== null}
            .isBusy=${this.isBusy}
            @necto-pause-watch=${({ detail }: CustomEvent<boolean>) => void this.#do(detail ? "Paused." : "It goes on.", () => pauseWatch(watch.id, cap, detail))}
            @necto-delete-watch=${() => void this.#do("Deleted.", () => this.#delete(watch.id, cap))}
            @necto-webhook=${() => void this.#act(async () => {})}
          ></necto-watch>
        </li>`,
      )}
    </ul>`;
  }

  async #delete(id: string, cap: string | null): Promise<void> {
    await deleteWatch(id, cap);
    ownWatches.forget(id);
  }

  #make({ terms, isUntracked }: WatchWish): Promise<void> {
    return this.#do("The watch is set up.", async () => {
      await makeWatch(terms, isUntracked);
      this.renderRoot.querySelector("necto-watch-form")?.reset();
      // What a link filled in is done with.
      if (location.search !== "") history.replaceState(null, "", location.pathname);
    });
  }
}
customElements.define("necto-watches", NectoWatches);

/** Untracked ones, each by itself: nothing says that they are of one browser. Those that are gone are forgotten here too. */
async function readOwn(): Promise<Shown[]> {
  const read = ownWatches.all().map(async ({ id, capability }) => {
    try {
      return [{ watch: await fetchWatch(id, capability), cap: capability }];
    } catch (error) {
      if (!(error instanceof ApiError && error.problem.status === 404)) throw error;
      ownWatches.forget(id);
      return [];
    }
  });
  return (await Promise.all(read)).flat();
}
