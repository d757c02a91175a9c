import type { ListingAction, Listings, ListingView, UnitCounts } from "@necto/tools/protocol/listings";
import { css, html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { explorerAnchor } from "../format/explorer-link.ts";
import { countOf } from "../format/text.ts";
import { reasonsText } from "../prices/row-text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons } from "../styles/shared.ts";
import {
  ACTION_WORDS,
  actionsOf,
  askText,
  gpuText,
  marketText,
  pendingText,
  placeText,
  stateBadge,
  usdText,
} from "./listing-text.ts";

/** Something wanted with a listing, to be confirmed first; `send` has the wallet send what waits for it. */
export interface WantedAction {
  readonly listing: ListingView;
  readonly action: ListingAction | "send";
}

/**
 * Listings with their units, price and state on chain: a table, and a card each on a phone.
 *
 * @fires necto-wanted
 */
export class NectoListingTable extends LitElement {
  static override properties = {
    listings: { attribute: false },
    acting: {},
    isLive: { type: Boolean },
  };
  declare listings: Listings;
  /** The listing that something is being done with. */
  declare acting: string | null;
  declare isLive: boolean;

  static override styles = [
    base,
    buttons,
    badges,
    css`
      table {
        width: 100%;
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        border-spacing: 0;
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      th,
      td {
        padding: var(--n-sp-2) var(--n-sp-3);
        text-align: start;
        vertical-align: top;
      }
      th {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        font-weight: var(--n-fw-med);
      }
      tbody th {
        color: inherit;
        font-size: inherit;
        font-weight: inherit;
      }
      tbody :is(th, td) {
        border-top: 1px solid var(--n-border);
      }
      a {
        color: var(--n-accent-text);
        font-weight: var(--n-fw-med);
      }
      p {
        overflow-wrap: anywhere;
      }
      .bar {
        display: flex;
        width: 100%;
        max-width: 9rem;
        height: 0.375rem;
        margin: 0.125rem 0 0.25rem;
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
        overflow: hidden;
      }
      .bar svg {
        width: 100%;
        height: 100%;
      }
      .free {
        fill: var(--n-success);
      }
      .reserved {
        fill: var(--n-chart-2);
      }
      .offline {
        fill: var(--n-border-strong);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-1);
      }
      .states {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-1);
      }
      .problem {
        color: var(--n-danger);
      }
      @media (max-width: 899px) {
        table,
        tbody,
        tr,
        th,
        td {
          display: block;
        }
        table {
          border: 0;
          background: transparent;
        }
        thead {
          display: none;
        }
        tr {
          display: grid;
          grid-template-columns: repeat(2, minmax(0, 1fr));
          margin-bottom: var(--n-sp-3);
          padding: var(--n-sp-2) 0;
          border: 1px solid var(--n-border);
          border-radius: var(--n-r-lg);
          background: var(--n-bg-surface);
        }
        tbody :is(th, td) {
          border: 0;
        }
        tbody th,
        td:nth-last-child(-n + 2) {
          grid-column: 1 / -1;
        }
        td[data-label]::before {
          content: attr(data-label);
          display: block;
          color: var(--n-text-3);
          font-size: var(--n-fs-sm);
        }
      }
    `,
  ];

  protected override render() {
    return html`<table role="table" aria-label="Listings">
      <thead role="rowgroup">
        <tr role="row">
          ${["Listing", "Units", "Price for buyers ($/GPU-hr)", "On chain", "Do"].map(
            (heading) => html`<th role="columnheader" scope="col">${heading}</th>`,
          )}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${repeat(
          this.listings.listings,
          ({ listingId }) => listingId,
          (listing) => this.#row(listing),
        )}
      </tbody>
    </table>`;
  }

  #row(listing: ListingView) {
    const { draft, listingId, isEdited, agents } = listing;
    const { word, tone, icon: name } = stateBadge(listing);
    const silent = agents.filter(({ isSilent }) => isSilent).length;
    return html`<tr role="row">
      <th role="rowheader" scope="row">
        <a href="/provider/listings/${listingId}">${draft.title || gpuText(draft)}</a>
        <p class="quiet">${gpuText(draft)}, ${placeText(draft)}</p>
        <p class="states">
          <span class="badge ${tone}">${icon(name)}${word}</span>
          ${isEdited ? html`<span class="badge info">${icon("record")}Edited</span>` : nothing}
          ${silent > 0 ? html`<span class="badge warning">${icon("warning")}${countOf(silent, "agent")} silent</span>` : nothing}
        </p>
      </th>
      <td role="cell" data-label="Units">${this.#units(listing)}</td>
      <td role="cell" class="figure" data-label="Price for buyers ($/GPU-hr)">${this.#price(listing)}</td>
      <td role="cell" class="figure" data-label="On chain">${this.#chain(listing)}</td>
      <td role="cell">${this.#actions(listing)}</td>
    </tr>`;
  }

  #units({ units, draft }: ListingView) {
    if (units === null)
      return html`<span class="quiet">${countOf(draft.unitsTotal, "unit")}, none on the market</span>`;
    return html`<p class="figure">${units.available} of ${units.total} free</p>
      <span class="bar" aria-hidden="true">${bar(units)}</span>
      <p class="quiet figure">${units.reserved} reserved, ${units.offline} offline</p>`;
  }

  #price(listing: ListingView) {
    const reasons = listing.market ? reasonsText({ reasons: listing.market.reasons }) : "";
    return html`<p>${marketText(listing)}</p>
      <p class="quiet">${askText(listing.published ?? listing.draft)}</p>
      ${reasons ? html`<p class="quiet">Not ranked: ${reasons}</p>` : nothing}`;
  }

  #chain({ chain, pending, published, listingId }: ListingView) {
    const gpus = published?.gpuCount ?? 1;
    return html`${
      chain === null
        ? html`<p class="quiet">Not registered</p>`
        : html`<p>${explorerAnchor({ kind: "id", id: listingId }, this.listings.registry, `${chain.status}, version ${chain.version}`)}</p>
              <p class="quiet">ceiling $${usdText(Math.floor(chain.ceilingRate / gpus))} per GPU-hour</p>`
    }
      ${pending ? html`<p class=${pending.state === "failed" ? "problem" : ""} role="status">${icon(pending.state === "failed" ? "failed" : "clock")} ${pendingText(pending)}</p>` : nothing}`;
  }

  #actions(listing: ListingView) {
    const isBusy = this.acting !== null || !this.isLive || listing.pending?.state === "sending";
    const title = listing.draft.title;
    const want = (action: WantedAction["action"]) =>
      this.dispatchEvent(new CustomEvent<WantedAction>("necto-wanted", { detail: { listing, action } }));
    const isRetry = listing.pending?.state === "failed" && !actionsOf(listing).includes("publish");
    return html`<div class="actions">
      ${listing.pending?.state === "wallet" ? html`<button class="primary" ?disabled=${isBusy} @click=${() => want("send")}>Send by wallet</button>` : nothing}
      ${[...(isRetry ? (["publish"] as const) : []), ...actionsOf(listing)].map(
        (action) =>
          html`<button ?disabled=${isBusy} aria-label="${ACTION_WORDS[action]} ${title}" @click=${() => want(action)}>${ACTION_WORDS[action]}…</button>`,
      )}
    </div>`;
  }
}
customElements.define("necto-listing-table", NectoListingTable);

/** Shares of the units, by attributes: the page's policy allows no inline style. */
function bar({ total, reserved, offline }: UnitCounts) {
  const share = (units: number) => (total === 0 ? 0 : (Math.min(units, total) * 100) / total);
  const [out, off] = [share(reserved), share(offline)];
  return html`<svg viewBox="0 0 100 1" preserveAspectRatio="none">
    <rect class="free" width="100" height="1"></rect>
    <rect class="offline" x=${100 - off} width=${off} height="1"></rect>
    <rect class="reserved" width=${out} height="1"></rect>
  </svg>`;
}
