import { providerTitle } from "@necto/tools/core/source-title";
import type { ComparedOffer, OffersBody } from "@necto/tools/protocol/market";
import { html, LitElement, nothing, type PropertyValues } from "lit";
import { type ApiError, fetchOffers } from "../api/necto-api.ts";
import { clockText, gpuText, UNKNOWN } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { compareOffers, type Fact } from "./comparison.ts";
import { comparisonStyles } from "./comparison-styles.ts";

const LETTERS = "ABCD";
/** A market that moves all the time is asked about no more often than this. */
const RELOAD_MS = 2_000;

/**
 * Two to four offers side by side: prices with their arithmetic, terms, place, availability, fulfilment. What differs
 * stands out; on a narrow screen the offers stand under each other, thing by thing.
 *
 * @fires necto-compare - an offer is to be taken out, `{ id }`
 */
export class NectoComparison extends LitElement {
  static override properties = {
    ids: { attribute: false },
    version: {},
    isCompact: { type: Boolean },
    body: { state: true },
    problem: { state: true },
    isShort: { state: true },
  };
  declare ids: readonly string[];
  /** Changes when one of the offers did. */
  declare version: string;
  declare isCompact: boolean;
  declare body: OffersBody | null;
  declare problem: string | null;
  /** Shows only what differs. */
  declare isShort: boolean;

  static override styles = [base, buttons, badges, callouts, comparisonStyles];

  #loading = 0;
  #loadedAt = 0;
  #timer = 0;

  constructor() {
    super();
    this.body = null;
    this.problem = null;
    this.isShort = false;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("ids") && String(changed.get("ids")) !== String(this.ids)) void this.#load();
    else if (changed.has("version")) this.#loadSoon();
  }

  #loadSoon(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#load(), this.#loadedAt + RELOAD_MS - Date.now());
  }

  async #load(): Promise<void> {
    const loading = ++this.#loading;
    if (this.ids.length === 0) return;
    this.#loadedAt = Date.now();
    try {
      const body = await fetchOffers(this.ids);
      if (loading !== this.#loading) return;
      this.body = body;
      this.problem = null;
    } catch (error) {
      if (loading === this.#loading) this.problem = (error as ApiError).message;
    }
  }

  protected override render() {
    const shown = (this.body?.offers ?? []).filter(({ offer }) => this.ids.includes(offer.id));
    return html`${this.#problem()} ${this.#missing()}
      ${
        this.body === null
          ? this.problem
            ? nothing
            : html`<p class="quiet" aria-busy="true">Loading the offers…</p>`
          : this.#compared(shown)
      }`;
  }

  #compared(offers: readonly ComparedOffer[]) {
    if (offers.length === 0) return nothing;
    const all = compareOffers(offers);
    const facts = this.isShort ? all.filter(({ differs }) => differs) : all;
    return html`<div class="over">
        ${
          offers.length === 1
            ? html`<p>One offer only. Choose another one to compare it with.</p>`
            : html`<label>
                <input type="checkbox" .checked=${this.isShort} @change=${this.#shorten} />Only what differs
                <span class="quiet">(${all.filter(({ differs }) => differs).length} of ${all.length})</span>
              </label>`
        }
        <span class="quiet figure">As of ${clockText(Date.parse(this.body!.takenAt))}</span>
      </div>
      ${this.isCompact ? this.#stacked(offers, facts) : this.#table(offers, facts)}`;
  }

  readonly #shorten = (event: Event): void => {
    this.isShort = (event.target as HTMLInputElement).checked;
  };

  #table(offers: readonly ComparedOffer[], facts: readonly Fact[]) {
    return html`<table class="figure">
      <caption class="hidden-words">Offers side by side</caption>
      <thead>
        <tr>
          <td></td>
          ${offers.map((compared, index) => html`<th scope="col">${this.#head(compared, index)}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${facts.map(
          (fact) => html`<tr class=${fact.differs ? "differs" : nothing}>
            <th scope="row">${fact.name}${differsMark(fact)}</th>
            ${fact.cells.map((lines, index) => html`<td>${cell(lines, fact.best.has(index))}</td>`)}
          </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #stacked(offers: readonly ComparedOffer[], facts: readonly Fact[]) {
    return html`<ul class="heads">
        ${offers.map((compared, index) => html`<li>${this.#head(compared, index)}</li>`)}
      </ul>
      ${facts.map(
        (fact) => html`<section class="figure ${fact.differs ? "differs" : ""}">
          <h2>${fact.name}${differsMark(fact)}</h2>
          <ul>
            ${
              fact.differs
                ? fact.cells.map(
                    (lines, index) =>
                      html`<li><b class="letter">${LETTERS[index]}</b><div>${cell(lines, fact.best.has(index))}</div></li>`,
                  )
                : html`<li>${offers.length > 1 ? html`<span class="quiet">All</span>` : nothing}<div>${cell(fact.cells[0]!, false)}</div></li>`
            }
          </ul>
        </section>`,
      )}`;
  }

  #head({ offer }: ComparedOffer, index: number) {
    const name = gpuText(offer.gpu, offer.gpuCount);
    return html`<div class="head">
      <b class="letter">${LETTERS[index]}</b>
      <span>${providerTitle(offer)}<small>${name}</small></span>
      ${this.#remove(offer.id, `Take ${name} from ${providerTitle(offer)} out of the comparison`)}
    </div>`;
  }

  #remove(id: string, label: string) {
    const remove = () => this.dispatchEvent(new CustomEvent("necto-compare", { detail: { id } }));
    return html`<button class="bare icon-only" aria-label=${label} @click=${remove}>${icon("close")}</button>`;
  }

  #missing() {
    return (this.body?.missing ?? [])
      .filter((id) => this.ids.includes(id))
      .map(
        (id) => html`<div class="callout warning">
          ${icon("warning")}
          <div>No source offers <span class="mono">${id}</span> now.</div>
          ${this.#remove(id, `Take ${id} out of the comparison`)}
        </div>`,
      );
  }

  #problem() {
    if (!this.problem) return nothing;
    return html`<div class="callout danger" role="alert">
      ${icon("failed")}
      <div>The offers could not be loaded. ${this.problem} ${this.body ? "What is shown is from before." : nothing}</div>
      <button @click=${() => this.#load()}>Try again</button>
    </div>`;
  }
}
customElements.define("necto-comparison", NectoComparison);

/** Colour alone would not say it to everybody. */
const differsMark = ({ differs }: Fact) =>
  differs ? html` <span class="badge info">differs</span>` : nothing;

const cell = (lines: readonly string[], isBest: boolean) => {
  if (lines.length === 0) return html`<span class="quiet" title="The source does not say">${UNKNOWN}</span>`;
  return html`${lines.map((line) => html`<p>${line}</p>`)}${isBest ? html`<span class="badge accent">best</span>` : nothing}`;
};
