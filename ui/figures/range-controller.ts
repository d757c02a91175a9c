import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { AccountStore } from "../account/account-store.ts";
import { wordsOf } from "../api/error-words.ts";
import { readQuery } from "../provider/period-query.ts";

/** Figures are asked for again after this long, or after so many times what the last answer took. */
const POLL_MS = 5_000;
const REST = 10;

/**
 * Figures of an account for what the address chooses: loaded at first, every few seconds while they are looked at, and whenever
 * another account or another choice takes the place of the last.
 */
export class RangeController<View> implements ReactiveController {
  /** Null until they are there. */
  view: View | null = null;
  problem: string | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #account: AccountStore;
  readonly #fields: readonly string[];
  readonly #fetch: (query: URLSearchParams) => Promise<View>;
  #timer = 0;
  #isConnected = false;
  readonly #reload = () => void this.load();
  readonly #accountChanged = () => {
    this.view = null;
    this.problem = null;
    this.#host.requestUpdate();
    void this.load();
  };

  /** @param fields what the page knows of the address beside its range */
  constructor(
    host: ReactiveControllerHost,
    {
      account,
      fields,
      fetch,
    }: {
      readonly account: AccountStore;
      readonly fields: readonly string[];
      readonly fetch: (query: URLSearchParams) => Promise<View>;
    },
  ) {
    this.#host = host;
    this.#account = account;
    this.#fields = fields;
    this.#fetch = fetch;
    host.addController(this);
  }

  hostConnected(): void {
    this.#isConnected = true;
    this.#account.addEventListener("account", this.#accountChanged);
    window.addEventListener("popstate", this.#reload);
    void this.#account.known.then(this.#reload);
  }

  hostDisconnected(): void {
    this.#isConnected = false;
    this.#account.removeEventListener("account", this.#accountChanged);
    window.removeEventListener("popstate", this.#reload);
    window.clearTimeout(this.#timer);
  }

  get query(): URLSearchParams {
    return readQuery(location.search, this.#fields, Date.now());
  }

  /** The address with other fields; an empty one is taken out. */
  with(fields: Readonly<Record<string, string>>): URLSearchParams {
    const { query } = this;
    for (const [name, value] of Object.entries(fields)) query.set(name, value);
    for (const name of this.#fields) if (!query.get(name)) query.delete(name);
    return query;
  }

  choose(fields: Readonly<Record<string, string>>): void {
    history.replaceState(history.state, "", `${location.pathname}?${this.with(fields)}`);
    this.#host.requestUpdate();
    void this.load();
  }

  async load(): Promise<void> {
    const owner = this.#account.account?.address;
    if (owner === undefined) return;
    const { query } = this;
    const askedAt = performance.now();
    const isWanted = () => owner === this.#account.account?.address && String(query) === String(this.query);
    try {
      const view = await this.#fetch(query);
      if (!isWanted()) return;
      this.view = view;
      this.problem = null;
    } catch (error) {
      if (isWanted()) this.problem = wordsOf(error);
    }
    this.#host.requestUpdate();
    if (isWanted()) this.#again(performance.now() - askedAt);
  }

  #again(tookMs: number): void {
    window.clearTimeout(this.#timer);
    if (!this.#isConnected) return;
    this.#timer = window.setTimeout(
      () => (document.visibilityState === "visible" ? this.#reload() : this.#again(0)),
      Math.max(POLL_MS, REST * tookMs),
    );
  }
}
