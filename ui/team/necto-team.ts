import { ROLE_TITLES, ROLES_DOWN } from "@necto/tools/protocol/roles";
import type { Orgs } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { fetchOrgs } from "../account/account-api.ts";
import { type AccountStore, accountName } from "../account/account-store.ts";
import "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import { wallets } from "../booking/approval-store.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { sendByWallet } from "../jobs/send-by-wallet.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import "./necto-org.ts";
import { createOrg, fetchCreation } from "./team-api.ts";
import { teamStyles } from "./team-styles.ts";
import { ROLE_MEANINGS } from "./team-text.ts";

const POLL_MS = 5_000;
/** After so long without a sign of it on chain, a creation may be sent again; of two, the chain takes one. */
const AGAIN_MS = 60_000;

/** Organisations of the account that is signed in: a list with a form for a new one, or one by its address. */
export class NectoTeam extends LitElement {
  static override properties = {
    org: {},
    isLive: { type: Boolean },
    account: { attribute: false },
    orgs: { state: true },
    name: { state: true },
    isBusy: { state: true },
    problem: { state: true },
    sent: { state: true },
  };
  /** Id of the one on screen; null for the list. */
  declare org: string | null;
  declare isLive: boolean;
  declare account: AccountStore;
  /** Null until they are read. */
  declare orgs: Orgs | null;
  declare name: string;
  declare isBusy: boolean;
  declare problem: string | null;
  /** Organisations that the wallet has sent, and when: epoch milliseconds. */
  declare sent: ReadonlyMap<string, number>;

  static override styles = [base, buttons, badges, callouts, jobStyles, teamStyles];

  constructor() {
    super();
    [this.org, this.orgs, this.problem] = [null, null, null];
    [this.name, this.isBusy, this.sent] = ["", false, new Map()];
    new PollController(this, {
      everyMs: POLL_MS,
      load: () => this.#load(),
      isDue: () => this.org === null && !this.isBusy,
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    wallets.ask();
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(this.#accountChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1, necto-org")?.focus();
  }

  readonly #accountChanged = () => {
    [this.orgs, this.problem] = [null, null];
    void this.#load();
  };

  async #load(): Promise<void> {
    const { account } = this.account;
    if (account === null || this.org !== null) return;
    const orgs = await fetchOrgs().catch((error: unknown) => {
      this.problem = wordsOf(error);
      return null;
    });
    if (orgs === null || account.address !== this.account.account?.address) return;
    this.orgs = orgs;
    void this.account.loadOrgs();
  }

  async #act(work: () => Promise<unknown>): Promise<void> {
    if (this.isBusy) return;
    [this.isBusy, this.problem] = [true, null];
    try {
      await work();
      await this.#load();
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected override render() {
    if (this.org !== null && this.account.account !== null)
      return keyed(
        `${this.org} ${this.account.account.address}`,
        html`<necto-org .org=${this.org} .account=${this.account} .isLive=${this.isLive}></necto-org>`,
      );
    const { account, session } = this.account;
    return html`<div class="page">
      <h1 tabindex="-1">Team</h1>
      <p class="lead">
        Members of an organisation book for it and see what it spends. Who may do what is on chain; names are only here, and each
        member's words are its own.
      </p>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      ${session === null ? html`<div aria-busy="true"></div>` : account === null ? this.#entrance() : this.#mine(accountName(account))}
    </div>`;
  }

  #entrance() {
    return html`<p>An organisation is its members'. Sign in to see yours.</p>
      <necto-entrance .account=${this.account} .isFor=${isTeamDemo} label="Demo accounts of a team"></necto-entrance>`;
  }

  #mine(name: string) {
    if (this.orgs === null) return html`<div aria-busy="true"></div>`;
    if (!this.orgs.isOn)
      return html`<p class="callout info">${icon("info")}<span>There are no organisations on this installation: it names no contract for roles.</span></p>`;
    return html`<section aria-labelledby="mine">
        <h2 id="mine">Organisations of ${name}</h2>
        ${this.#list(this.orgs)}
      </section>
      <section aria-labelledby="new">
        <h2 id="new">New organisation</h2>
        <form @submit=${this.#create}>
          <label class="wide">Name
            <input maxlength="60" required autocomplete="off" placeholder="Research" .value=${this.name} @input=${this.#rename} />
          </label>
          <button class="primary" ?disabled=${this.isBusy || !this.isLive || this.name.trim() === ""}>
            ${this.isBusy ? "Creating…" : "Create it"}
          </button>
        </form>
        <p class="quiet">You are its Admin. On chain it is a random number; the name stays on this server.</p>
      </section>
      <section aria-labelledby="roles">
        <h2 id="roles">Roles</h2>
        <dl class="rows">
          ${ROLES_DOWN.map((role) => html`<div><dt>${ROLE_TITLES[role]}</dt><dd>${ROLE_MEANINGS[role]}</dd></div>`)}
        </dl>
      </section>`;
  }

  #list({ orgs, uncreated }: Orgs) {
    if (orgs.length + uncreated.length === 0)
      return html`<p class="quiet">None yet. Create one below, or open the link of an invitation.</p>`;
    return html`<ul class="rows">
      ${orgs.map(
        ({ id, name, role }) =>
          html`<li>
            <div class="facts"><strong><a href="/team/${id}">${name}</a></strong></div>
            <span class="badge outline">${ROLE_TITLES[role]}</span>
          </li>`,
      )}
      ${uncreated.map(
        ({ id, name }) => html`<li>
          <div class="facts"><strong>${name}</strong>${isOnItsWay(this.sent.get(id)) ? ON_ITS_WAY : NOT_SENT}</div>
          ${
            isOnItsWay(this.sent.get(id))
              ? nothing
              : html`<button ?disabled=${this.isBusy || !this.isLive} @click=${() => void this.#act(() => this.#send(id))}>
                  Send it from your wallet
                </button>`
          }
        </li>`,
      )}
    </ul>`;
  }

  readonly #rename = (event: InputEvent) => {
    this.name = (event.target as HTMLInputElement).value;
  };

  #create(event: SubmitEvent): void {
    event.preventDefault();
    void this.#act(async () => {
      const { org, call } = await createOrg(this.name.trim());
      this.name = "";
      if (call !== null) await this.#send(org);
    });
  }

  async #send(org: string): Promise<void> {
    const { call } = await fetchCreation(org);
    const { account } = this.account;
    if (call === null || account === null) return;
    await sendByWallet(call, account.address, wallets.found);
    this.sent = new Map([...this.sent, [org, Date.now()]]);
  }
}
customElements.define("necto-team", NectoTeam);

const NOT_SENT = html`<span class="badge warning">${icon("warning")}Not on chain yet</span>`;
const ON_ITS_WAY = html`<span class="badge info" role="status">${icon("clock")}Sent. Waiting for the chain…</span>`;
const isOnItsWay = (sentAt: number | undefined): boolean =>
  sentAt !== undefined && Date.now() < sentAt + AGAIN_MS;

const isTeamDemo = ({ demo }: { readonly demo: string }): boolean => demo.startsWith("team-");
