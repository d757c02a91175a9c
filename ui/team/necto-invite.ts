import { ROLE_TITLES } from "@necto/tools/protocol/roles";
import type { InvitationFor } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { type AccountStore, accountName } from "../account/account-store.ts";
import { wordsOf } from "../api/error-words.ts";
import { timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { acceptInvitation, lookAtInvitation } from "./team-api.ts";
import { teamStyles } from "./team-styles.ts";
import { ROLE_MEANINGS, secretIn } from "./team-text.ts";

const POLL_MS = 3_000;

/** What an invitation's link opens: what it is to, and the way in. Its secret is in the fragment, which no server is told. */
export class NectoInvite extends LitElement {
  static override properties = {
    isLive: { type: Boolean },
    account: { attribute: false },
    invitation: { state: true },
    isAccepted: { state: true },
    isBusy: { state: true },
    problem: { state: true },
  };
  declare isLive: boolean;
  declare account: AccountStore;
  /** Null until it is read. */
  declare invitation: InvitationFor | null;
  /** By the account that is signed in now. */
  declare isAccepted: boolean;
  declare isBusy: boolean;
  declare problem: string | null;
  readonly #secret = secretIn(location.hash);

  static override styles = [base, buttons, callouts, jobStyles, teamStyles];

  constructor() {
    super();
    [this.invitation, this.problem] = [null, null];
    [this.isAccepted, this.isBusy] = [false, false];
    // Whoever waits for an Admin sees it when it is through.
    new PollController(this, {
      everyMs: POLL_MS,
      load: () => this.#accept(),
      isDue: () => this.isAccepted && this.invitation?.state === "waiting",
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  readonly #accountChanged = () => {
    [this.isAccepted, this.problem] = [false, null];
    void this.#look();
  };

  async #look(): Promise<void> {
    if (this.#secret === null) return;
    this.invitation = await lookAtInvitation(this.#secret).catch((error: unknown) => {
      this.problem = wordsOf(error);
      return null;
    });
  }

  async #accept(): Promise<void> {
    if (this.isBusy || this.#secret === null) return;
    [this.isBusy, this.problem] = [true, null];
    try {
      this.invitation = await acceptInvitation(this.#secret);
      this.isAccepted = true;
      void this.account.loadOrgs();
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected override render() {
    const { invitation } = this;
    return html`<div class="page">
      <h1 tabindex="-1">${invitation ? `Join ${invitation.org.name}` : "Invitation"}</h1>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      ${this.#secret === null ? html`<p class="lead">This is no whole link of an invitation: what comes after the “#” is missing. Ask for it again.</p>` : nothing}
      ${invitation ? this.#content(invitation) : nothing}
    </div>`;
  }

  #content({ org, role, expiresAt, state }: InvitationFor) {
    if (this.isAccepted && state === "done")
      return html`<p class="callout success" role="status">${icon("check")}<span>You are ${ROLE_TITLES[role]} of ${org.name}: the chain says so.</span></p>
        <p><a href="/team/${org.id}">Open ${org.name}</a></p>`;
    if (this.isAccepted)
      return html`<p class="callout info" role="status">${icon("info")}<span>Accepted. An Admin still has to give you the role, by a transaction of its own wallet. This page tells when it is done.</span></p>`;
    if (state !== "open")
      return html`<p class="lead">${OVER[state]} Ask an Admin of ${org.name} for another one.</p>`;
    return html`<section class="stack" aria-label="The invitation">
      <dl class="rows">
        <div><dt>Organisation</dt><dd>${org.name}</dd></div>
        <div><dt>Role</dt><dd>${ROLE_TITLES[role]}. ${ROLE_MEANINGS[role]}</dd></div>
        <div><dt>Good until</dt><dd>${timeText(expiresAt)}, once</dd></div>
      </dl>
      <p class="quiet">The chain will show anybody that your address has this role in an organisation, whose name it does not show.</p>
      ${this.#way(org.name)}
    </section>`;
  }

  #way(name: string) {
    const { account, session } = this.account;
    if (session === null) return html`<div aria-busy="true"></div>`;
    if (account === null)
      return html`<div class="actions"><button class="primary" @click=${() => intend(this, "necto-sign-in", null)}>Sign in to accept</button></div>`;
    return html`<div class="actions">
      <button class="primary" ?disabled=${this.isBusy || !this.isLive} @click=${() => void this.#accept()}>
        ${this.isBusy ? "Joining…" : `Join ${name} as ${accountName(account)}`}
      </button>
    </div>`;
  }
}
customElements.define("necto-invite", NectoInvite);

const OVER = {
  waiting: "Somebody has accepted this invitation.",
  done: "This invitation was used: it is good once.",
  expired: "This invitation has expired.",
  revoked: "This invitation was revoked.",
} as const;
