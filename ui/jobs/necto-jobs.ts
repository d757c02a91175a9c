import type { BuyerJobRow, JobRow } from "@necto/tools/protocol/job";
import type { OrgRow } from "@necto/tools/protocol/team";
import { css, html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { type AccountStore, accountName } from "../account/account-store.ts";
import { ApiError } from "../api/necto-api.ts";
import { jobKeys } from "../booking/approval-store.ts";
import { fetchJob, fetchJobs, fetchOrgJobs } from "../booking/booking-api.ts";
import { tokenText } from "../format/money.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { PollController } from "../shell/poll-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { memberName } from "../team/team-text.ts";
import { jobStyles } from "./job-styles.ts";
import { jobBadge, jobTitle } from "./job-text.ts";
import "./necto-job.ts";

const POLL_MS = 5_000;

/** A row, or a job of this browser that the server does not tell about (yet). */
interface Listed {
  readonly jobId: string;
  readonly title: string;
  readonly row: JobRow | null;
  /** The organisation that it was booked for, where the list's heading does not name it. */
  readonly orgName: string | null;
  /** Who booked it for its organisation; null where that is not told. */
  readonly member: string | null;
}

/** Jobs of an organisation. */
interface OfOrg {
  readonly name: string;
  readonly jobs: readonly Listed[];
}

/** The jobs page: one job by its address, or the jobs of this browser and of the account that is signed in. */
export class NectoJobs extends LitElement {
  static override properties = {
    jobId: {},
    isLive: { type: Boolean },
    account: { attribute: false },
    own: { state: true },
    others: { state: true },
    orgs: { state: true },
    problem: { state: true },
  };
  declare jobId: string | null;
  declare isLive: boolean;
  declare account: AccountStore;
  /** Null until they are read. */
  declare own: readonly Listed[] | null;
  declare others: readonly Listed[] | null;
  declare orgs: readonly OfOrg[];
  declare problem: string | null;

  constructor() {
    super();
    new PollController(this, {
      everyMs: POLL_MS,
      load: () => this.#load(),
      isDue: () => this.jobId === null,
    });
    this.jobId = null;
    this.own = null;
    this.others = null;
    this.orgs = [];
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    jobStyles,
    css`
      ul {
        overflow: hidden;
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      li a {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 var(--n-sp-3);
        min-height: 3.25rem;
        padding: var(--n-sp-2) var(--n-sp-4);
        color: inherit;
        font-weight: var(--n-fw);
        text-decoration: none;
      }
      li a:hover {
        background: var(--n-bg-hover);
      }
      li a:focus-visible {
        outline-offset: -2px;
      }
      li b {
        overflow-wrap: anywhere;
        font-weight: var(--n-fw-med);
      }
      li small {
        grid-column: 1 / -1;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .closed {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--n-sp-2);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(this.#accountChanged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("ul a, .page a")?.focus();
  }

  async #load(): Promise<void> {
    try {
      const { account } = this.account;
      const [own, { jobs }, orgs] = await Promise.all([
        Promise.all(
          jobKeys
            .all()
            .filter(({ isSent }) => isSent)
            .map(readOwn),
        ),
        account ? fetchJobs() : { jobs: [] },
        Promise.all(this.account.orgs.map((org) => this.#ofOrg(org))),
      ]);
      if (account?.address !== this.account.account?.address) return;
      // A job stands once: with its organisation rather than with this browser.
      const ofOrgs = new Set(orgs.flatMap((org) => org.jobs).map(({ jobId }) => jobId));
      this.own = own.filter(({ jobId }) => !ofOrgs.has(jobId));
      this.orgs = orgs;
      const isListed = new Set([...ofOrgs, ...own.map(({ jobId }) => jobId)]);
      this.others = jobs.filter(({ jobId }) => !isListed.has(jobId)).map((row) => toListed(row, null));
      this.problem = null;
    } catch (error) {
      this.problem = error instanceof ApiError ? error.problem.detail : String(error);
    }
  }

  /** Empty for one that the account has left meanwhile. */
  async #ofOrg({ id, name }: OrgRow): Promise<OfOrg> {
    const { jobs } = await fetchOrgJobs(id).catch((error: unknown) => {
      if (error instanceof ApiError && error.problem.status === 404) return { jobs: [] };
      throw error;
    });
    const { session } = this.account;
    return {
      name,
      jobs: jobs.map((row) => ({
        ...toListed(row, row.member && memberName(session, row.member)),
        orgName: null,
      })),
    };
  }

  protected override render() {
    if (this.jobId !== null)
      return keyed(
        this.jobId,
        html`<necto-job .jobId=${this.jobId} .account=${this.account} .isLive=${this.isLive}></necto-job>`,
      );
    return html`<div class="page">
      <h1>Jobs</h1>
      ${this.problem ? html`<p class="callout warning" role="alert">${icon("warning")}<span>The jobs could not be read. ${this.problem}</span></p>` : nothing}
      ${this.own === null ? html`<div aria-busy="true"></div>` : this.#lists(this.own, this.others ?? [])}
    </div>`;
  }

  #lists(own: readonly Listed[], others: readonly Listed[]) {
    return html`<div>
        <h2>Booked in this browser</h2>
        ${own.length > 0 ? list(own, "Booked in this browser") : html`<p class="empty">No jobs yet. <a href="/">Describe one to the agent.</a></p>`}
      </div>
      ${this.orgs.map(({ name, jobs }) => {
        const title = `For ${name}`;
        return html`<div>
          <h2>${title}</h2>
          ${jobs.length > 0 ? list(jobs, title) : html`<p class="empty">None that you may see.</p>`}
        </div>`;
      })}
      ${this.#others(others)}`;
  }

  #others(others: readonly Listed[]) {
    const { account } = this.account;
    if (account === null)
      return html`<div>
        <h2>Jobs of an account</h2>
        <p class="empty closed">
          <span>Sign in to see the jobs that an account has booked.</span>
          <button @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button>
        </p>
      </div>`;
    const title = `Other jobs of ${accountName(account)}`;
    return html`<div>
      <h2>${title}</h2>
      ${others.length > 0 ? list(others, title) : html`<p class="empty">None.</p>`}
    </div>`;
  }

  readonly #accountChanged = () => {
    [this.others, this.orgs] = [null, []];
    if (this.jobId === null) void this.account.loadOrgs().then(() => this.#load());
  };
}
customElements.define("necto-jobs", NectoJobs);

async function readOwn({
  jobId,
  title,
  capability,
}: ReturnType<typeof jobKeys.all>[number]): Promise<Listed> {
  const row = await fetchJob(jobId, { cap: capability, thread: null }).catch(() => null);
  return row ? toListed(row, null) : { jobId, title, row, member: null, orgName: null };
}

const toListed = (row: BuyerJobRow, member: string | null): Listed => ({
  ...{ jobId: row.jobId, title: jobTitle(row), row, member, orgName: row.orgName },
});

const list = (jobs: readonly Listed[], label: string) => html`<ul aria-label=${label}>
  ${jobs.map(({ jobId, title, row, member, orgName }) => {
    const badge = row ? jobBadge(row) : null;
    return html`<li>
      <a href="/jobs/${jobId}">
        <b>${title}</b>
        ${badge ? html`<span class="badge ${badge.tone}">${icon(badge.icon)}${badge.word}</span>` : html`<span class="badge outline">Not on chain yet</span>`}
        ${row ? html`<small class="figure">${[orgName && `For ${orgName}`, member, amountsOf(row)].filter(Boolean).join(" · ")}</small>` : nothing}
      </a>
    </li>`;
  })}
</ul>`;

const amountsOf = ({ amounts, status }: JobRow): string =>
  status === "closed"
    ? `${tokenText(amounts.earnedUsdMicros)} paid, ${tokenText(amounts.refundUsdMicros)} came back of ${tokenText(amounts.depositUsdMicros)}`
    : `${tokenText(amounts.depositUsdMicros)} in escrow, ${tokenText(amounts.earnedUsdMicros)} earned so far`;
