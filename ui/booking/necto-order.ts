import { sourceTitle } from "@necto/tools/core/source-title";
import { formatDuration } from "@necto/tools/core/units";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { isBrokered, throughWords } from "@necto/tools/protocol/brokered";
import { css, html, LitElement, nothing } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { rateText, tokenText } from "../format/money.ts";
import { countryText, percentText, timeText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base } from "../styles/shared.ts";
import { gpuTitle, productText } from "./order-text.ts";

/** Everything that is agreed to, from the order and nothing else. Accounts and contracts are written out in full. */
export class NectoOrder extends LitElement {
  static override properties = { approval: { attribute: false } };
  declare approval: ApprovalView;

  static override styles = [
    base,
    badges,
    css`
      :host {
        container-type: inline-size;
      }
      .sum {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: var(--n-sp-1) var(--n-sp-4);
        padding-bottom: var(--n-sp-3);
      }
      .total {
        font-size: var(--n-fs-2xl);
        font-weight: var(--n-fw-semi);
        line-height: var(--n-lh-tight);
      }
      .product {
        color: var(--n-text-2);
      }
      .moved {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-1) var(--n-sp-2);
        margin-bottom: var(--n-sp-3);
        padding: var(--n-sp-2) var(--n-sp-3);
        border-radius: var(--n-r-md);
        background: var(--n-warning-subtle);
        color: var(--n-warning);
        font-size: var(--n-fs-md);
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        font-size: var(--n-fs-md);
      }
      dl div {
        display: grid;
        grid-template-columns: 7.5rem minmax(0, 1fr);
        gap: var(--n-sp-3);
        padding: 0.3125rem 0;
        border-top: 1px solid var(--n-border);
      }
      dt {
        color: var(--n-text-3);
      }
      dd {
        overflow-wrap: anywhere;
      }
      small {
        display: block;
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      a {
        color: var(--n-accent-text);
        font-weight: var(--n-fw-med);
      }
      @container (max-width: 26rem) {
        dl div {
          grid-template-columns: minmax(0, 1fr);
          gap: 0;
        }
      }
    `,
  ];

  protected override render() {
    const { order } = this.approval;
    const { token, chain } = order;
    const brokered = isBrokered(order);
    return html`<div class="sum figure">
        <span class="total">${tokenText(order.totalUsdMicros)} ${token.symbol}</span>
        <span class="product">${productText(order)}</span>
      </div>
      ${this.#moved()}
      <dl>
        ${this.#for()}
        <div><dt>Machine</dt><dd>${gpuTitle(order)}, ${this.#country()}</dd></div>
        <div><dt>Provider</dt><dd>${this.#provider()}</dd></div>
        <div><dt>Payee</dt><dd><span class="mono">${order.payee}</span>${brokered ? html`<small>The broker's account, by the registry on chain</small>` : nothing}</dd></div>
        <div><dt>Rate</dt><dd class="figure">$${rateText(order.rateUsdMicrosPerHour)}/hr<small>for the whole job, signed by the ${brokered ? "broker" : "provider"}</small></dd></div>
        <div><dt>Time</dt><dd class="figure">${formatDuration(order.durationSeconds)}</dd></div>
        <div><dt>Total</dt><dd class="figure">${tokenText(order.totalUsdMicros)} ${token.symbol}<small>Goes into escrow, and never more. Paid out by the second; what is not used comes back.</small></dd></div>
        <div><dt>Fee</dt><dd class="figure">${tokenText(order.feeUsdMicros)} ${token.symbol} (${percentText(order.feeBps)})<small>Part of the total, taken from what the provider earns.</small></dd></div>
        <div><dt>Token</dt><dd>${token.symbol} on ${chain.name} (chain ${chain.id})<span class="mono"><small>${token.address}</small></span></dd></div>
        <div><dt>Escrow</dt><dd class="mono">${order.escrow}</dd></div>
        <div><dt>${brokered ? "Offer" : "Listing"}</dt><dd class="mono">${order.listingId}<small>${brokered ? `hash of ${order.offerId}` : `version ${order.listingVersion}`}</small></dd></div>
        <div><dt>Trace root</dt><dd>${explorerAnchor({ kind: "file", id: order.traceRoot }, chain, html`<span class="mono">${order.traceRoot}</span>`)} · <a href="/verify/${order.traceRoot}">Verify</a></dd></div>
        <div><dt>Tracking</dt><dd>${this.#tracking()}</dd></div>
        <div><dt>Quote</dt><dd>Good until <time datetime=${this.approval.expiresAt}>${timeText(this.approval.expiresAt)}</time><small class="mono">signed by ${order.quote.signer}</small></dd></div>
      </dl>`;
  }

  #for() {
    const { org } = this.approval;
    if (org === null) return nothing;
    return html`<div><dt>For</dt><dd><a href="/team/${org.id}">${org.name}</a><small>Counts against its policy and budgets. Its Admins and Viewers see the job.</small></dd></div>`;
  }

  /** On Necto the provider itself; at another market the broker that rents there. */
  #provider() {
    const { order } = this.approval;
    if (!isBrokered(order)) return order.provider;
    return html`${sourceTitle(order.source)}<small>Fulfilled by ${throughWords(order.fulfilledBy, order.source)}; Necto's escrow holds the money.</small>`;
  }

  #country(): string {
    const { country } = this.approval.order;
    return country === null
      ? "region unknown"
      : countryText({ country, continent: null, inEu27: null, raw: country });
  }

  #moved() {
    const { previous, order } = this.approval;
    if (!previous) return nothing;
    const { token } = order;
    return html`<p class="moved figure">
      ${icon("warning")}
      <span
        >The price moved since the list: <b>${tokenText(previous.totalUsdMicros)} ${token.symbol}</b> →
        <b>${tokenText(order.totalUsdMicros)} ${token.symbol}</b> (${rateText(previous.rateUsdMicrosPerHour)} →
        $${rateText(order.rateUsdMicrosPerHour)}/hr).</span
      >
    </p>`;
  }

  #tracking() {
    return this.approval.threadMode === "tracked"
      ? html`<span class="badge info">Tracked</span><small>Kept with your account; the chain names nobody.</small>`
      : html`<span class="badge outline">Untracked</span><small>Not linked to your account by us. The address that pays, amounts and times are public on chain.</small>`;
  }
}
customElements.define("necto-order", NectoOrder);
