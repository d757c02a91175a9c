import { ROLE_TITLES, ROLES_DOWN } from "@necto/tools/protocol/roles";
import type { SessionView } from "@necto/tools/protocol/session";
import type { InvitationMade, InvitationView, OrgView, Role } from "@necto/tools/protocol/team";
import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { invite, revokeInvitation, setRole } from "./team-api.ts";
import { teamStyles } from "./team-styles.ts";
import { INVITATION_TEXT, invitationLink, memberName, ROLE_MEANINGS } from "./team-text.ts";

/** Links that make members, for an Admin: made here, shown once, revoked here; and who has accepted and waits. */
export class NectoInvitations extends LitElement {
  static override properties = {
    view: { attribute: false },
    session: { attribute: false },
    isBusy: { type: Boolean },
    act: { attribute: false },
    role: { state: true },
    made: { state: true },
    isCopied: { state: true },
  };
  declare view: OrgView;
  declare session: SessionView | null;
  declare isBusy: boolean;
  /** Does something, tells what went wrong with it, and reads the organisation again. */
  declare act: (work: () => Promise<unknown>) => Promise<boolean>;
  declare role: Role;
  /** The link that was just made, until it is put away; it is nowhere else. */
  declare made: InvitationMade | null;
  declare isCopied: boolean;

  static override styles = [base, buttons, badges, callouts, jobStyles, teamStyles];

  constructor() {
    super();
    this.role = "user";
    [this.made, this.isCopied] = [null, false];
  }

  protected override render() {
    const { invitations } = this.view;
    return html`<section class="stack" aria-labelledby="invitations">
      <h2 id="invitations">Invitations</h2>
      <form @submit=${this.#invite}>
        <label>Role
          <select aria-label="Role of the invitation" .value=${this.role} @change=${this.#choose}>
            ${ROLES_DOWN.map((role) => html`<option value=${role} ?selected=${role === this.role}>${ROLE_TITLES[role]}</option>`)}
          </select>
        </label>
        <button class="primary" ?disabled=${this.isBusy}>Make a link</button>
      </form>
      <p class="quiet">${ROLE_MEANINGS[this.role]} Whoever opens the link signed in becomes one: it is good once, for a week.</p>
      ${this.made ? this.#once(this.made) : nothing}
      ${
        invitations.length === 0
          ? nothing
          : html`<ul class="rows">
              ${repeat(
                invitations,
                ({ id }) => id,
                (invitation) => this.#row(invitation),
              )}
            </ul>`
      }
    </section>`;
  }

  #once({ secret, invitation }: InvitationMade) {
    const link = invitationLink(location.origin, secret);
    return html`<div class="secret" role="status" aria-label="The new link">
      <p class="callout warning">${icon("warning")}<span>Copy it now and send it to whom you invite as ${ROLE_TITLES[invitation.role]}. It is shown this once: only its hash is kept here.</span></p>
      <code class="mono">${link}</code>
      <div class="actions">
        ${navigator.clipboard ? html`<button @click=${() => void this.#copy(link)}>${icon(this.isCopied ? "check" : "copy")}${this.isCopied ? "Copied" : "Copy"}</button>` : nothing}
        <button @click=${this.#putAway}>Done</button>
      </div>
    </div>`;
  }

  #row({ id, role, state, createdAt, expiresAt, acceptedBy }: InvitationView) {
    const { word, tone, icon: name } = INVITATION_TEXT[state];
    const who = acceptedBy === null ? null : memberName(this.session, acceptedBy);
    const of = who ?? `${ROLE_TITLES[role]}, made ${timeText(createdAt)}`;
    return html`<li>
      <div class="facts">
        <strong>${ROLE_TITLES[role]}</strong><span class="badge ${tone}">${icon(name)}${word}</span>
        <span class="quiet">${who ? html`Accepted by ${who}, <span class="mono">${acceptedBy}</span>` : html`Made ${timeText(createdAt)} · good until ${timeText(expiresAt)}`}</span>
      </div>
      ${
        state === "waiting"
          ? html`<div class="actions">
              <button class="primary" ?disabled=${this.isBusy} @click=${() => void this.act(() => setRole(this.view.id, acceptedBy!, role))}>
                Make ${who} ${ROLE_TITLES[role]}
              </button>
              <button ?disabled=${this.isBusy} @click=${() => this.#revoke(id)}>Turn down</button>
            </div>`
          : state === "open"
            ? html`<button aria-label="Revoke the invitation of a ${of}" ?disabled=${this.isBusy} @click=${() => this.#revoke(id)}>Revoke</button>`
            : nothing
      }
    </li>`;
  }

  readonly #choose = (event: Event) => {
    this.role = (event.target as HTMLSelectElement).value as Role;
  };

  #invite(event: SubmitEvent): void {
    event.preventDefault();
    void this.act(async () => {
      [this.made, this.isCopied] = [await invite(this.view.id, this.role), false];
      await this.updateComplete;
      this.renderRoot.querySelector(".secret")?.scrollIntoView({ block: "nearest" });
    });
  }

  #revoke(id: string): void {
    void this.act(async () => {
      await revokeInvitation(this.view.id, id);
      if (this.made?.invitation.id === id) this.#putAway();
    });
  }

  #putAway(): void {
    [this.made, this.isCopied] = [null, false];
  }

  async #copy(link: string): Promise<void> {
    await navigator.clipboard.writeText(link);
    this.isCopied = true;
  }
}
customElements.define("necto-invitations", NectoInvitations);
