import { css, html, LitElement, nothing } from "lit";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";

/**
 * A list of names: one is typed, or chosen from those known, and added with Enter; each can be taken away. What nobody knows is
 * added too, so that nothing typed is lost, and marked.
 *
 * @fires necto-tokens with all of them, `{ tokens }`
 */
export class NectoTokenField extends LitElement {
  static override properties = {
    label: {},
    hint: {},
    tokens: { attribute: false },
    known: { attribute: false },
    nameOf: { attribute: false },
    read: { attribute: false },
    problem: {},
    isInvalid: { type: Boolean, reflect: true, attribute: "invalid" },
    said: { state: true },
  };
  declare label: string;
  declare hint: string;
  declare tokens: readonly string[];
  /** Names to choose from, as they are shown. */
  declare known: readonly string[];
  /** A token as it is shown. */
  declare nameOf: (token: string) => string;
  /** The token of what was typed. */
  declare read: (typed: string) => string;
  /** What is wrong with a token of these; null when nothing is. */
  declare problem: string | null;
  declare isInvalid: boolean;
  /** What was done last, for who cannot see it. */
  declare said: string;

  static override styles = [
    base,
    buttons,
    formStyles,
    css`
      ul {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-1);
        margin-top: var(--n-sp-1);
      }
      li button {
        gap: var(--n-sp-1);
        min-height: 1.75rem;
        padding: 0 var(--n-sp-2);
        border-color: transparent;
        background: var(--n-accent-subtle);
        color: var(--n-accent-text);
        font-size: var(--n-fs-sm);
        white-space: normal;
        overflow-wrap: anywhere;
        text-align: left;
      }
      li button:hover {
        border-color: currentColor;
        background: var(--n-accent-subtle);
      }
      :host([invalid]) li button {
        border-style: dashed;
        border-color: currentColor;
      }
      @media (pointer: coarse) {
        li button {
          min-height: var(--n-ctl);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.hint = "";
    this.tokens = [];
    this.known = [];
    this.nameOf = (token) => token;
    this.read = (typed) => typed.trim();
    this.problem = null;
    this.isInvalid = false;
    this.said = "";
  }

  protected override willUpdate(): void {
    this.isInvalid = this.problem !== null;
  }

  protected override updated(): void {
    this.#input.setCustomValidity(this.problem ?? "");
  }

  override focus(): void {
    this.#input.focus();
  }

  get #input(): HTMLInputElement {
    return this.renderRoot.querySelector("input")!;
  }

  protected override render() {
    const described = [this.hint && "hint", this.problem && "problem"].filter(Boolean).join(" ");
    return html`<div class="field">
      <label for="name">${this.label}</label>
      <input
        id="name"
        list="known"
        autocomplete="off"
        aria-invalid=${this.isInvalid ? "true" : nothing}
        aria-describedby=${described || nothing}
        @keydown=${this.#keyDown}
        @input=${this.#chosen}
        @change=${this.#add}
      />
      <datalist id="known">${this.known.map((name) => html`<option value=${name}></option>`)}</datalist>
      ${
        this.tokens.length > 0
          ? html`<ul aria-label="${this.label}: chosen">
              ${this.tokens.map(
                (token) => html`<li>
                  <button type="button" aria-label="Remove ${this.nameOf(token)}" @click=${() => this.#remove(token)}>
                    ${this.nameOf(token)}${icon("close")}
                  </button>
                </li>`,
              )}
            </ul>`
          : nothing
      }
      ${this.hint ? html`<p class="hint" id="hint">${this.hint}</p>` : nothing}
      ${this.problem ? html`<p class="problem" id="problem">${this.problem}</p>` : nothing}
      <p class="hidden-words" role="status">${this.said}</p>
    </div>`;
  }

  readonly #keyDown = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const { value } = this.#input;
    if (event.key === "Enter" && value.trim() !== "") {
      event.preventDefault();
      this.#add();
    }
    const last = this.tokens.at(-1);
    if (event.key === "Backspace" && value === "" && last !== undefined) this.#remove(last);
  };

  /** A name chosen from the list comes whole, without a key. */
  readonly #chosen = (event: Event): void => {
    const isTyped = event instanceof InputEvent && event.inputType !== "insertReplacementText";
    if (!isTyped && this.known.includes(this.#input.value)) this.#add();
  };

  readonly #add = (): void => {
    const token = this.read(this.#input.value);
    this.#input.value = "";
    if (token === "") return;
    if (this.tokens.includes(token)) this.said = `${this.nameOf(token)} is there already`;
    else this.#tell([...this.tokens, token], `${this.nameOf(token)} added`);
  };

  #remove(token: string): void {
    this.#tell(
      this.tokens.filter((other) => other !== token),
      `${this.nameOf(token)} removed`,
    );
    this.focus();
  }

  #tell(tokens: readonly string[], said: string): void {
    this.said = said;
    this.dispatchEvent(new CustomEvent("necto-tokens", { detail: { tokens } }));
  }
}
customElements.define("necto-token-field", NectoTokenField);
