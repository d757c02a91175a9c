import { ROLE_TITLES, ROLES_DOWN } from "@necto/tools/protocol/roles";
import type { OrgView, Role, Told } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { AccountStore } from "../account/account-store.ts";
import { wordsOf } from "../api/error-words.ts";
import { ApiError } from "../api/necto-api.ts";
import { wallets } from "../booking/approval-store.ts";
import { explorerAnchor } from "../format/explorer-link.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { sendByWallet } from "../jobs/send-by-wallet.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import "./necto-invitations.ts";
import { fetchOrg, leaveOrg, renameOrg, setRole } from "./team-api.ts";
import { teamStyles } from "./team-styles.ts";
import { memberName } from "./team-text.ts";

const POLL_MS = 3_000;

/** One organisation: its members, and what its Admins do with them. */
export class NectoOrg extends LitElement {
  static override properties = {
    org: {},
    isLive: { type: Boolean },
    account: { attribute: false },
    view: { state: true },
    isMissing: { state: true },
    leaving: { state: true },
    isBusy: { state: true },
    problem: { state: true },
    sent: { state: true },
  };
  declare org: string;
  declare isLive: boolean;
  declare account: AccountStore;
  /** Null until it is read. */
  declare view: OrgView | null;
  /** It is none, or not one of the account's, any more or ever. */
  declare isMissing: boolean;
  /** Whoever is asked about before it is removed; one's own address to leave. */
  declare leaving: string | null;
  declare isBusy: boolean;
  declare problem: string | null;
  /** A wallet was handed a transaction, and the chain may not have it yet. */
  declare sent: boolean;

  static override styles = [base, buttons, badges, callouts, jobStyles, teamStyles];

  constructor() {
    super();
    [this.view, this.problem, this.leaving] = [null, null, null];
    [this.isMissing, this.isBusy, this.sent] = [false, false, false];
    new PollController(this, { everyMs: POLL_MS, load: () => this.#load(), isDue: () => !this.isBusy });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    wallets.ask();
    void this.#load();
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  async #load(): Promise<void> {
    try {
      this.#take(await fetchOrg(this.org));
    } catch (error) {
      if (error instanceof ApiError && error.problem.status === 404) {
        if (!this.isMissing) void this.account.loadOrgs();
        [this.view, this.isMissing] = [null, true];
      } else this.problem = wordsOf(error);
    }
  }

  #take(view: OrgView): void {
    if (JSON.stringify(view.members) !== JSON.stringify(this.view?.members)) this.sent = false;
    [this.view, this.isMissing] = [view, false];
  }

  async #act(work: () => Promise<Told | OrgView | unknown>): Promise<boolean> {
    if (this.isBusy) return false;
    [this.isBusy, this.problem] = [true, null];
    try {
      const told = (await work()) as Partial<Told> | undefined;
      if (told?.call) {
        await sendByWallet(told.call, this.account.account!.address, wallets.found);
        this.sent = true;
      }
      await this.#load();
      void this.account.loadOrgs();
      return true;
    } catch (error) {
      this.problem = wordsOf(error);
      return false;
    } finally {
      this.isBusy = false;
      this.leaving = null;
    }
  }

  protected override render() {
    if (this.isMissing)
      return html`<div class="absent">
        ${icon("lock")}
        <h1 tabindex="-1">No such organisation of yours</h1>
        <p>An organisation is shown to its members. If you were one, your role was taken, and with it what you saw.</p>
        <div class="actions"><a href="/team">All organisations</a></div>
      </div>`;
    const { view } = this;
    return html`<article class="page">
      <p><a href="/team">All organisations</a></p>
      <div class="head">
        <h1 tabindex="-1">${view?.name ?? "Organisation"}</h1>
        ${view ? html`<span class="badge info" title="What you are in it">${ROLE_TITLES[view.role]}</span>` : nothing}
      </div>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      ${view ? html`<p class="actions"><a href="/team/${view.id}/policy">Policy and budgets</a> <a href="/spend?org=${view.id}">Spend</a> <a href="/audit?org=${view.id}">Log</a></p>` : nothing}
      ${this.sent ? html`<p class="callout info" role="status">${icon("info")}<span>Sent by your wallet. It counts when the chain has it.</span></p>` : nothing}
      ${view === null ? (this.problem ? nothing : html`<div aria-busy="true"></div>`) : this.#whole(view)}
    </article>`;
  }

