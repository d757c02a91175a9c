import { formatDuration } from "@necto/tools/core/units";
import type { ProviderAction, ProviderActionBody, ProviderJobView } from "@necto/tools/protocol/provider-job";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type AccountStore, accountName } from "../account/account-store.ts";
import { isPaidDemo } from "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import { wallets } from "../booking/approval-store.ts";
import { actAsProvider, fetchProviderCall, fetchProviderJobs, postAccess } from "../booking/booking-api.ts";
import "../booking/necto-hand-off.ts";
import "../booking/necto-tx.ts";
import { tokenText } from "../format/money.ts";
import { shortHash } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { jobBadge, jobTitle } from "../jobs/job-text.ts";
import { sendByWallet } from "../jobs/send-by-wallet.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import "./necto-start-form.ts";

const POLL_MS = 2_500;

/**
 * A provider's side of its jobs; the account that is signed in is the provider. To start one, with an access document, is to accept
 * it; to decline gives all back.
 */
export class NectoProviderJobs extends LitElement {
  static override properties = {
    isLive: { type: Boolean },
    account: { attribute: false },
    jobs: { state: true },
    problem: { state: true },
    acting: { state: true },
  };
  declare isLive: boolean;
  declare account: AccountStore;
  /** Null until they are read. */
  declare jobs: readonly ProviderJobView[] | null;
  declare problem: string | null;
  /** The job that something is being done with. */
  declare acting: string | null;

  constructor() {
    super();
    new PollController(this, { everyMs: POLL_MS, load: () => this.#load(), isDue: () => !this.acting });
    this.jobs = null;
    this.problem = null;
    this.acting = null;
  }

  static override styles = [
    base,
    buttons,
    badges,
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
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(this.#accountChanged);
    wallets.ask();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-entrance")?.focus();
  }

  async #load(): Promise<void> {
    const { account } = this.account;
    if (account === null) return;
    try {
      const { jobs } = await fetchProviderJobs();
      if (account.address !== this.account.account?.address) return;
      this.jobs = jobs;
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  protected override render() {
    const { account, problem } = this.account;
    const complaint = this.problem ?? problem;
    return html`<div class="page">
      <h1>Provider</h1>
      <p class="lead">
        ${
          account
            ? html`Jobs that ${accountName(account)} is paid for.`
            : "Sign in with the account that is paid for your listings. In the sandbox, one click makes you one of its demo providers."
        }
      </p>
      <necto-entrance .account=${this.account} .isFor=${isPaidDemo} label="Demo providers of the sandbox"></necto-entrance>
      ${complaint ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${complaint}</span></p>` : nothing}
      ${account === null ? nothing : this.jobs === null ? html`<div aria-busy="true"></div>` : this.#list(this.jobs)}
    </div>`;
  }

  #list(jobs: readonly ProviderJobView[]) {
    if (jobs.length === 0)
      return html`<p class="empty">No jobs yet. They appear here when a buyer's deposit is in escrow.</p>`;
    return repeat(
      jobs,
      ({ jobId }) => jobId,
      (job) => this.#job(job),
    );
  }

  #job(job: ProviderJobView) {
    const { word, tone, icon: name } = jobBadge(job);
    const isBusy = this.acting !== null || !this.isLive;
    return html`<section aria-label="${jobTitle(job)}, job ${shortHash(job.jobId)}">
      <div class="head">
        <h2>${jobTitle(job)}</h2>
        <span class="badge ${tone}">${icon(name)}${word}</span>
        ${job.hasAccess ? html`<span class="badge outline">${icon("lock")}Access sent</span>` : nothing}
      </div>
      <dl class="rows figure">
        <div><dt>Job</dt><dd><necto-tx kind="job" .hash=${job.jobId}></necto-tx></dd></div>
        <div><dt>Time paid for</dt><dd>${formatDuration(job.durationSeconds)}</dd></div>
        <div><dt>In escrow</dt><dd>${tokenText(job.amounts.depositUsdMicros)}</dd></div>
        <div><dt>Earned</dt><dd>${tokenText(job.amounts.earnedUsdMicros)}, fee ${tokenText(job.amounts.feeUsdMicros)} included</dd></div>
      </dl>
      ${
        job.actions.includes("start") && job.handOff
          ? html`<necto-hand-off .handOff=${job.handOff} .words=${"Rent it there like this, then accept with how to reach it."}></necto-hand-off>`
          : nothing
      }
      ${
        job.actions.includes("start")
          ? html`<necto-start-form
              .jobId=${job.jobId}
              .viewKey=${job.viewKey}
              .isBusy=${isBusy}
              @necto-start=${({ detail }: CustomEvent<string | null>) => void this.#act(job, "start", { ciphertext: detail })}
            ></necto-start-form>`
          : nothing
      }
      <div class="actions">
        ${job.actions.includes("decline") ? html`<button ?disabled=${isBusy} @click=${() => void this.#act(job, "decline", {})}>Decline: everything goes back</button>` : nothing}
        ${job.actions.includes("end") ? html`<button ?disabled=${isBusy} @click=${() => void this.#act(job, "end", {})}>End the job</button>` : nothing}
      </div>
    </section>`;
  }

  readonly #accountChanged = () => {
    this.jobs = null;
    this.problem = null;
    void this.#load();
  };

  async #act(job: ProviderJobView, action: ProviderAction, body: Partial<ProviderActionBody>): Promise<void> {
    this.acting = job.jobId;
    try {
      if (job.acts === "demo") await actAsProvider(job.jobId, action, { ciphertext: null, ...body });
      else await this.#send(job, action, body.ciphertext ?? null);
      await this.#load();
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.acting = null;
    }
  }

  /** The provider's own wallet sends; how to reach the machine is there before the meter runs. */
  async #send({ jobId }: ProviderJobView, action: ProviderAction, ciphertext: string | null): Promise<void> {
    if (ciphertext !== null) await postAccess(jobId, ciphertext);
    const call = await fetchProviderCall(jobId, action);
    await sendByWallet(call, this.account.account!.address, wallets.found);
  }
}
customElements.define("necto-provider-jobs", NectoProviderJobs);
