import { describeLoss } from "@necto/tools/core/explain-listing";
import type { LossGroup } from "@necto/tools/core/lost-routes";
import type { LossesView } from "@necto/tools/protocol/earnings";
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { countOf, countText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import type { HistoryChoice } from "../prices/necto-price-history.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { fetchLosses } from "./earnings-api.ts";
import { earningsStyles } from "./earnings-styles.ts";
import "../prices/necto-price-history.ts";

const DAYS = [1, 7, 30] as const;

/** A published listing against its market: the last 30 days, and why it lost its routes. */
export class NectoListingMarket extends LitElement {
  static override properties = {
    listingId: {},
    gpu: {},
    price: { attribute: false },
    days: { state: true },
    history: { state: true },
    losses: { state: true },
    problem: { state: true },
  };
  declare listingId: string;
  /** As the market names it. */
  declare gpu: string;
  /** What buyers see now, micro-USD per GPU-hour; null when it is on no market. */
  declare price: number | null;
  declare days: (typeof DAYS)[number];
  /** What of its market's history is shown. */
  declare history: Pick<HistoryChoice, "region" | "range" | "pricing">;
  declare losses: LossesView | null;
  declare problem: string | null;

  constructor() {
    super();
    this.days = 7;
    this.history = { region: "WORLD", range: "30d", pricing: null };
    this.losses = null;
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    jobStyles,
    earningsStyles,
    css`
      :host {
        /* Holds what is hidden from sight, which else makes the document longer. */
        position: relative;
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-4);
        height: auto;
        overflow: visible;
      }
      .note {
        margin-top: var(--n-sp-2);
      }
      ul {
        margin: var(--n-sp-2) 0 0;
        padding-inline-start: var(--n-sp-5);
        list-style: disc;
      }
    `,
  ];

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("listingId") || changed.has("days")) void this.#load();
  }

  async #load(): Promise<void> {
    const { listingId, days } = this;
    try {
      const losses = await fetchLosses(listingId, days);
      if (listingId === this.listingId && days === this.days) Object.assign(this, { losses, problem: null });
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  protected override render() {
    if (this.problem)
      return html`<p class="callout warning" role="alert">${icon("warning")}<span>${this.problem}</span></p>`;
    if (!this.losses) return html`<div aria-busy="true"></div>`;
    return html`${this.#history()} ${this.#losses(this.losses)}`;
  }

  #history() {
    if (this.price === null) return nothing;
    return html`<necto-price-history
        .gpu=${this.gpu}
        .region=${this.history.region}
        .range=${this.history.range}
        .pricing=${this.history.pricing}
        .models=${[]}
        .level=${this.price}
        @necto-history=${({ detail }: CustomEvent<HistoryChoice>) => {
          this.history = detail;
        }}
      ></necto-price-history>
      <p class="note">The line is what buyers see of this listing now, drawn through all days; what it asked before is not recorded.</p>`;
  }

  #losses({ won, lost, groups }: LossesView) {
    return html`<section>
      <div class="head">
        <h2>Why you lost</h2>
        <div class="ranges" role="group" aria-label="Days">
          ${DAYS.map(
            (days) => html`<button
              aria-pressed=${days === this.days}
              @click=${() => {
                this.days = days;
              }}
            >
              ${days} d
            </button>`,
          )}
        </div>
      </div>
      <p>
        ${
          won === 0 && lost === 0
            ? "No routes to tell of yet: they are told when there are three of them."
            : html`Won ${countOf(won, "route")}, lost ${lost === null ? "too few to tell" : countText(lost)}.`
        }
      </p>
      ${groups.length > 0 ? html`<ul>${groups.map((group) => html`<li>${describeLoss(group as LossGroup)}</li>`)}</ul>` : nothing}
      <p class="note">Searches that asked for this GPU, counted by day. Fewer than three are never told apart, so that no single buyer shows.</p>
    </section>`;
  }
}
customElements.define("necto-listing-market", NectoListingMarket);
