import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { saveFile } from "../format/save-file.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";
import type { JobKeys } from "./job-keys.ts";
import { toKeyFile } from "./key-file.ts";

/** A job's keys as a file: saved from this browser, and taken back into it. */
export class NectoKeyFile extends LitElement {
  static override properties = {
    keys: { attribute: false },
    take: { attribute: false },
    problem: { state: true },
  };
  /** Null when this browser has none. */
  declare keys: JobKeys | null;
  /** Takes the text of a chosen file; without it none is asked for. */
  declare take: ((text: string) => Promise<void>) | null;
  declare problem: string | null;

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: inline-flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-2);
      }
      input {
        display: none;
      }
      p {
        flex-basis: 100%;
        color: var(--n-danger);
        font-size: var(--n-fs-sm);
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.keys = null;
    this.take = null;
    this.problem = null;
  }

  protected override render() {
    const { keys, take, problem } = this;
    return html`${keys ? html`<button type="button" @click=${() => this.#save(keys)}>${icon("download")}Save key file</button>` : nothing}
    ${
      take
        ? html`<input type="file" accept="application/json,.json" @change=${this.#chosen} />
            <button type="button" @click=${() => this.#input.click()}>Open a key file</button>`
        : nothing
    }
    ${problem ? html`<p role="alert">${problem}</p>` : nothing}`;
  }

  get #input(): HTMLInputElement {
    return this.renderRoot.querySelector("input")!;
  }

  #save(keys: JobKeys): void {
    const { name, contents } = toKeyFile(keys);
    saveFile(name, contents);
  }

  readonly #chosen = async () => {
    const [file] = this.#input.files ?? [];
    if (!file || !this.take) return;
    this.problem = null;
    try {
      await this.take(await file.text());
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.#input.value = "";
    }
  };
}
customElements.define("necto-key-file", NectoKeyFile);
