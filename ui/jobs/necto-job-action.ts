import type { JobAction, JobActionBody, JobView } from "@necto/tools/protocol/job";
import { css, html, LitElement, nothing } from "lit";
import { keccak256, stringToHex } from "viem";
import { tokenText } from "../format/money.ts";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { extensionCost } from "./extension-cost.ts";
import { ACTION_WORDS } from "./job-text.ts";

/** What a confirmed action asks the server or the chain for. */
export type ConfirmAction = (action: JobAction, body: JobActionBody) => Promise<boolean>;

/** One thing that a buyer can do with a job, behind a dialog that says what will happen to the money. */
export class NectoJobAction extends LitElement {
  static override properties = {
    job: { attribute: false },
    action: {},
    isBusy: { type: Boolean },
    problem: {},
    confirm: { attribute: false },
    hours: { state: true },
    accepted: { state: true },
    evidence: { state: true },
    stars: { state: true },
  };
  declare job: JobView;
  declare action: JobAction;
  declare isBusy: boolean;
  declare problem: string | null;
  declare confirm: ConfirmAction;
  declare hours: number;
  declare accepted: number;
  declare evidence: string;
  declare stars: number;

  constructor() {
    super();
    this.hours = 1;
    this.accepted = 0;
    this.evidence = "";
    this.stars = 5;
    this.problem = null;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      dialog {
        width: min(28rem, calc(100vw - 2rem));
        padding: var(--n-sp-4);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-raised);
        color: var(--n-text);
        box-shadow: var(--n-shadow-overlay);
        font-size: var(--n-fs-base);
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 0.4);
      }
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      h2 {
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
      }
      label {
        display: grid;
        gap: var(--n-sp-1);
        font-size: var(--n-fs-md);
      }
      input,
      textarea {
        width: 100%;
        min-height: var(--n-ctl);
        padding: 0 var(--n-sp-2);
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        color: var(--n-text);
        font: inherit;
      }
      .stars {
        display: flex;
        gap: var(--n-sp-3);
        border: 0;
        margin: 0;
        padding: 0;
      }
      .stars label {
        display: flex;
        align-items: center;
        min-height: var(--n-ctl);
      }
      .stars input {
        width: 1rem;
        min-height: 1rem;
      }
      .danger {
        border-color: transparent;
        background: var(--n-danger-solid);
        color: var(--n-on-danger);
      }
      .danger:hover {
        background: var(--n-danger);
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        justify-content: flex-end;
        gap: var(--n-sp-2);
      }
    `,
  ];

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  protected override render() {
    const word = ACTION_WORDS[this.action];
    const isRisky = this.action === "end" || this.action === "cancel" || this.action === "dispute";
    return html`<button ?disabled=${this.isBusy} @click=${() => this.#dialog.showModal()}>${word}…</button>
      <dialog aria-labelledby="title">
        <form @submit=${this.#submit}>
          <h2 id="title">${word}</h2>
          ${this.#words()}
          ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
          <div class="buttons">
            <button type="button" @click=${() => this.#dialog.close()}>Go back</button>
            <button class="figure ${isRisky ? "danger" : "primary"}" ?disabled=${this.isBusy}>${this.#label()}</button>
          </div>
        </form>
      </dialog>`;
  }

  #amount(usdMicros: number): string {
    return `${tokenText(usdMicros)} ${this.job.token.symbol}`;
  }

  #words() {
    const { amounts, durationSeconds, usedSeconds } = this.job;
    if (this.action === "end")
      return html`<p class="figure">
        The machine stops now. By the newest block the provider has earned ${this.#amount(amounts.earnedUsdMicros)} and
        ${this.#amount(amounts.refundUsdMicros)} come back to you, in the same transaction. Each second more until it is mined
        counts.
      </p>`;
    if (this.action === "cancel")
      return html`<p class="figure">It has not started. All ${this.#amount(amounts.depositUsdMicros)} come back, without a fee.</p>`;
    if (this.action === "rate")
      return html`<fieldset class="stars">
        <legend>Once, and for good. It is public and counts for the provider.</legend>
        ${[1, 2, 3, 4, 5].map(
          (stars) =>
            html`<label><input type="radio" name="stars" .checked=${stars === this.stars} @change=${() => this.#rate(stars)} /> ${stars}</label>`,
        )}
      </fieldset>`;
    if (this.action === "extend")
      return html`<label>
          More hours, at the agreed rate
          <input type="number" min="1" max="720" step="1" required .value=${String(this.hours)} @input=${this.#setHours} />
        </label>
        ${
          this.job.acts === "transaction"
            ? html`<p class="quiet figure">
                You sign one payment of exactly ${this.#amount(extensionCost(this.job, this.hours * 3_600))} into escrow, good
                for this extension only. Necto sends it: you need no gas.
              </p>`
            : nothing
        }`;
    return html`<label>
        Seconds you accept of ${usedSeconds ?? durationSeconds} claimed
        <input type="number" min="0" max=${usedSeconds ?? durationSeconds} step="1" required .value=${String(this.accepted)} @input=${this.#setAccepted} />
      </label>
      <label>
        Your evidence
        <textarea rows="3" required .value=${this.evidence} @input=${this.#setEvidence}></textarea>
      </label>
      <p class="quiet">What you accept is paid at once. Only a hash of the evidence goes on chain; keep the text, the arbiter will ask for it.</p>`;
  }

  #label(): string {
    const { amounts } = this.job;
    if (this.isBusy) return "Sending…";
    if (this.action === "end") return `End, about ${this.#amount(amounts.refundUsdMicros)} back`;
    if (this.action === "cancel") return `Cancel, ${this.#amount(amounts.depositUsdMicros)} back`;
    if (this.action === "extend")
      return `Extend for ${this.#amount(extensionCost(this.job, this.hours * 3_600))}`;
    return this.action === "rate" ? `Rate ${this.stars} of 5` : "Dispute";
  }

  #rate(stars: number): void {
    this.stars = stars;
  }

  readonly #setHours = (event: InputEvent) => {
    this.hours = (event.target as HTMLInputElement).valueAsNumber || 0;
  };
  readonly #setAccepted = (event: InputEvent) => {
    this.accepted = (event.target as HTMLInputElement).valueAsNumber || 0;
  };
  readonly #setEvidence = (event: InputEvent) => {
    this.evidence = (event.target as HTMLTextAreaElement).value;
  };

  get #body(): JobActionBody {
    if (this.action === "extend") return { extraSeconds: this.hours * 3_600 };
    if (this.action === "rate") return { stars: this.stars };
    if (this.action !== "dispute") return {};
    return { acceptedSeconds: this.accepted, evidenceHash: keccak256(stringToHex(this.evidence)) };
  }

  async #submit(event: Event): Promise<void> {
    event.preventDefault();
    if (await this.confirm(this.action, this.#body)) this.#dialog.close();
  }
}
customElements.define("necto-job-action", NectoJobAction);
