import type { Clarify } from "@necto/tools/language/understanding";
import { clarifyText } from "@necto/tools/language/wording";
import { css, html, LitElement, nothing } from "lit";
import "../chat/necto-clarify.ts";
import { formStyles } from "../provider/form-styles.ts";
import { base, buttons } from "../styles/shared.ts";
import { type JobValues, soundPart, withSaid } from "./job-draft.ts";

/** `MAX_MESSAGE_LENGTH` of `tools/protocol/api.ts`. */
const MOST_CHARACTERS: typeof import("@necto/tools/protocol/api").MAX_MESSAGE_LENGTH = 2_000;

/** What became of a sentence, when it did not become fields alone. */
interface Answer {
  readonly text: string;
  readonly clarify: Clarify | null;
  /** In words, when there is nothing to ask back. */
  readonly words: string | null;
}

/**
 * Fills the form from a sentence, with the parser of conversations. It runs here: the words go nowhere, and are forgotten
 * once they are fields.
 *
 * @fires necto-fill with the form's values after it, `{ values, from }`
 */
export class NectoSayLine extends LitElement {
  static override properties = {
    values: { attribute: false },
    text: { state: true },
    answer: { state: true },
  };
  declare values: JobValues;
  declare text: string;
  declare answer: Answer | null;

  static override styles = [
    base,
    buttons,
    formStyles,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: end;
        gap: var(--n-sp-2);
      }
      .answer {
        margin-top: var(--n-sp-2);
        font-size: var(--n-fs-md);
      }
    `,
  ];

  constructor() {
    super();
    this.text = "";
    this.answer = null;
  }

  protected override render() {
    return html`<form @submit=${this.#submit}>
        <div class="field">
          <label for="say">Or say it</label>
          <input
            id="say"
            autocomplete="off"
            maxlength=${MOST_CHARACTERS}
            placeholder="8 H100 in EU under $3 for 6 hours"
            .value=${this.text}
            @input=${({ target }: InputEvent) => {
              this.text = (target as HTMLInputElement).value;
            }}
          />
        </div>
        <button ?disabled=${this.text.trim() === ""}>Fill in</button>
      </form>
      <div role="status" @necto-say=${this.#answered}>${this.answer ? this.#answer(this.answer) : nothing}</div>`;
  }

  #answer({ text, clarify, words }: Answer) {
    if (clarify === null) return words ? html`<p class="answer">${words}</p>` : nothing;
    return html`<necto-clarify class="answer" .clarify=${clarify} .words=${text} .question=${clarifyText(clarify)} .isOpen=${true}></necto-clarify>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    void this.#fill(this.text.trim());
  };

  /** A ready answer is said like any other sentence, and goes no further than this form. */
  readonly #answered = (event: CustomEvent<{ text: string }>): void => {
    event.stopPropagation();
    void this.#fill(event.detail.text);
  };

  async #fill(text: string): Promise<void> {
    if (text === "") return;
    const { values } = this;
    const parser = await import("../chat/read-draft.ts").catch(() => null);
    if (parser === null) {
      this.answer = { text, clarify: null, words: "The reader of sentences could not be loaded. Try again." };
      return;
    }
    const memory = { requirements: soundPart(values), shown: [] };
    const context = { role: "buyer", now: Date.now(), memory } as const;
    const { requirements, evidence, clarify } = await parser.readWords(text, context, navigator.languages);
    const isSaid = requirements !== null && evidence.length > 0;
    if (isSaid) {
      const after = withSaid(values, requirements, evidence);
      this.dispatchEvent(new CustomEvent("necto-fill", { detail: { values: after, from: "the sentence" } }));
    }
    const words =
      isSaid || clarify
        ? null
        : "There is nothing for the form in it: say what you need, such as 8 H100 in EU.";
    this.answer = { text, clarify, words };
    if (isSaid && clarify === null) this.text = "";
  }
}
customElements.define("necto-say-line", NectoSayLine);
