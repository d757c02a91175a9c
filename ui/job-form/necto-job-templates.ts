import type { Requirements } from "@necto/tools/core/requirements";
import { chipsOf } from "@necto/tools/language/format-requirements";
import { css, html, LitElement, nothing } from "lit";
import { saveFile } from "../format/save-file.ts";
import { formStyles } from "../provider/form-styles.ts";
import { askedStorage } from "../shell/asked-storage.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { createJobTemplates, type JobTemplate, LONGEST_NAME } from "./job-templates.ts";
import { formatRequirements } from "./requirements-text.ts";

/**
 * Templates of this browser: saved under a name, put into the form, saved as a file, deleted.
 *
 * @fires necto-fill with a template's requirements, `{ values, from }`
 */
export class NectoJobTemplates extends LitElement {
  static override properties = {
    requirements: { attribute: false },
    templates: { state: true },
    name: { state: true },
    problem: { state: true },
    said: { state: true },
  };
  /** What would be saved; null while something in the form is wrong. */
  declare requirements: Requirements | null;
  declare templates: readonly JobTemplate[];
  declare name: string;
  declare problem: string | null;
  declare said: string;
  readonly #kept = createJobTemplates(askedStorage);

  static override styles = [
    base,
    buttons,
    callouts,
    formStyles,
    css`
      ul {
        max-height: 40dvh;
        overflow-y: auto;
        border-top: 1px solid var(--n-border);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 var(--n-sp-2);
        padding: var(--n-sp-2) 0;
        border-bottom: 1px solid var(--n-border);
        font-size: var(--n-fs-md);
        overflow-wrap: anywhere;
      }
      b {
        font-weight: var(--n-fw-med);
      }
      li .hint {
        grid-column: 1 / -1;
      }
      .save {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: end;
        gap: var(--n-sp-2);
      }
      .do {
        display: flex;
        gap: var(--n-sp-1);
      }
    `,
  ];

  constructor() {
    super();
    this.templates = [];
    this.name = "";
    this.problem = null;
    this.said = "";
  }

  open(): void {
    this.templates = this.#kept.list();
    this.problem = null;
    this.said = "";
    this.#dialog.showModal();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  protected override render() {
    const name = this.name.trim();
    const isKnown = this.templates.some((template) => template.name === name);
    return html`<dialog aria-labelledby="title">
      <form @submit=${this.#save}>
        <h2 id="title">Templates</h2>
        <p class="hint">Kept in this browser and nowhere else, without the choice of what is kept of a job.</p>
        ${this.requirements ? this.#saver(name, isKnown) : html`<p class="callout warning">${icon("warning")}<span>The form can be saved once what is marked in it is mended.</span></p>`}
        ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
        ${
          this.templates.length === 0
            ? html`<p>There are none yet.</p>`
            : html`<ul aria-label="Saved templates">
                ${this.templates.map((template) => this.#row(template))}
              </ul>`
        }
        <div class="buttons">
          <span class="hint" role="status">${this.said}</span>
          <button type="button" @click=${() => this.#dialog.close()}>Close</button>
        </div>
      </form>
    </dialog>`;
  }

  #saver(name: string, isKnown: boolean) {
    return html`<div class="save">
      <div class="field">
        <label for="name">Name for what is in the form</label>
        <input
          id="name"
          autocomplete="off"
          maxlength=${LONGEST_NAME}
          .value=${this.name}
          @input=${({ target }: InputEvent) => {
            this.name = (target as HTMLInputElement).value;
          }}
        />
      </div>
      <button ?disabled=${name === ""}>${isKnown ? `Replace “${name}”` : "Save"}</button>
    </div>`;
  }

  #row(template: JobTemplate) {
    const { name, requirements } = template;
    return html`<li>
      <b>${name}</b>
      <span class="do">
        <button type="button" aria-label="Use ${name}" @click=${() => this.#use(template)}>Use</button>
        <button type="button" class="bare icon-only" aria-label="Save ${name} as a file" title="Save as a file" @click=${() => void this.#export(template)}>
          ${icon("download")}
        </button>
        <button type="button" class="bare icon-only" aria-label="Delete ${name}" title="Delete" @click=${() => this.#remove(name)}>
          ${icon("close")}
        </button>
      </span>
      <span class="hint figure">${chipsOf(requirements)
        .map(({ label }) => label)
        .join(", ")}</span>
    </li>`;
  }

  readonly #save = (event: Event): void => {
    event.preventDefault();
    const name = this.name.trim();
    if (this.requirements === null || name === "") return;
    this.problem = this.#kept.save({ name, requirements: this.requirements });
    if (this.problem !== null) return;
    this.templates = this.#kept.list();
    this.name = "";
    this.said = `“${name}” is saved.`;
  };

  #use({ name, requirements }: JobTemplate): void {
    this.#dialog.close();
    this.dispatchEvent(
      new CustomEvent("necto-fill", { detail: { values: requirements, from: `the template “${name}”` } }),
    );
  }

  #remove(name: string): void {
    this.#kept.remove(name);
    this.templates = this.#kept.list();
    this.said = `“${name}” is deleted.`;
    this.renderRoot
      .querySelector<HTMLElement>(this.templates.length > 0 ? "li button" : ".buttons button")
      ?.focus();
  }

  /** As the form's own text, so that it can be pasted into one again. */
  async #export({ name, requirements }: JobTemplate): Promise<void> {
    const text = await formatRequirements(requirements, "JSON");
    const file =
      name
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-|-$/g, "") || "template";
    saveFile(`necto-${file}.json`, new Blob([text], { type: "application/json" }));
  }
}
customElements.define("necto-job-templates", NectoJobTemplates);

declare global {
  interface HTMLElementTagNameMap {
    "necto-job-templates": NectoJobTemplates;
  }
}
