import { formatDuration } from "@necto/tools/core/units";
import type { JobAction, JobActionBody, JobView } from "@necto/tools/protocol/job";
import { html, LitElement, nothing } from "lit";
import { jobKeys, wallets } from "../booking/approval-store.ts";
import { fetchBookingStatus, fetchBuyerCall } from "../booking/booking-api.ts";
import "../booking/necto-key-file.ts";
import "../booking/necto-tx.ts";
import type { AccountStore } from "../account/account-store.ts";
import { type Explorable, explorerAnchor } from "../format/explorer-link.ts";
import { rateText, tokenText } from "../format/money.ts";
import { percentText, timeText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { extensionCost } from "./extension-cost.ts";
import { capabilityLink, JobStore } from "./job-store.ts";
import { jobStyles } from "./job-styles.ts";
import { brokerText, countdownText, DEADLINE_WORDS, eventText, jobBadge, jobTitle } from "./job-text.ts";
import "./necto-access.ts";
import "./necto-job-action.ts";
import { memberName } from "../team/team-text.ts";
import { mandateKeys } from "../watches/mandate-keys.ts";
import { sendByWallet } from "./send-by-wallet.ts";
import { sendCall } from "./send-call.ts";
import { signExtension } from "./sign-extension.ts";

/** One job: where it stands, every amount, what can be done, how to reach the machine, and each transaction. */
export class NectoJob extends LitElement {
  static override properties = {
    jobId: {},
    account: { attribute: false },
    isLive: { type: Boolean },
    isLinkCopied: { state: true },
  };
  declare jobId: string;
  /** Whose eyes these are: names of members and of organisations are for those in them. */
  declare account: AccountStore;
  declare isLive: boolean;
  declare isLinkCopied: boolean;

  static override styles = [base, buttons, badges, callouts, jobStyles];

  #store: JobStore | null = null;
  #tick = 0;
  readonly #changed = () => this.requestUpdate();

  constructor() {
    super();
    this.isLinkCopied = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#store = new JobStore(this.jobId, location, jobKeys);
    this.#store.addEventListener("change", this.#changed);
    wallets.addEventListener("change", this.#changed);
    wallets.ask();
    this.#store.watch();
    this.#tick = window.setInterval(this.#changed, 1_000);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store?.leave();
    this.#store?.removeEventListener("change", this.#changed);
    wallets.removeEventListener("change", this.#changed);
    window.clearInterval(this.#tick);
  }

  protected override render() {
    const store = this.#store;
    if (!store) return nothing;
    if (store.job) return this.#job(store, store.job);
    if (store.phase === "loading") return html`<div class="page" aria-busy="true"></div>`;
    return html`<div class="absent">
      ${icon(store.phase === "missing" ? "lock" : "warning")}
      <h1>${store.phase === "missing" ? "No such job here" : "The job could not be loaded"}</h1>
      <p>
        ${
          store.phase === "missing"
            ? "A job is shown to whoever has its link. Open it in the browser that booked it, or with the whole link."
            : `${store.problem ?? ""} Nothing about it is lost.`
        }
      </p>
      <div class="actions">
        <button @click=${() => void store.refresh()}>Try again</button>
        <necto-key-file .take=${this.#takeKeys}></necto-key-file>
      </div>
    </div>`;
  }

  #job(store: JobStore, job: JobView) {
    const { word, tone, icon: name, meaning } = jobBadge(job);
    return html`<article class="page">
      <p><a href="/jobs">All jobs</a></p>
      <div class="head">
        <h1>${jobTitle(job)}</h1>
        <span class="badge ${tone}" role="status">${icon(name)}${word}</span>
      </div>
      <p class="lead">${meaning} ${this.#deadline(store, job)}</p>
      ${this.#brokered(job)} ${this.#resolution(job)}
      ${store.problem && !store.acting ? html`<p class="callout warning" role="alert">${icon("warning")}<span>${store.problem}</span></p>` : nothing}
      ${this.#money(job)} ${this.#actions(store, job)}
      ${this.#isOthers(store, job) ? html`<p class="quiet">Only the member who booked it can reach its machine.</p>` : this.#access(store, job)}
      ${this.#timeline(job)} ${this.#facts(job)} ${this.#own(store)}
    </article>`;
  }

  /** An organisation's job, looked at by somebody who neither booked it nor has its keys. */
  #isOthers({ keys }: JobStore, { member }: JobView): boolean {
    return member !== null && member.toLowerCase() !== this.account.account?.address && keys === null;
  }

  #access(store: JobStore, job: JobView) {
    return html`<necto-access .job=${job} .viewKey=${store.keys?.viewKey ?? (job.access && mandateKeys.opening({ jobId: job.jobId, ...job.access }))}></necto-access>`;
  }

  /** Who rents it where, and what stands in the way. */
  #brokered({ brokered }: JobView) {
    if (brokered === null) return nothing;
    const { state, problem } = brokered;
    const tone = state === "failed" ? "warning" : "info";
    return html`<p class="callout ${tone}" role="status">
      ${icon(tone)}<span>${brokerText(brokered)}${problem === null || state === "ended" ? nothing : html` ${problem.message}`}</span>
    </p>`;
  }

  /** What the arbiter decided, and the words behind the hash on chain. */
  #resolution({ resolution }: JobView) {
    if (resolution === null) return nothing;
    return html`<section aria-label="Decision of the arbiter">
      <h2>Decided by the arbiter</h2>
      <dl class="rows">
        <div><dt>Paid for</dt><dd class="figure">${formatDuration(resolution.providerSeconds)}</dd></div>
        <div><dt>Reason</dt><dd>${resolution.reason ?? "The arbiter has not published its words here."}</dd></div>
        <div><dt>Reason hash</dt><dd class="mono">${resolution.reasonHash}</dd></div>
      </dl>
    </section>`;
  }

  #deadline({ now }: JobStore, { deadline, status }: JobView) {
    if (!deadline || status === "closed") return nothing;
    const left = (Date.parse(deadline.at) - now) / 1_000;
    if (left <= 0) return html`<b>Due now.</b>`;
    return html`<b class="figure">${countdownText(left)}</b> ${DEADLINE_WORDS[deadline.next]}.`;
  }

  #money({ amounts, token, status, at }: JobView) {
    const isOver = status === "closed";
    const figure = (name: string, usdMicros: number) =>
      html`<div><dt>${name}</dt><dd class="figure">${tokenText(usdMicros)}</dd></div>`;
    return html`<section aria-label="Money">
      <h2>Money, in ${token.symbol}</h2>
      <dl class="figures">
        ${figure("Deposit", amounts.depositUsdMicros)}
        ${figure(isOver ? "Paid for use" : "Earned so far", amounts.earnedUsdMicros)}
        ${figure("Fee in it", amounts.feeUsdMicros)}
        ${figure(isOver ? "Came back" : "Back if it ended", amounts.refundUsdMicros)}
      </dl>
      <p class="quiet figure">From the chain, as of block time ${at.slice(0, 19).replace("T", " ")} UTC.</p>
    </section>`;
  }

  #actions(store: JobStore, job: JobView) {
    const canSend = job.acts === "demo" || store.keys?.burnerKey || wallets.found.length > 0;
    const { actions } = job;
    if (actions.length === 0) return nothing;
    if (!canSend)
      return html`<p class="callout info">
        ${icon("info")}<span>The contract takes ${actions.join(", ")} only from the buyer's own account, <span class="mono">${job.buyer}</span>. Neither its key nor a wallet is in this browser.</span>
      </p>`;
    return html`<section aria-label="What you can do">
      <h2>What you can do</h2>
      <div class="actions">
        ${actions.map(
          (action) =>
            html`<necto-job-action
              .job=${job}
              .action=${action}
              .isBusy=${store.acting !== null || !this.isLive}
              .problem=${store.problem}
              .confirm=${this.#confirm}
            ></necto-job-action>`,
        )}
      </div>
      ${
        job.acts === "transaction"
          ? html`<p class="quiet">Sent by the buyer's own key, which pays a little gas: the contract takes these from the buyer only. More time takes a signature and no gas.</p>`
          : nothing
      }
    </section>`;
  }

  readonly #confirm = (action: JobAction, body: JobActionBody): Promise<boolean> => {
    const store = this.#store!;
    if (store.job?.acts === "demo") return store.act(action, body);
    if (action === "extend") return this.#extend(store, store.job!, body.extraSeconds ?? 0);
    return store.actByKey(action, async (reader) => {
      const [{ chain }, call] = await Promise.all([
        fetchBookingStatus(),
        fetchBuyerCall(this.jobId, action, { ...reader, body }),
      ]);
      const burnerKey = store.keys?.burnerKey;
      if (!burnerKey) return sendByWallet(call, store.job!.buyer, wallets.found);
      if (!chain) throw new Error("The server names no chain to send to.");
      return sendCall(call, burnerKey, chain.rpcUrl);
    });
  };

  /** Exactly what the dialog shows is signed. */
  #extend(store: JobStore, job: JobView, extraSeconds: number): Promise<boolean> {
    const wish = { extraSeconds, amountUsdMicros: extensionCost(job, extraSeconds) };
    const { keys, now } = store;
    return store.extendByKey(extraSeconds, () =>
      signExtension(job, wish, { keys, now, wallets: wallets.found }),
    );
  }

  #timeline({ timeline, chain }: JobView) {
    return html`<section aria-label="Timeline">
      <h2>What happened</h2>
      <ol class="timeline">
        ${timeline.map(
          ({ event, at, txHash }) => html`<li>
            <span>${eventText(event)}<time datetime=${at}>${timeText(at)}</time></span>
            ${txHash ? html`<necto-tx .hash=${txHash} .explorerUrl=${chain.explorerUrl}></necto-tx>` : nothing}
          </li>`,
        )}
      </ol>
    </section>`;
  }

  #facts(job: JobView) {
    const explore = (kind: Explorable["kind"], id: string) =>
      explorerAnchor({ kind, id }, job.chain, html`<span class="mono">${id}</span>`);
    return html`<section aria-label="Terms">
      <h2>Terms</h2>
      <dl class="rows">
        <div><dt>Rate</dt><dd class="figure">$${rateText(job.rateUsdMicrosPerHour)}/hr</dd></div>
        <div><dt>Time paid for</dt><dd class="figure">${formatDuration(job.durationSeconds)}</dd></div>
        ${job.usedSeconds === null ? nothing : html`<div><dt>Time used</dt><dd class="figure">${formatDuration(job.usedSeconds)}</dd></div>`}
        <div><dt>Fee</dt><dd class="figure">${percentText(job.feeBps)} of what is earned</dd></div>
        <div><dt>Buyer</dt><dd>${explore("address", job.buyer)}</dd></div>
        ${job.member ? html`<div><dt>Booked by</dt><dd>${explorerAnchor({ kind: "address", id: job.member }, job.chain, memberName(this.account.session, job.member))}</dd></div>` : nothing}
        ${job.org ? html`<div><dt>For</dt><dd><a href="/team/${job.org}">${job.orgName ?? "its organisation"}</a></dd></div>` : nothing}
        <div><dt>Payee</dt><dd>${explore("address", job.payee)}</dd></div>
        <div><dt>Escrow</dt><dd>${explore("address", job.escrow)} on ${job.chain.name} (chain ${job.chain.id})</dd></div>
        <div><dt>Job</dt><dd>${explore("id", job.jobId)}</dd></div>
        <div><dt>Decision</dt><dd>${explore("file", job.decisionRoot)} · <a href="/verify/${job.jobId}">Verify</a></dd></div>
      </dl>
    </section>`;
  }

  /** What only this browser has, to be kept elsewhere. */
  #own(store: JobStore) {
    const { capability, keys } = store;
    if (!capability && !keys)
      return html`<section aria-label="Keys">
        <h2>Its keys are not in this browser</h2>
        <div class="actions"><necto-key-file .take=${this.#takeKeys}></necto-key-file></div>
      </section>`;
    return html`<section aria-label="Kept in this browser">
      <h2>Kept in this browser only</h2>
      <div class="actions">
        ${capability ? html`<button @click=${() => void this.#copyLink(capability)}>${icon(this.isLinkCopied ? "check" : "copy")}${this.isLinkCopied ? "Copied" : "Copy the job's link"}</button>` : nothing}
        <necto-key-file .keys=${keys} .take=${this.#takeKeys}></necto-key-file>
      </div>
      <p class="quiet">Whoever has the link can read this job. Whoever has the keys can open its access document${keys?.burnerKey ? ", and has its money" : ""}.</p>
    </section>`;
  }

  readonly #takeKeys = (text: string): Promise<void> => this.#store!.takeKeys(text);

  async #copyLink(capability: string): Promise<void> {
    await navigator.clipboard.writeText(capabilityLink(location.origin, this.jobId, capability));
    this.isLinkCopied = true;
    window.setTimeout(() => {
      this.isLinkCopied = false;
    }, 1_500);
  }
}
customElements.define("necto-job", NectoJob);
