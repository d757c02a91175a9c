import { css, html, LitElement, nothing } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { shortHash } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons } from "../styles/shared.ts";

/** A transaction's or a job's hash: short to read, whole to copy, with the page that shows it. */
export class NectoTx extends LitElement {
  static override properties = { hash: {}, kind: {}, explorerUrl: {}, isCopied: { state: true } };
  declare hash: string;
  /** What it is the hash of, for the button's name. */
  declare kind: string;
  /** Of the chain; null where it has no explorer. */
  declare explorerUrl: string | null;
  declare isCopied: boolean;

  constructor() {
    super();
    this.kind = "transaction";
    this.explorerUrl = null;
    this.isCopied = false;
  }

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: inline-flex;
        align-items: center;
        gap: 0.125rem;
      }
      a {
        color: var(--n-accent-text);
      }
      button.icon-only {
        width: 1.5rem;
        min-height: 1.5rem;
        font-size: var(--n-fs-md);
      }
      @media (pointer: coarse) {
        button.icon-only {
          width: var(--n-ctl);
          min-height: var(--n-ctl);
        }
      }
    `,
  ];

  protected override render() {
    const text = html`<span class="mono" title=${this.hash}>${shortHash(this.hash)}</span>`;
    const kind = this.kind === "transaction" ? "tx" : "id";
    return html`${explorerAnchor({ kind, id: this.hash }, this, text)}<button class="bare icon-only" aria-label="Copy the ${this.kind}'s hash" @click=${this.#copy}>
        ${icon(this.isCopied ? "check" : "copy")}</button
      >${this.isCopied ? html`<span class="hidden-words" role="status">Copied</span>` : nothing}`;
  }

  async #copy(): Promise<void> {
    await navigator.clipboard.writeText(this.hash);
    this.isCopied = true;
    window.setTimeout(() => {
      this.isCopied = false;
    }, 1_500);
  }
}
customElements.define("necto-tx", NectoTx);
