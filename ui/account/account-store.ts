import type { ThreadRow } from "@necto/tools/protocol/api";
import type { DemoAccountName, SessionAccount, SessionView } from "@necto/tools/protocol/session";
import type { OrgRow } from "@necto/tools/protocol/team";
import { wordsOf } from "../api/error-words.ts";
import { fetchThreads } from "../api/necto-api.ts";
import type { Wallet } from "../booking/wallets.ts";
import { fetchOrgs, fetchSession, signInAs, signOut } from "./account-api.ts";

/**
 * Who is signed in in this browser: one session for all its tabs. Dispatches `change` after every change, and `account` when
 * somebody else is signed in than before, here, in another tab, or because the session is over; with the ids of the
 * conversations of whoever left.
 */
export class AccountStore extends EventTarget {
  /** Null until the server told. */
  session: SessionView | null = null;
  /** Tracked conversations of the account, newest first. */
  threads: readonly ThreadRow[] = [];
  /** Organisations that the account is in. */
  orgs: readonly OrgRow[] = [];
  /** The one that new tracked conversations are for; null for the account itself. */
  acting: OrgRow | null = null;
  /** Why the last try to sign in or out failed. */
  problem: string | null = null;
  isBusy = false;
  readonly #known = Promise.withResolvers<void>();
  /** Settles when the server has told for the first time. */
  readonly known = this.#known.promise;
  /** Tells other tabs that the session has changed. */
  readonly #tabs = new BroadcastChannel("necto:account");

  constructor() {
    super();
    this.#tabs.addEventListener("message", () => void this.load());
  }

  get account(): SessionAccount | null {
    return this.session?.account ?? null;
  }

  /** Asks the server again; when it is away, what was known stays. */
  async load(): Promise<void> {
    const session = await fetchSession().catch(() => null);
    if (session !== null) this.#take(session);
  }

  /** A tracked conversation was begun, or may have been elsewhere. */
  async loadThreads(): Promise<void> {
    const { account } = this;
    if (account === null) return;
    const { threads } = await fetchThreads().catch(() => this);
    if (account.address !== this.account?.address) return;
    this.threads = threads;
    this.dispatchEvent(new Event("change"));
  }

  /** Asks again which organisations the account is in; one that it is out of is acted for no more. */
  async loadOrgs(): Promise<void> {
    const { account } = this;
    if (account === null) return;
    const { orgs } = await fetchOrgs().catch(() => this);
    if (account.address !== this.account?.address) return;
    this.orgs = orgs;
    this.acting = orgs.find(({ id }) => id === this.acting?.id) ?? null;
    this.dispatchEvent(new Event("change"));
  }

  /** @param org id of an organisation, or null for the account itself */
  actFor(org: string | null): void {
    this.acting = this.orgs.find(({ id }) => id === org) ?? null;
    this.dispatchEvent(new Event("change"));
  }

  signInAs(account: DemoAccountName): Promise<boolean> {
    return this.#attempt(() => signInAs(account));
  }

  async signInWith({ provider }: Wallet): Promise<boolean> {
    const chain = this.session?.chain;
    if (!chain) return false;
    // With viem, which the first page does without.
    const { signInWithWallet } = await import("./sign-in-with-wallet.ts");
    return this.#attempt(() => signInWithWallet(provider, chain, location));
  }

  signOut(): Promise<boolean> {
    return this.#attempt(signOut);
  }

  /** An old complaint is nothing to begin with. */
  forgetProblem(): void {
    this.problem = null;
    this.dispatchEvent(new Event("change"));
  }

  async #attempt(change: () => Promise<SessionView>): Promise<boolean> {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.forgetProblem();
    try {
      this.#take(await change());
      this.#tabs.postMessage(null);
      return true;
    } catch (error) {
      this.problem = wordsOf(error);
      return false;
    } finally {
      this.isBusy = false;
      this.dispatchEvent(new Event("change"));
    }
  }

  #take(session: SessionView): void {
    const before = this.session;
    const wasElse = before?.account?.address !== session.account?.address;
    this.session = session;
    const left = this.threads.map(({ id }) => id);
    if (wasElse) [this.threads, this.orgs, this.acting] = [[], [], null];
    this.#known.resolve();
    this.dispatchEvent(new Event("change"));
    void this.loadThreads();
    void this.loadOrgs();
    // What a page showed before it knew is nobody's yet.
    if (before !== null && wasElse) this.dispatchEvent(new CustomEvent("account", { detail: { left } }));
  }
}

/** `Demo buyer`, or `0x3f5a…91c2` for a wallet. */
export const accountName = ({ title, address }: SessionAccount): string =>
  title ?? `${address.slice(0, 6)}…${address.slice(-4)}`;
