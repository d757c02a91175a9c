import type { AccountView } from "@necto/tools/protocol/account";
import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { saveFile } from "../format/save-file.ts";
import { shortHash, timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { StoreController } from "../shell/store-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { deleteAccount, fetchAccount, fetchAccountExport } from "./account-api.ts";
import type { AccountStore } from "./account-store.ts";

const STORED: Readonly<Record<keyof AccountView["stored"], string>> = {
  sessions: "Sessions",
  conversations: "Tracked conversations",
  runs: "Runs in them",
  approvals: "Orders you were asked about",
  jobs: "Jobs",
  salts: "Salts of traces on 0G",
};

/** What is stored about the account that is signed in: in numbers, as a file, and deleted. */
export class NectoAccountPage extends LitElement {
  static override properties = {
    account: { attribute: false },
    view: { state: true },
    problem: { state: true },
    acting: { state: true },
    isSure: { state: true },
    deletedAt: { state: true },
  };
  declare account: AccountStore;
  /** Null until it is read, and while nobody is signed in. */
  declare view: AccountView | null;
  declare problem: string | null;
  declare acting: "download" | "delete" | null;
  declare isSure: boolean;
  /** When an account was deleted here; null before. */
  declare deletedAt: string | null;

  constructor() {
    super();
    [this.view, this.problem, this.acting, this.deletedAt] = [null, null, null, null];
    this.isSure = false;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    jobStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      section h2 {
        margin: 0;
      }
      dl.rows div {
        grid-template-columns: minmax(0, 1fr) auto;
        max-width: 22rem;
      }
      dd.address {
        grid-column: 1 / -1;
        overflow-wrap: anywhere;
      }
      ul {
        display: grid;
        gap: var(--n-sp-1);
        padding-left: var(--n-sp-4);
        list-style: disc;
      }
      .callout a {
        white-space: nowrap;
      }
      h3 {
        margin-bottom: var(--n-sp-1);
        font-size: var(--n-fs-md);
        font-weight: var(--n-fw-semi);
      }
      button.danger:not(:disabled) {
        border-color: var(--n-danger);
        color: var(--n-danger);
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-ctl);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(() => this.#load());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  readonly #accountChanged = () => {
    [this.view, this.problem, this.isSure] = [null, null, false];
    if (this.account.account !== null) this.deletedAt = null;
    void this.#load();
  };

  async #load(): Promise<void> {
    const { account } = this.account;
    if (account === null) return;
    const view = await fetchAccount().catch((error: unknown) => {
      this.problem = wordsOf(error);
      return null;
    });
    if (account.address === this.account.account?.address) this.view = view;
  }

  async #act(what: "download" | "delete", act: () => Promise<void>): Promise<void> {
    if (this.acting !== null) return;
    [this.acting, this.problem] = [what, null];
    try {
      await act();
    } catch (error) {
      this.problem = wordsOf(error);
      await this.#load();
    } finally {
      this.acting = null;
    }
  }

  readonly #download = () =>
    this.#act("download", async () => {
      const all = await fetchAccountExport();
      const name = `necto-account-${String(all.account.address)}.json`;
      saveFile(name, new Blob([JSON.stringify(all, null, 2)], { type: "application/json" }));
    });

  readonly #delete = () =>
    this.#act("delete", async () => {
      this.deletedAt = (await deleteAccount()).deletedAt;
      await this.account.load();
      this.focus();
    });

  protected override render() {
    return html`<div class="page">
      <h1 tabindex="-1">Account</h1>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      ${this.#content()}
    </div>`;
  }

  #content() {
    const { session, account } = this.account;
    if (session !== null && account === null)
      return html`${
        this.deletedAt
          ? html`<p class="callout info" role="status">${icon("info")}<span>The account was deleted at ${timeText(this.deletedAt)}. Nobody is signed in with it any more.</span></p>`
          : html`<p class="lead">Sign in to see what is stored about an account.</p>`
      }
        <div><button @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button></div>`;
    if (this.view === null) return this.problem ? nothing : html`<div aria-busy="true"></div>`;
    return html`${this.#stored(this.view)} ${this.#deletion(this.view)}`;
  }

  #stored({ address, createdAt, stored }: AccountView) {
    return html`<section aria-labelledby="stored">
      <h2 id="stored">What is stored</h2>
      <p>An account is an address. We know no name, no mail address and no IP address of it.</p>
      <dl class="rows figure">
        <div><dt>Address</dt><dd class="mono address">${address}</dd></div>
        <div><dt>Since</dt><dd>${timeText(createdAt)}</dd></div>
        ${Object.entries(STORED).map(([of, words]) => html`<div><dt>${words}</dt><dd>${stored[of as keyof typeof stored]}</dd></div>`)}
      </dl>
      <p class="lead">Untracked conversations are not among them: no row of one says whose it was.</p>
      <div>
        <button ?disabled=${this.acting !== null} @click=${this.#download}>
          ${icon("download")}${this.acting === "download" ? "Gathering…" : "Download everything"}
        </button>
      </div>
    </section>`;
  }

  #deletion({ openJobs, lastAdminOf, isBusy }: AccountView) {
    return html`<section aria-labelledby="delete">
      <h2 id="delete">Delete this account</h2>
      <div>
        <h3>Deleted for good</h3>
        <ul>
          <li>The account, all its sessions, here and elsewhere, and its API keys.</li>
          <li>Invitations that it made or accepted.</li>
          <li>Tracked conversations with their words, runs and orders.</li>
          <li>The salts of its traces: without them nobody can tie what is on 0G or on chain to a conversation.</li>
          <li>What joins jobs with it: keys to read them, access documents, their conversations.</li>
        </ul>
      </div>
      <div>
        <h3>What stays</h3>
        <ul>
          <li>On chain: jobs, the addresses that paid and were paid, amounts and times. Nobody can delete those.</li>
          <li>On chain: its roles in organisations, until it leaves them or an Admin removes it. Leave them first.</li>
          <li>Here: the journal of payments and the ledger, which say the same.</li>
          <li>A provider's listings, which are public: withdraw them first.</li>
          <li>On 0G: traces. They name nobody.</li>
        </ul>
      </div>
      ${this.#obstacle(openJobs, isBusy)} ${lastAdminOf.map(lastAdminObstacle)}
      <label>
        <input type="checkbox" .checked=${this.isSure} @change=${this.#sure} />
        I know what is deleted, and what stays.
      </label>
      <div>
        <button
          class="danger"
          ?disabled=${!this.isSure || openJobs.length + lastAdminOf.length > 0 || isBusy || this.acting !== null}
          @click=${this.#delete}
        >
          ${this.acting === "delete" ? "Deleting…" : "Delete the account"}
        </button>
      </div>
    </section>`;
  }

  #obstacle(openJobs: readonly string[], isBusy: boolean) {
    if (openJobs.length > 0)
      return html`<div class="callout warning">
        ${icon("warning")}
        <div>
          Not while a job is open: without the account nobody could end it. End or cancel it, and come back when it is closed.
          ${openJobs.slice(0, 5).map((jobId) => html` <a href="/jobs/${jobId}">Job ${shortHash(jobId)}</a>`)}
        </div>
      </div>`;
    return isBusy
      ? html`<p class="callout warning">${icon("warning")}<span>A run is going, or a payment is on its way. Wait for it, then open this page again.</span></p>`
      : nothing;
  }

  readonly #sure = (event: Event) => {
    this.isSure = (event.target as HTMLInputElement).checked;
  };
}
const lastAdminObstacle = ({ id, name }: AccountView["lastAdminOf"][number]) =>
  html`<p class="callout warning">
    ${icon("warning")}<span>Not while it is the only Admin of <a href="/team/${id}">${name}</a>, which has other members: make another one an Admin, or remove them.</span>
  </p>`;

customElements.define("necto-account-page", NectoAccountPage);

declare global {
  interface HTMLElementTagNameMap {
    "necto-account-page": NectoAccountPage;
  }
}
