import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { AccountStore } from "../account/account-store.ts";
import { wordsOf } from "../api/error-words.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { readQuery } from "./period-query.ts";

export interface PeriodOptions<View> {
  /** What the address may choose beside the range. */
  readonly fields: readonly string[];
  /** @param owner address of the account that is signed in */
  readonly load: (query: URLSearchParams, owner: string) => Promise<View>;
}

const POLL_MS = 5_000;

/** What a page shows of the account that is signed in, for the range and the fields that the address chooses, kept current. */
export class PeriodController<View> implements ReactiveController {
  /** Null until it is read, and while nobody is signed in. */
  view: View | null = null;
  problem: string | null = null;
  readonly #host: ReactiveControllerHost & { readonly account: AccountStore };
  readonly #options: PeriodOptions<View>;
  readonly #reload = () => void this.load();
  readonly #accountChanged = () => {
    this.view = null;
    void this.load();
  };

  constructor(
    host: ReactiveControllerHost & { readonly account: AccountStore },
    options: PeriodOptions<View>,
  ) {
    this.#host = host;
    this.#options = options;
    host.addController(this);
    new PollController(host, { everyMs: POLL_MS, load: () => this.load() });
  }

  hostConnected(): void {
    const { account } = this.#host;
    new StoreController(this.#host, account);
    account.addEventListener("account", this.#accountChanged);
    window.addEventListener("popstate", this.#reload);
    void account.known.then(this.#reload);
  }

  hostDisconnected(): void {
    this.#host.account.removeEventListener("account", this.#accountChanged);
    window.removeEventListener("popstate", this.#reload);
  }

  /** What the address chooses now. */
  get query(): URLSearchParams {
    return readQuery(location.search, this.#options.fields, Date.now());
  }

  /** Puts a choice into the address; an empty value takes a field out of it. */
  choose(fields: Readonly<Record<string, string>>): void {
    const { query } = this;
    for (const [name, value] of Object.entries(fields)) query.set(name, value);
    for (const name of this.#options.fields) if (!query.get(name)) query.delete(name);
    history.replaceState(history.state, "", `${location.pathname}?${query}`);
    this.#host.requestUpdate();
    void this.load();
  }

  /** Looks once more. An answer to what is no longer asked is not heard. */
  async load(): Promise<void> {
    const { account } = this.#host;
    const owner = account.account?.address;
    if (owner === undefined) return;
    const { query } = this;
    try {
      const view = await this.#options.load(query, owner);
      if (owner !== account.account?.address || String(query) !== String(this.query)) return;
      [this.view, this.problem] = [view, null];
      this.#host.requestUpdate();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Says what went wrong, until something is read again. */
  fail(error: unknown): void {
    this.problem = wordsOf(error);
    this.#host.requestUpdate();
  }
}
