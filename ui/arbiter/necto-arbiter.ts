import { formatDuration } from "@necto/tools/core/units";
import type { ArbiterJob, ResolveBody } from "@necto/tools/protocol/arbiter";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { AccountStore } from "../account/account-store.ts";
import "../account/necto-entrance.ts";
import { wordsOf } from "../api/error-words.ts";
import "../booking/necto-tx.ts";
import { tokenText } from "../format/money.ts";
import { shortHash, timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { jobBadge, jobTitle } from "../jobs/job-text.ts";
import { icon } from "../shell/icons.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { fetchArbiterJobs, resolveJob } from "./arbiter-api.ts";
import "./necto-decision.ts";
import { splitOf } from "./split-of.ts";

const isDemoArbiter = ({ demo }: { readonly demo: string }): boolean => demo === "arbiter";
const POLL_MS = 4_000;

/** The arbiter's side: what is disputed, and the decisions made while this page is open. */
export class NectoArbiter extends LitElement {
  static override properties = {
    isLive: { type: Boolean },
    account: { attribute: false },
    jobs: { state: true },
    decided: { state: true },
    problem: { state: true },
    acting: { state: true },
  };
  declare isLive: boolean;
  declare account: AccountStore;
  /** Null until they are read. */
  declare jobs: readonly ArbiterJob[] | null;
  declare decided: readonly ArbiterJob[];
  declare problem: string | null;
  /** The job that is being decided. */
  declare acting: string | null;

  #timer = 0;
  /** One key for one decision, so that a repeat after a lost answer decides once. */
  #wish: { readonly text: string; readonly key: string } | null = null;

  constructor() {
    super();
    this.jobs = null;
    this.decided = [];
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
      .empty {
        padding: var(--n-sp-4);
        border: 1px dashed var(--n-border-strong);
        border-radius: var(--n-r-lg);
        color: var(--n-text-2);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    new StoreController(this, this.account);
    this.account.addEventListener("account", this.#accountChanged);
    void this.account.known.then(this.#accountChanged);
    void this.#poll();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.account.removeEventListener("account", this.#accountChanged);
    window.clearTimeout(this.#timer);
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("h1")?.focus();
  }

  async #poll(): Promise<void> {
    if (document.visibilityState === "visible" && !this.acting) await this.#load();
    window.clearTimeout(this.#timer);
    if (this.isConnected) this.#timer = window.setTimeout(() => void this.#poll(), POLL_MS);
  }

  readonly #accountChanged = () => {
    this.jobs = null;
    this.problem = null;
    void this.#load();
  };

  async #load(): Promise<void> {
    const { account } = this.account;
    if (account === null) return;
    try {
      const { jobs } = await fetchArbiterJobs();
      if (account.address !== this.account.account?.address) return;
      this.jobs = jobs;
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  protected override render() {
    const complaint = this.problem ?? this.account.problem;
    return html`<div class="page">
      <h1 tabindex="-1">Arbiter</h1>
      <p class="lead">
        Disputed jobs. The arbiter can only split what is disputed between a job's own two parties; if nobody decides in time, it
        is halved.
      </p>
      ${complaint ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${complaint}</span></p>` : nothing}
      ${this.jobs === null ? this.#entrance() : this.#list(this.jobs)}
      ${repeat(
        this.decided,
        ({ jobId }) => jobId,
        (job) => this.#receipt(job),
      )}
    </div>`;
  }

  /** Only the escrow's arbiter sees what is disputed. */
  #entrance() {
    const { account, session } = this.account;
    if (session === null || (account !== null && this.problem === null))
      return html`<div aria-busy="true"></div>`;
    return html`<necto-entrance
      .account=${this.account}
      .isFor=${isDemoArbiter}
      label="Demo arbiter of the sandbox"
    ></necto-entrance>`;
  }

  #list(jobs: readonly ArbiterJob[]) {
    const open = jobs.filter(({ jobId }) => !this.decided.some((known) => known.jobId === jobId));
    if (open.length === 0) return html`<p class="empty">Nothing is disputed.</p>`;
    return repeat(
      open,
      ({ jobId }) => jobId,
      (job) => this.#job(job),
    );
  }

  #job(job: ArbiterJob) {
    return html`<section aria-label="${jobTitle(job)}, job ${shortHash(job.jobId)}">
      ${this.#head(job)}
      <dl class="rows figure">
        <div><dt>Job</dt><dd><necto-tx kind="job" .hash=${job.jobId}></necto-tx></dd></div>
        <div><dt>Deposit</dt><dd>${tokenText(job.amounts.depositUsdMicros)} for ${formatDuration(job.durationSeconds)}</dd></div>
        <div><dt>Claimed</dt><dd>${formatDuration(job.claimedSeconds)} (${job.claimedSeconds} s)</dd></div>
        <div><dt>Accepted</dt><dd>${job.acceptedSeconds === 0 ? "nothing" : `${formatDuration(job.acceptedSeconds)} (${job.acceptedSeconds} s)`}</dd></div>
        <div><dt>Evidence hash</dt><dd class="mono">${job.evidenceHash}</dd></div>
        <div><dt>Buyer</dt><dd class="mono">${job.buyer}</dd></div>
        <div><dt>Provider</dt><dd class="mono">${job.payee}</dd></div>
        ${job.decideUntil ? html`<div><dt>Decide until</dt><dd><time datetime=${job.decideUntil}>${timeText(job.decideUntil)}</time></dd></div>` : nothing}
      </dl>
      <necto-decision
        .job=${job}
        .isBusy=${this.acting !== null || !this.isLive}
        @necto-resolve=${({ detail }: CustomEvent<ResolveBody>) => void this.#resolve(job, detail)}
      ></necto-decision>
    </section>`;
  }

  /** What was done, with its hashes. */
  #receipt(job: ArbiterJob) {
    const { resolution, txHash } = job;
    const { toProvider, fee, toBuyer } = splitOf(job, resolution?.providerSeconds ?? 0);
    return html`<section role="status" aria-label="Decided: job ${shortHash(job.jobId)}">
      ${this.#head(job)}
      <dl class="rows figure">
        <div><dt>Job</dt><dd><necto-tx kind="job" .hash=${job.jobId}></necto-tx></dd></div>
        <div><dt>To the provider</dt><dd>${tokenText(toProvider)}</dd></div>
        <div><dt>Fee</dt><dd>${tokenText(fee)}</dd></div>
        <div><dt>Back to the buyer</dt><dd>${tokenText(toBuyer)}</dd></div>
        <div><dt>Reason</dt><dd>${resolution?.reason ?? ""}</dd></div>
        <div><dt>Reason hash</dt><dd class="mono">${resolution?.reasonHash ?? ""}</dd></div>
        ${txHash ? html`<div><dt>Transaction</dt><dd><necto-tx .hash=${txHash}></necto-tx></dd></div>` : nothing}
      </dl>
    </section>`;
  }

  #head(job: ArbiterJob) {
    const { word, tone, icon: name } = jobBadge(job);
    return html`<div class="head">
      <h2>${jobTitle(job)}</h2>
      <span class="badge ${tone}">${icon(name)}${word}</span>
    </div>`;
  }

  async #resolve({ jobId }: ArbiterJob, decision: ResolveBody): Promise<void> {
    const text = JSON.stringify({ jobId, ...decision });
    if (this.#wish?.text !== text) this.#wish = { text, key: crypto.randomUUID() };
    this.acting = jobId;
    try {
      const decided = await resolveJob(jobId, decision, this.#wish.key);
      this.#wish = null;
      this.decided = [decided, ...this.decided];
      this.problem = null;
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.acting = null;
    }
  }
}
customElements.define("necto-arbiter", NectoArbiter);
