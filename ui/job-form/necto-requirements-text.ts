import type { Requirements } from "@necto/tools/core/requirements";
import { css, html, LitElement, nothing } from "lit";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { formatRequirements, parseRequirements, TEXT_FORMATS, type TextFormat } from "./requirements-text.ts";

/**
 * The form as JSON or YAML, to copy, to change, or to be pasted over.
 *
 * @fires necto-fill with the values of a text that was read, `{ values, from }`
 */
export class NectoRequirementsText extends LitElement {
  static override properties = {
    requirements: { attribute: false },
    format: { state: true },
    text: { state: true },
    problems: { state: true },
    said: { state: true },
  };
  /** What can be read of the form. */
  declare requirements: Requirements;
  declare format: TextFormat;
  declare text: string;
  /** What is wrong with the text, since it was last read. */
  declare problems: readonly string[];
  declare said: string;

  static override styles = [
    base,
    buttons,
    callouts,
    formStyles,
    css`
      dialog {
        width: min(40rem, calc(100vw - 2rem));
      }
      textarea {
        min-height: 14rem;
        font-family: var(--n-font-mono);
        white-space: pre;
      }
      ul {
        display: grid;
        gap: var(--n-sp-1);
        overflow-wrap: anywhere;
      }
      .said {
        margin-right: auto;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
    `,
  ];

  constructor() {
    super();
    this.format = "JSON";
    this.#reset("");
  }

  /** Opens the dialog with the form as it is. */
  async open(): Promise<void> {
    await this.#write(this.format);
    this.#dialog.showModal();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  #reset(text: string): void {
    this.text = text;
    this.problems = [];
    this.said = "";
  }

  async #write(format: TextFormat): Promise<void> {
    this.format = format;
    this.#reset(await formatRequirements(this.requirements, format));
  }

  protected override render() {
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.#submit}>
        <h2 id="title">As text</h2>
        <p class="hint">
          The requirements as data. Copy them, or paste others over them: JSON and YAML are both read, and what was not said
          may be left out.
        </p>
        <div class="options" role="radiogroup" aria-label="Written as">
          ${TEXT_FORMATS.map(
            (format) => html`<label>
              <input type="radio" name="format" .checked=${format === this.format} @change=${() => void this.#write(format)} />${format}
            </label>`,
          )}
        </div>
        <div class="field">
          <label for="text">Requirements</label>
          <textarea
            id="text"
            rows="12"
            spellcheck="false"
            autocapitalize="off"
            .value=${this.text}
            aria-invalid=${this.problems.length > 0 ? "true" : nothing}
            aria-describedby=${this.problems.length > 0 ? "problems" : nothing}
            @input=${({ target }: InputEvent) => this.#reset((target as HTMLTextAreaElement).value)}
          ></textarea>
        </div>
        ${this.problems.length > 0 ? this.#complaints() : nothing}
        <div class="buttons">
          <span class="said" role="status">${this.said}</span>
          <button type="button" @click=${() => this.#dialog.close()}>Go back</button>
          <button type="button" @click=${this.#copy}>${icon("copy")}Copy</button>
          <button class="primary">Put into the form</button>
        </div>
      </form>
    </dialog>`;
  }

  #complaints() {
    return html`<div id="problems" class="callout danger" role="alert">
      ${icon("failed")}
      <div>
        <ul>
          ${this.problems.map((problem) => html`<li>${problem}</li>`)}
        </ul>
      </div>
    </div>`;
  }

  readonly #copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(this.text);
      this.said = "Copied.";
    } catch {
      // Not every browser lets a page without a certificate copy.
      this.renderRoot.querySelector("textarea")!.select();
      this.said = "Selected: copy it with the keyboard.";
    }
  };

  readonly #submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { text } = this;
    const { requirements, problems } = await parseRequirements(text, Date.now());
    if (text !== this.text) return;
    this.problems = problems ?? [];
    if (requirements === null) {
      this.renderRoot.querySelector("textarea")!.focus();
      return;
    }
    this.#dialog.close();
    this.dispatchEvent(new CustomEvent("necto-fill", { detail: { values: requirements, from: "the text" } }));
  };
}
customElements.define("necto-requirements-text", NectoRequirementsText);

declare global {
  interface HTMLElementTagNameMap {
    "necto-requirements-text": NectoRequirementsText;
  }
}
