import { html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { lookupForm } from "../styles/lookup-form.ts";
import { base, buttons } from "../styles/shared.ts";
import { parseSubject } from "./parse-subject.ts";

/** What somebody wants verified. */
export interface VerifyWanted {
  "necto-verify-id": { readonly id: string };
  "necto-verify-file": { readonly file: File };
}

/**
 * A field for a root or an id (that of a job looks like a root), and a file to choose; `dropFile` takes files that are dropped anywhere.
 * @fires necto-verify-id - something that can be looked up was entered
 * @fires necto-verify-file - a file was chosen
 */
export class NectoVerifyForm extends LitElement {
  static override properties = {
    value: {},
    takesIds: { type: Boolean },
    problem: { state: true },
  };
  /** What is in the field to begin with. */
  declare value: string;
  /** Ids of decisions too, which only a server can look up. */
  declare takesIds: boolean;
  declare problem: string | null;

  constructor() {
    super();
    this.value = "";
    this.takesIds = false;
    this.problem = null;
  }

  static override styles = [base, buttons, lookupForm];

  override focus(): void {
    this.#field?.focus();
  }

  protected override render() {
    const what = this.takesIds ? "Root, or id of a decision or job" : "Root, or id of a job";
    return html`<form @submit=${this.#submit} novalidate>
        <label
          >${what}
          <input
            type="text"
            name="subject"
            spellcheck="false"
            autocomplete="off"
            autocapitalize="off"
            placeholder="0x…"
            .value=${this.value}
            aria-invalid=${this.problem ? "true" : "false"}
            aria-describedby=${this.problem ? "problem" : nothing}
            @input=${this.#forgive}
          />
        </label>
        <button class="primary" type="submit">${icon("verify")}Verify</button>
        <button type="button" @click=${() => this.#picker?.click()}>${icon("file")}Choose a file</button>
        ${this.problem ? html`<p id="problem" class="problem" role="alert">${icon("failed")}${this.problem}</p>` : nothing}
      </form>
      <input type="file" hidden accept=".json,application/json" aria-label="Trace file" @change=${this.#chosen} />`;
  }

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    const id = this.#field?.value.trim() ?? "";
    const subject = parseSubject(id);
    if (!subject || (!this.takesIds && !("root" in subject))) {
      this.problem = `A root is 0x and 64 hex digits, as is a job${this.takesIds ? "; an id is as Necto printed it" : ""}.`;
      return;
    }
    this.#tell("necto-verify-id", { id: "root" in subject ? subject.root : subject.decisionId });
  };

  readonly #forgive = (): void => {
    this.problem = null;
  };

  readonly #chosen = (event: Event): void => {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    if (file) this.#tell("necto-verify-file", { file });
    // The same file can be chosen again.
    input.value = "";
  };

  #tell<Name extends keyof VerifyWanted>(name: Name, detail: VerifyWanted[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  get #field(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input[type=text]");
  }

  get #picker(): HTMLInputElement | null {
    return this.renderRoot.querySelector("input[type=file]");
  }
}
customElements.define("necto-verify-form", NectoVerifyForm);
