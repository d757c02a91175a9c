import { expandAvailability } from "@necto/tools/core/availability";
import { FORM_FACTORS } from "@necto/tools/core/gpu";
import { GPU_TABLE } from "@necto/tools/core/gpu-models";
import { ListingDraft, needsNewVersion } from "@necto/tools/core/listing-draft";
import { completeDraft } from "@necto/tools/protocol/complete-draft";
import type { DraftPreview, ListingView } from "@necto/tools/protocol/listings";
import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import {
  choiceField,
  decimalField,
  type Editing,
  hoursField,
  numberField,
  textField,
} from "../form/draft-fields.ts";
import { type DraftForm, withValue } from "../form/draft-form.ts";
import { COUNTRY_CHOICES } from "../format/country-choices.ts";
import { rateText } from "../format/money.ts";
import { timeText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { BLANK, type DraftValues, openForm } from "./draft-form.ts";
import { formStyles } from "./form-styles.ts";
import { createListing, previewDraft, saveListing } from "./listing-api.ts";
import { askText, gpuText, placeText, usdText } from "./listing-text.ts";
import { pricingFields } from "./pricing-fields.ts";
import { scheduleFields } from "./schedule-fields.ts";

/** Pause in the writing after which a draft is tried in the market. */
const TRY_MS = 400;
const FORMS = [["", "as the GPU has it"], ...FORM_FACTORS.map((form) => [form, form] as const)] as const;
const COUNTRY_FIELD = [["", "choose…"], ...COUNTRY_CHOICES] as const;

/**
 * A listing's draft, with what keeps it from being published said as it is written, and what a buyer would see.
 *
 * @fires necto-saved with the listing, and whether it is to be published now
 */
export class NectoListingForm extends LitElement {
  static override properties = {
    listing: { attribute: false },
    isLive: { type: Boolean },
    form: { state: true },
    touched: { state: true },
    isBusy: { state: true },
    problem: { state: true },
    preview: { state: true },
  };
  /** Null for a new one. */
  declare listing: ListingView | null;
  declare isLive: boolean;
  declare form: DraftForm<DraftValues>;
  /** Fields that were written in; all of them once somebody wanted to publish. */
  declare touched: ReadonlySet<string> | "all";
  declare isBusy: boolean;
  declare problem: string | null;
  /** Of the draft as it was a moment ago; null while it cannot be published. */
  declare preview: DraftPreview | null;
  #previewed: DraftValues | null = null;
  #timer = 0;

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    jobStyles,
    formStyles,
    css`
      :host {
        height: auto;
        overflow: visible;
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      fieldset {
        padding: var(--n-sp-3) var(--n-sp-4) var(--n-sp-4);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      legend {
        float: left;
        width: 100%;
        padding: 0;
        grid-column: 1 / -1;
      }
      .bar {
        position: sticky;
        bottom: 0;
        padding: var(--n-sp-3) 0;
        background: var(--n-bg-canvas);
      }
    `,
  ];

  constructor() {
    super();
    this.listing = null;
    this.form = openForm(BLANK);
    this.touched = new Set();
    this.isBusy = false;
    this.problem = null;
    this.preview = null;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
  }

  protected override updated(): void {
    const { values, problems } = this.form;
    if (values === this.#previewed) return;
    this.#previewed = values;
    window.clearTimeout(this.#timer);
    if (problems.length > 0) this.preview = null;
    else this.#timer = window.setTimeout(() => void this.#tryInMarket(), TRY_MS);
  }

  async #tryInMarket(): Promise<void> {
    const { values } = this.form;
    const draft = ListingDraft.safeParse(values);
    if (!draft.success) return;
    // Without it the form is as good; the page says by itself when the server is away.
    const preview = await previewDraft(draft.data, this.listing?.listingId ?? null).catch(() => null);
    if (values === this.form.values) this.preview = preview;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.listing) this.form = openForm(this.listing.draft);
  }

  get #editing(): Editing {
    const { form, touched } = this;
    return {
      form,
      set: (path, value, text) => {
        this.form = withValue(form, path, value, text);
        if (touched !== "all") this.touched = new Set([...touched, path]);
      },
      isShown: (path) =>
        touched === "all" || this.listing !== null || [...touched].some((known) => path.startsWith(known)),
    };
  }

  protected override render() {
    const editing = this.#editing;
    const { problems, values } = this.form;
    const draft = ListingDraft.safeParse(values);
    return html`<form @submit=${this.#save} autocomplete="off" novalidate>
      <fieldset>
        <legend>The machine</legend>
        ${textField(editing, "title", "Title", { isWide: true })}
        ${textField(editing, "gpu", "GPU", { list: "gpus" })}
        <datalist id="gpus">${GPU_TABLE.map(({ model }) => html`<option value=${model}></option>`)}</datalist>
        ${choiceField(editing, "formFactor", "Form factor", FORMS)}
        ${numberField(editing, "memoryGib", "Memory (GiB per GPU)")}
        ${numberField(editing, "gpuCount", "GPUs per unit")}
        ${numberField(editing, "unitsTotal", "Units")}
        ${choiceField(editing, "country", "Country", COUNTRY_FIELD)} ${textField(editing, "city", "City")}
        ${decimalField(editing, "vcpus", "vCPUs per unit")}
        ${decimalField(editing, "hostMemoryGib", "Host memory (GiB per unit)")}
        ${decimalField(editing, "storageGib", "Storage (GiB per unit)")}
        ${numberField(editing, "networkMbps", "Network (Mbit/s)")}
        ${hoursField(editing, "minDurationSeconds", "Shortest rental (hours)")}
        ${hoursField(editing, "maxDurationSeconds", "Longest rental (hours)")}
        <div class="field wide">
          <label for="description">Description, plain text</label>
          <textarea
            id="description"
            rows="3"
            .value=${String(values.description ?? "")}
            @input=${({ target }: InputEvent) => editing.set("description", (target as HTMLTextAreaElement).value)}
          ></textarea>
        </div>
      </fieldset>
      ${pricingFields(editing)} ${scheduleFields(editing)}
      ${draft.success ? this.#preview(draft.data) : nothing}
      ${problems.length > 0 ? this.#problems() : nothing}
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      <div class="buttons bar">
        <a href="/provider/listings">Back to the listings</a>
        <button type="submit" ?disabled=${this.isBusy || !this.isLive}>Save draft</button>
        <button
          type="button"
          class="primary"
          ?disabled=${this.isBusy || !this.isLive}
          @click=${() => void this.#keep(true)}
        >
          Save and publish…
        </button>
      </div>
    </form>`;
  }

  /** What buyers would see, and what it takes to bring it there. */
  #preview(given: ListingDraft) {
    const draft = completeDraft(given, this.listing?.draft ?? null);
    const published = this.listing?.published ?? null;
    return html`<section aria-label="Preview">
      <h2>As buyers will see it</h2>
      <dl class="rows figure">
        <div><dt>Machine</dt><dd>${gpuText(draft)}${draft.memoryGib ? `, ${draft.memoryGib} GiB` : ""}</dd></div>
        <div><dt>Place</dt><dd>${placeText(draft)}</dd></div>
        <div><dt>Price</dt><dd>${askText(draft)}, at most $${usdText(draft.ceilingUsdMicros)}</dd></div>
        <div><dt>Now</dt><dd aria-live="polite">${this.#marketText()}</dd></div>
        <div><dt>Units</dt><dd>${draft.unitsTotal}</dd></div>
        <div><dt>Open</dt><dd>${this.#openText(draft)}</dd></div>
        <div>
          <dt>On chain</dt>
          <dd>
            ${
              published === null
                ? "Registered as a new listing."
                : needsNewVersion(published, draft)
                  ? "A new version: quotes of the one before are void."
                  : "Nothing changes there: this takes effect at once."
            }
          </dd>
        </div>
      </dl>
    </section>`;
  }

  #marketText(): string {
    const { preview, form } = this;
    if (preview === null) return form.problems.length > 0 ? "Not yet: see what is missing." : "…";
    const { usdMicrosPerGpuHour: price, rank, ranked, bestUsdMicrosPerGpuHour: best, reasons } = preview;
    const priced = price === null ? "No price" : `$${rateText(price)} per GPU-hour`;
    if (rank === null) return `${priced}; no search ranks it: ${reasons.join(", ")}`;
    const others =
      best === null ? "nobody else offers it there" : `the best of the others asks ${rateText(best)}`;
    return `${priced}, place ${rank} of ${ranked} in its country; ${others}`;
  }

  #openText({ availability }: ListingDraft): string {
    if (availability.weekly.length === 0 && availability.exceptions.length === 0) return "Always";
    const now = Date.now();
    const range = { from: new Date(now).toISOString(), to: new Date(now + 30 * 86_400_000).toISOString() };
    try {
      const windows = expandAvailability(availability, range);
      if (windows.length === 0) return "At no time within 30 days";
      const [next] = windows;
      return `${timeText(next!.from)} to ${timeText(next!.to)}${windows.length > 1 ? `, and ${windows.length - 1} more times within 30 days` : ""}`;
    } catch {
      // The time zone is still being written; the draft's problems say so.
      return "";
    }
  }

  #problems() {
    const { problems } = this.form;
    if (this.touched !== "all" && this.listing === null) return nothing;
    return html`<div class="callout warning" role="status">
      ${icon("warning")}
      <div>
        <p>This keeps it from being published:</p>
        <ul>
          ${problems.map(({ message }) => html`<li>${message}</li>`)}
        </ul>
      </div>
    </div>`;
  }

  readonly #save = (event: Event) => {
    event.preventDefault();
    void this.#keep(false);
  };

  async #keep(isToPublish: boolean): Promise<void> {
    const draft = ListingDraft.safeParse(this.form.values);
    if (isToPublish || !draft.success) this.touched = "all";
    if (!draft.success || (isToPublish && this.form.problems.length > 0)) {
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>("[aria-invalid]")?.focus();
      return;
    }
    this.isBusy = true;
    this.problem = null;
    try {
      const { listing } = this;
      const saved = await (listing ? saveListing(listing.listingId, draft.data) : createListing(draft.data));
      this.dispatchEvent(new CustomEvent("necto-saved", { detail: { listing: saved, isToPublish } }));
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }
}
customElements.define("necto-listing-form", NectoListingForm);
