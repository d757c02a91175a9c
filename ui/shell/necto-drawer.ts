import { css, html, LitElement } from "lit";
import { base, buttons } from "../styles/shared.ts";
import { icon } from "./icons.ts";

/**
 * Navigation for screens without room beside the page. Escape and a click outside close it.
 * @slot - what it shows
 */
export class NectoDrawer extends LitElement {
  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: contents;
      }
      dialog {
        width: min(18rem, 84vw);
        max-width: none;
        height: 100dvh;
        max-height: none;
        margin: 0;
        padding: 0;
        border: 0;
        border-right: 1px solid var(--n-border);
        background: var(--n-bg-raised);
        color: var(--n-text);
        box-shadow: var(--n-shadow-overlay);
      }
      dialog[open] {
        display: grid;
        grid-template-rows: auto minmax(0, 1fr);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.4);
      }
      .head {
        display: flex;
        align-items: center;
        justify-content: space-between;
        padding: var(--n-sp-1) var(--n-sp-2) 0 var(--n-sp-4);
        font-weight: var(--n-fw-semi);
      }
    `,
  ];

  open(): void {
    this.#dialog?.showModal();
  }

  close(): void {
    this.#dialog?.close();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  protected override render() {
    return html`<dialog aria-label="Menu" @click=${this.#clickOutside}>
      <div class="head">
        Necto
        <button class="bare icon-only" aria-label="Close the menu" @click=${this.close}>${icon("close")}</button>
      </div>
      <slot></slot>
    </dialog>`;
  }

  #clickOutside(event: MouseEvent): void {
    if (event.target === this.#dialog) this.close();
  }
}
customElements.define("necto-drawer", NectoDrawer);

declare global {
  interface HTMLElementTagNameMap {
    "necto-drawer": NectoDrawer;
  }
}
