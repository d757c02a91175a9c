import { html, LitElement } from "lit";
import { base } from "../styles/shared.ts";

/** Screen readers hear at most one change in this time. */
const PAUSE_MS = 2_000;

/** Says step changes to screen readers, politely; the newest text wins when several come at once. */
export class NectoStatusLine extends LitElement {
  static override properties = { text: {}, said: { state: true } };
  declare text: string;
  declare said: string;
  #timer = 0;
  #saidAt = 0;

  constructor() {
    super();
    this.text = "";
    this.said = "";
  }

  static override styles = base;

  protected override updated(): void {
    if (this.text === this.said || this.#timer) return;
    const wait = Math.max(0, this.#saidAt + PAUSE_MS - Date.now());
    this.#timer = window.setTimeout(() => this.#say(), wait);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.clearTimeout(this.#timer);
    this.#timer = 0;
  }

  #say(): void {
    this.#timer = 0;
    this.#saidAt = Date.now();
    this.said = this.text;
  }

  protected override render() {
    return html`<p class="hidden-words" role="status">${this.said}</p>`;
  }
}
customElements.define("necto-status-line", NectoStatusLine);
