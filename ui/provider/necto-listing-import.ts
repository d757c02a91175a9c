import type { ImportReport, ImportRow } from "@necto/tools/protocol/listings";
import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { fieldText, valueText } from "./change-text.ts";
import { formStyles } from "./form-styles.ts";
import { importListings } from "./listing-api.ts";

const OUTCOMES: Readonly<Record<ImportRow["outcome"], readonly [word: string, tone: string]>> = {
  new: ["New", "success"],
  changed: ["Changed", "info"],
  same: ["Same", "outline"],
  invalid: ["Invalid", "danger"],
};

/**
 * Reads a file of listings into drafts, after a report of what that would do.
 *
 * @fires necto-imported
 */
export class NectoListingImport extends LitElement {
  static override properties = {
    report: { state: true },
    problem: { state: true },
    isBusy: { state: true },
  };
  declare report: ImportReport | null;
  declare problem: string | null;
  declare isBusy: boolean;
  #file: { readonly format: "csv" | "json"; readonly text: string } | null = null;

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    formStyles,
    css`
      ol {
        display: grid;
        gap: var(--n-sp-2);
        max-height: 40dvh;
        overflow-y: auto;
        font-size: var(--n-fs-md);
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--n-sp-2);
        align-items: baseline;
      }
      input[type="file"] {
        padding: 0.25rem;
      }
      li p {
        grid-column: 2;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.#reset();
  }

  /** Opens the dialog. */
  open(): void {
    this.#reset();
    this.#dialog.showModal();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #reset(): void {
    this.report = null;
    this.problem = null;
    this.isBusy = false;
    this.#file = null;
  }

  protected override render() {
    const { report } = this;
    const isGood =
      report !== null && report.rows.length > 0 && report.rows.every(({ outcome }) => outcome !== "invalid");
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.#submit}>
        <h2 id="title">Import listings</h2>
        <p class="hint">
          A CSV or JSON file, as the export writes it. Rows with a listing's id change its draft, the others are new.
          Nothing is published.
        </p>
        <div class="field">
          <label for="file">File</label>
          <input id="file" type="file" accept=".csv,.json,text/csv,application/json" @change=${this.#chosen} />
        </div>
        ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
        ${report ? this.#rows(report) : nothing}
        <div class="buttons">
          <button type="button" @click=${() => this.#dialog.close()}>Go back</button>
          <button class="primary" ?disabled=${!isGood || this.isBusy}>
            ${report ? `Import ${report.rows.length} ${report.rows.length === 1 ? "row" : "rows"}` : "Import"}
          </button>
        </div>
      </form>
    </dialog>`;
  }

  #rows({ rows }: ImportReport) {
    if (rows.length === 0) return html`<p role="status">There are no rows in this file.</p>`;
    const invalid = rows.filter(({ outcome }) => outcome === "invalid").length;
    return html`<p role="status">
        ${invalid > 0 ? `${invalid} of ${rows.length} rows cannot be read in; nothing is imported until they can.` : "This is what the import does:"}
      </p>
      <ol tabindex="0" aria-label="Report">
        ${rows.map(({ row, title, outcome, problems, changes }) => {
          const [word, tone] = OUTCOMES[outcome];
          return html`<li>
            <span class="badge ${tone}">${word}</span><span>Row ${row}${title ? `: ${title}` : ""}</span>
            ${problems.map(({ field, message }) => html`<p class="problem">${fieldText(field)}: ${message}</p>`)}
            ${outcome === "changed" ? changes.map(({ field, from, to }) => html`<p class="hint">${fieldText(field)}: ${valueText(field, parsed(from))} → ${valueText(field, parsed(to))}</p>`) : nothing}
          </li>`;
        })}
      </ol>`;
  }

  readonly #chosen = async ({ target }: Event) => {
    const [file] = (target as HTMLInputElement).files ?? [];
    this.report = null;
    if (!file) return;
    this.#file = { format: /\.json$/i.test(file.name) ? "json" : "csv", text: await file.text() };
    await this.#ask(true);
  };

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    await this.#ask(false);
    if (!this.report?.isApplied) return;
    this.#dialog.close();
    this.dispatchEvent(new CustomEvent("necto-imported"));
  }

  async #ask(dryRun: boolean): Promise<void> {
    if (this.#file === null) return;
    this.isBusy = true;
    this.problem = null;
    try {
      this.report = await importListings({ ...this.#file, dryRun });
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }
}
/** Values of a report are JSON text. */
const parsed = (text: string | null): unknown => (text === null ? null : JSON.parse(text));
customElements.define("necto-listing-import", NectoListingImport);

declare global {
  interface HTMLElementTagNameMap {
    "necto-listing-import": NectoListingImport;
  }
}
