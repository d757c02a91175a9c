import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { stopApproval } from "./booking-api.ts";

/** Takes an approved order back that is not paid yet; what is too late, and what to do then, is the server's word. */
export class NectoStopPayment extends LitElement {
  static override properties = {
    approvalId: {},
    isLive: { type: Boolean },
    isBusy: { state: true },
    problem: { state: true },
  };
  declare approvalId: string;
  declare isLive: boolean;
  declare isBusy: boolean;
  declare problem: string | null;

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      :host {
        display: grid;
        justify-items: start;
        gap: var(--n-sp-2);
      }
    `,
  ];

  constructor() {
    super();
    [this.isBusy, this.problem] = [false, null];
  }

  protected override render() {
    return html`${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      <button type="button" ?disabled=${this.isBusy || !this.isLive} @click=${this.#stop}>
        ${icon("stopped")}${this.isBusy ? "Stopping…" : "Stop, pay nothing"}
      </button>`;
  }

  /** The run says that it has ended, and takes this away. */
  async #stop(): Promise<void> {
    [this.isBusy, this.problem] = [true, null];
    try {
      await stopApproval(this.approvalId);
    } catch (error) {
      this.problem = wordsOf(error);
      this.isBusy = false;
    }
  }
}
customElements.define("necto-stop-payment", NectoStopPayment);

declare global {
  interface HTMLElementTagNameMap {
    "necto-stop-payment": NectoStopPayment;
  }
}