  #whole(view: OrgView) {
    const isAdmin = view.role === "admin";
    return html`<section aria-labelledby="members">
        <h2 id="members">Members</h2>
        <ul class="rows">
          ${repeat(
            view.members,
            ({ address }) => address,
            (member) => this.#member(view, member),
          )}
        </ul>
      </section>
      ${
        isAdmin
          ? html`<necto-invitations
              .view=${view}
              .session=${this.account.session}
              .isBusy=${this.isBusy || !this.isLive}
              .act=${(work: () => Promise<unknown>) => this.#act(work)}
            ></necto-invitations>`
          : nothing
      }
      <section aria-labelledby="about">
        <h2 id="about">This organisation</h2>
        ${isAdmin ? this.#name(view) : nothing}
        <dl class="rows">
          <div><dt>On chain</dt><dd class="mono">${view.id}</dd></div>
          <div><dt>Contract</dt><dd>${explorerAnchor({ kind: "address", id: view.contract }, view.chain, html`<span class="mono">${view.contract}</span>`)} on ${view.chain.name} (chain ${view.chain.id})</dd></div>
        </dl>
        ${view.sends === "wallet" ? html`<p class="quiet">Changes of roles are transactions of your own wallet, which pays a little gas.</p>` : nothing}
      </section>`;
  }

  #member(view: OrgView, { address, role }: OrgView["members"][number]) {
    const isYou = address === this.account.account?.address;
    const name = memberName(this.account.session, address);
    return html`<li>
      <div class="facts">
        <strong>${name}</strong>${isYou ? html`<span class="badge outline">You</span>` : nothing}
        <span class="quiet mono">${address}</span>
      </div>
      ${this.leaving === address ? this.#sure(name, address, isYou) : this.#manage(view, { address, role, name, isYou })}
    </li>`;
  }

  #manage(
    { role: own }: OrgView,
    {
      address,
      role,
      name,
      isYou,
    }: OrgView["members"][number] & { readonly name: string; readonly isYou: boolean },
  ) {
    const isOff = this.isBusy || !this.isLive;
    const leave = html`<button aria-label=${isYou ? "Leave" : `Remove ${name}`} ?disabled=${isOff} @click=${() => this.#askAbout(address)}>
      ${isYou ? "Leave" : "Remove"}
    </button>`;
    if (own !== "admin")
      return html`<div class="actions"><span class="badge outline">${ROLE_TITLES[role]}</span>${isYou ? leave : nothing}</div>`;
    return html`<div class="actions">
      <select
        aria-label="Role of ${name}"
        ?disabled=${isOff}
        .value=${role}
        @change=${(event: Event) => void this.#give(event.target as HTMLSelectElement, address, role)}
      >
        ${ROLES_DOWN.map((one) => html`<option value=${one} ?selected=${one === role}>${ROLE_TITLES[one]}</option>`)}
      </select>
      ${leave}
    </div>`;
  }

  /** The field shows what the chain says, not what was wished for. */
  async #give(field: HTMLSelectElement, address: string, before: Role): Promise<void> {
    const role = field.value as Role;
    field.value = before;
    await this.#act(() => setRole(this.org, address, role));
  }

  #sure(name: string, address: string, isYou: boolean) {
    const go = () => void this.#act(() => (isYou ? leaveOrg(this.org) : setRole(this.org, address, null)));
    return html`<div class="actions" role="group" aria-label=${isYou ? "Leave this organisation?" : `Remove ${name}?`}>
      <button class="danger sure" ?disabled=${this.isBusy} @click=${go}>${this.isBusy ? "Sending…" : isYou ? "Leave it" : "Remove for good"}</button>
      <button class="bare" @click=${() => this.#askAbout(null)}>Keep</button>
    </div>`;
  }

  #askAbout(address: string | null): void {
    this.leaving = address;
    if (address !== null)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".sure")?.focus());
  }

  #name({ name }: OrgView) {
    return html`<form @submit=${this.#rename}>
      <label class="wide">Name, seen by members only
        <input name="name" maxlength="60" required autocomplete="off" .value=${name} />
      </label>
      <button ?disabled=${this.isBusy || !this.isLive}>Rename</button>
    </form>`;
  }

  #rename(event: SubmitEvent): void {
    event.preventDefault();
    const name = String(new FormData(event.target as HTMLFormElement).get("name")).trim();
    if (name !== this.view?.name) void this.#act(() => renameOrg(this.org, name));
  }
}
customElements.define("necto-org", NectoOrg);

declare global {
  interface HTMLElementTagNameMap {
    "necto-org": NectoOrg;
  }
}
