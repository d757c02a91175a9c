import { networkOf } from "@necto/tools/chain/networks";
import { sourceTitle } from "@necto/tools/core/source-title";
import { formatDuration } from "@necto/tools/core/units";
import type { Receipt } from "@necto/tools/protocol/booking";
import { throughWords } from "@necto/tools/protocol/brokered";
import { css, html, LitElement, nothing } from "lit";
import { tokenText } from "../format/money.ts";
import { timeText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";
import { jobKeys } from "./approval-store.ts";
import "./necto-key-file.ts";
import "./necto-tx.ts";
import { gpuTitle, productText } from "./order-text.ts";

/** What was done, with its hashes, and the ways on: to the job and to its verification. */
export class NectoReceipt extends LitElement {
  static override properties = { receipt: { attribute: false }, trackedThreadId: {} };
  declare receipt: Receipt;
  /** The tracked conversation that may read the job; null for others, which need the job's own link. */
  declare trackedThreadId: string | null;

  static override styles = [
    base,
    css`
      section {
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        padding: var(--n-sp-3) var(--n-sp-4) var(--n-sp-2);
        color: var(--n-success);
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      :host {
        container-type: inline-size;
      }
      dl {
        padding: 0 var(--n-sp-4) var(--n-sp-2);
      }
      dl div {
        display: grid;
        grid-template-columns: 7.5rem minmax(0, 1fr);
        gap: var(--n-sp-3);
        padding: 0.25rem 0;
      }
      @container (max-width: 26rem) {
        dl div {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
      }
      dt {
        color: var(--n-text-3);
      }
      dd {
        overflow-wrap: anywhere;
      }
      nav {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-4);
        padding: var(--n-sp-2) var(--n-sp-4) var(--n-sp-3);
        border-top: 1px solid var(--n-border);
      }
      a {
        display: inline-flex;
        align-items: center;
        min-height: var(--n-ctl);
        color: var(--n-accent-text);
        font-weight: var(--n-fw-med);
      }
      a.inline {
        display: inline;
      }
    `,
  ];

  get #thread(): string {
    return this.trackedThreadId === null ? "" : `?thread=${encodeURIComponent(this.trackedThreadId)}`;
  }

  protected override render() {
    const { receipt } = this;
    const amount = `${tokenText(receipt.totalUsdMicros)} ${receipt.token}`;
    // An untracked job is named by no event; this browser knows what it signed.
    const keys = jobKeys.findByApproval(receipt.approvalId);
    const jobId = receipt.jobId ?? keys?.jobId ?? null;
    const explorerUrl = networkOf(receipt.chainId)?.explorerUrl ?? null;
    return html`<section aria-label="Receipt">
      <h2 class="figure">${icon("check")}Booked: ${amount} are in escrow</h2>
      <dl class="figure">
        ${receipt.org ? html`<div><dt>For</dt><dd><a class="inline" href="/team/${receipt.org.id}">${receipt.org.name}</a></dd></div>` : nothing}
        <div><dt>Machine</dt><dd>${gpuTitle(receipt)} from ${receipt.broker ? sourceTitle(receipt.broker.source) : receipt.provider}</dd></div>
        ${receipt.broker ? html`<div><dt>Fulfilled by</dt><dd>${throughWords(receipt.broker.title, receipt.broker.source)}; Necto's escrow holds the money</dd></div>` : nothing}
        <div><dt>Price</dt><dd>${productText(receipt)} = ${amount}, fee ${tokenText(receipt.feeUsdMicros)} included</dd></div>
        <div><dt>Time</dt><dd>${formatDuration(receipt.durationSeconds)}, from the provider's start</dd></div>
        <div><dt>Payee</dt><dd class="mono">${receipt.payee}</dd></div>
        <div><dt>Escrow</dt><dd><span class="mono">${receipt.escrow}</span> on chain ${receipt.chainId}</dd></div>
        <div><dt>Job</dt><dd>${jobId ? html`<necto-tx kind="job" .hash=${jobId} .explorerUrl=${explorerUrl}></necto-tx>` : "Known to the browser that signed it"}</dd></div>
        ${receipt.txHash ? html`<div><dt>Transaction</dt><dd><necto-tx .hash=${receipt.txHash} .explorerUrl=${explorerUrl}></necto-tx></dd></div>` : nothing}
        <div><dt>Funded</dt><dd><time datetime=${receipt.fundedAt}>${timeText(receipt.fundedAt)}</time></dd></div>
      </dl>
      <nav aria-label="This booking">
        ${jobId ? html`<a href="/jobs/${jobId}${this.#thread}">Open the job</a>` : nothing}
        <a href="/verify/${jobId ?? receipt.traceRoot}">Verify</a>
        ${keys ? html`<necto-key-file .keys=${keys}></necto-key-file>` : nothing}
      </nav>
    </section>`;
  }
}
customElements.define("necto-receipt", NectoReceipt);
