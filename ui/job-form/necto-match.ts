import { describeConstraint } from "@necto/tools/core/explain";
import type { MatchView } from "@necto/tools/protocol/match-view";
import { css, html, LitElement, nothing } from "lit";
import { rateText } from "../format/money.ts";
import { clockText, countOf } from "../format/text.ts";
import { base, buttons } from "../styles/shared.ts";
import "../result/necto-nothing-fits.ts";
import "../result/necto-relaxations.ts";
import type { Matching } from "./match-controller.ts";
import { cheapestText, countLine, matchLine, worstStep } from "./match-text.ts";

/**
 * How many offers match the form, the cheapest of them, and what keeps all of them out when none does.
 *
 * @fires necto-search with wider requirements, from the changes it offers
 * @fires necto-again when a count that failed is to be taken again
 */
export class NectoMatch extends LitElement {
  static override properties = { matching: { attribute: false }, isLive: { type: Boolean } };
  declare matching: Matching;
  declare isLive: boolean;

  static override styles = [
    base,
    buttons,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
        padding: var(--n-sp-4);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      h2 {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        font-weight: var(--n-fw-med);
      }
      .count {
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
      }
      .waiting {
        color: var(--n-text-3);
      }
      .price b {
        font-weight: var(--n-fw-semi);
      }
      .price span {
        display: block;
        color: var(--n-text-2);
        overflow-wrap: anywhere;
      }
      small {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
    `,
  ];

  protected override render() {
    const { matching, isLive } = this;
    const view = matching.kind === "counted" && isLive ? matching.view : null;
    return html`<section aria-labelledby="title" aria-busy=${matching.kind === "counting"}>
      <h2 id="title">On the market now</h2>
      <div role="status">
        ${
          view
            ? html`<p class="count figure">${countLine(view)}</p>`
            : html`<p class="count waiting">${matchLine(matching, isLive)}</p>`
        }
      </div>
      ${matching.kind === "failed" && isLive ? html`<div><button type="button" @click=${this.#again}>Count again</button></div>` : nothing}
      ${view ? this.#found(view) : nothing}
    </section>`;
  }

  #found(view: MatchView) {
    const { cheapest, decidedAt } = view;
    return html`${
      cheapest
        ? html`<p class="price figure"><b>$${rateText(cheapest.usdMicrosPerGpuHour)} per GPU-hour</b> is the cheapest<span>${cheapestText(cheapest)}</span></p>`
        : this.#nothing(view)
    }
      <small class="figure">Counted <time datetime=${decidedAt}>${clockText(Date.parse(decidedAt))}</time>, and again every few seconds. Asking ranks them all.</small>`;
  }

  #nothing(view: MatchView) {
    const worst = worstStep(view);
    return html`${
      worst
        ? html`<p class="figure">Most is left out by: <b>${describeConstraint(worst.constraint)}</b>, ${countOf(worst.removed, "offer")}.</p>`
        : nothing
    }
      <necto-nothing-fits .decision=${view}></necto-nothing-fits>
      ${
        view.relaxations.length > 0
          ? html`<necto-relaxations .relaxations=${view.relaxations}></necto-relaxations>`
          : html`<p>No single change lets an offer in: loosen two of them.</p>`
      }`;
  }

  readonly #again = (): void => {
    this.dispatchEvent(new CustomEvent("necto-again"));
  };
}
customElements.define("necto-match", NectoMatch);
