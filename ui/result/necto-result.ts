import { sourceTitle } from "@necto/tools/core/source-title";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import type { TraceRef, TraceStatus } from "@necto/tools/protocol/trace-status";
import { html, LitElement, nothing } from "lit";
import { fetchRejected } from "../api/necto-api.ts";
import { countOf, countText, timeText } from "../format/text.ts";
import { ALL_PRICES, formatQuery, MOST_COMPARED, toggleCompared } from "../prices/price-query.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { COMPACT } from "../shell/layout.ts";
import { MediaController } from "../shell/media-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { watchLink } from "../watches/watch-link.ts";
import "./necto-chips.ts";
import "./necto-nothing-fits.ts";
import "./necto-rejected.ts";
import type { LoadRejected } from "./necto-rejected-rows.ts";
import "./necto-relaxations.ts";
import "./necto-result-rows.ts";
import "./necto-result-table.ts";
import "./necto-seal.ts";
import "./necto-sources.ts";
import { resultStyles } from "./result-styles.ts";

const ORDERS: Readonly<Record<DecisionView["requirements"]["rankBy"], string>> = {
  cost: "Bookable first, then cheapest",
  balanced: "Bookable first, then balanced score",
  reliability: "Bookable first, then most reliable",
  latency: "Bookable first, then nearest",
};

/** One decision: what was asked, what fits and in which order, what was left out and why, and who was asked. */
export class NectoResult extends LitElement {
  static override properties = {
    decision: { attribute: false },
    sealed: { attribute: false },
    traceStatus: { attribute: false },
    isOutdated: { type: Boolean },
    compared: { state: true },
  };
  declare decision: DecisionView;
  /** The trace of the decision; null until it is sealed. */
  declare sealed: TraceRef | null;
  declare traceStatus: TraceStatus | null;
  /** A later message was sent since. */
  declare isOutdated: boolean;
  /** Ids of the offers chosen to be laid side by side. */
  declare compared: readonly string[];

  constructor() {
    super();
    this.compared = [];
  }

  static override styles = [base, buttons, badges, callouts, resultStyles];

  readonly #compact = new MediaController(this, COMPACT);

  protected override render() {
    const { requirements, ranked, rejectedTotal, relaxations, sources } = this.decision;
    return html`<div class="result">
      ${this.#head()}
      <div class="asked">
        <necto-chips .requirements=${requirements}></necto-chips>
        <button class="bare" @click=${() => intend(this, "necto-edit", { requirements })}>Edit as form</button>
      </div>
      ${this.sealed ? html`<necto-seal .sealed=${this.sealed} .status=${this.traceStatus}></necto-seal>` : nothing}
      ${this.#failures()}
      ${ranked.length === 0 ? html`<necto-nothing-fits .decision=${this.decision}></necto-nothing-fits>` : this.#offers()}
      ${relaxations.length > 0 ? html`<necto-relaxations .relaxations=${relaxations}></necto-relaxations>` : nothing}
      ${rejectedTotal > 0 ? html`<necto-rejected .decision=${this.decision} .load=${this.#loadRejected}></necto-rejected>` : nothing}
      <p class="more"><a href=${this.#watchAddress()}>Watch this: tell me when it gets cheaper</a></p>
      <details class="sources">
        <summary>${icon("chevron")}${countOf(sources.length, "source")} asked</summary>
        <necto-sources .reports=${sources}></necto-sources>
      </details>
    </div>`;
  }

  readonly #loadRejected: LoadRejected = (group, page) => fetchRejected(this.decision.id, group, page);

  #head() {
    const { rankedTotal, offersSeen, decidedAt, requirements } = this.decision;
    return html`<header>
      <h2 class="figure">
        ${countText(rankedTotal)} <span class="of">of ${countText(offersSeen)} offers fit</span>
        ${this.isOutdated ? html`<span class="badge outline">Earlier result</span>` : nothing}
      </h2>
      <p class="figure">${ORDERS[requirements.rankBy]} · <time datetime=${decidedAt}>${timeText(decidedAt)}</time></p>
    </header>`;
  }

  #watchAddress(): string {
    const { requirements, ranked } = this.decision;
    const best = ranked[0]?.ranked.usdMicrosPerGpuHour ?? null;
    return watchLink({ requirements, usdMicros: requirements.maxUsdMicrosPerGpuHour ?? best });
  }

  #failures() {
    const failed = this.decision.sources.filter(({ status }) => status === "failed");
    return failed.map(
      ({ source, message, code }) => html`<div class="callout warning">
        ${icon("warning")}
        <div><b>${sourceTitle(source)}</b> is missing from this result. ${message ?? code}</div>
      </div>`,
    );
  }

  #offers() {
    const { id, ranked, rankedTotal, requirements } = this.decision;
    const booking = { decisionId: id, durationSeconds: requirements.durationSeconds };
    const { compared } = this;
    return html`<div @necto-compare=${this.#compare}>
      ${
        this.#compact.matches
          ? html`<necto-result-rows .rows=${ranked} .booking=${booking} .compared=${compared}></necto-result-rows>`
          : html`<necto-result-table .rows=${ranked} .booking=${booking} .compared=${compared}></necto-result-table>`
      }
      ${
        rankedTotal > ranked.length
          ? html`<p class="more figure">The first ${ranked.length} of ${countText(rankedTotal)} are shown.</p>`
          : nothing
      }
      ${compared.length > 0 ? this.#comparison() : nothing}
    </div>`;
  }

  readonly #compare = (event: CustomEvent<{ id: string }>): void => {
    event.stopPropagation();
    this.compared = toggleCompared({ ...ALL_PRICES, compare: this.compared }, event.detail.id).compare;
  };

  /** The comparison is a page of its own, with prices of now, and an address to send. */
  #comparison() {
    const { compared } = this;
    if (compared.length < 2)
      return html`<p class="more" role="status">1 of ${MOST_COMPARED} offers to compare; choose another one.</p>`;
    const address = `/prices${formatQuery({ ...ALL_PRICES, compare: compared, isComparing: true })}`;
    return html`<p class="more" role="status"><a href=${address}>Compare ${compared.length} offers side by side</a></p>`;
  }
}
customElements.define("necto-result", NectoResult);
