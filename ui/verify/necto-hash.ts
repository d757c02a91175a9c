import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";
import { diffValues } from "./diff-values.ts";

const SAID_MS = 2_000;

/** A hash or an address in full, in groups that can be compared by eye, with a button that copies it. */
export class NectoHash extends LitElement {
  static override properties = { value: {}, label: {}, isCopied: { state: true } };
  declare value: string;
  /** What it is, for the button: `root`. */
  declare label: string;
  declare isCopied: boolean;

  constructor() {
    super();
    this.isCopied = false;
  }

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: inline-flex;
        align-items: flex-start;
        gap: var(--n-sp-1);
        min-width: 0;
      }
      .value {
        line-height: 1.6;
        overflow-wrap: anywhere;
      }
      i {
        display: inline-block;
        margin-right: 0.35em;
        font-style: normal;
      }
      button {
        flex: none;
        width: 1.5rem;
        min-height: 1.5rem;
        font-size: var(--n-fs-md);
      }
      @media (pointer: coarse) {
        button {
          width: var(--n-ctl);
          min-height: var(--n-ctl);
          margin-top: -0.5rem;
        }
      }
    `,
  ];

  protected override render() {
    const [groups] = diffValues(this.value, this.value);
    return html`<span class="value mono">${groups.map(({ text }) => html`<i>${text}</i>`)}</span>
      ${
        navigator.clipboard
          ? html`<button class="bare icon-only" aria-label="Copy the ${this.label}" title="Copy" @click=${this.#copy}>
              ${icon(this.isCopied ? "check" : "copy")}
            </button>`
          : nothing
      }
      <span class="hidden-words" role="status">${this.isCopied ? "Copied" : nothing}</span>`;
  }

  readonly #copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(this.value);
    this.isCopied = true;
    window.setTimeout(() => {
      this.isCopied = false;
    }, SAID_MS);
  };
}
customElements.define("necto-hash", NectoHash);
