import type { ArbiterJob, ResolveBody } from "@necto/tools/protocol/arbiter";
import { css, html, LitElement } from "lit";
import { tokenText } from "../format/money.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { isWithin, splitOf } from "./split-of.ts";

/**
 * One disputed job's decision: seconds between accepted and claimed, the reason, and what each party gets, before anything is
 * sent.
 *
 * @fires necto-resolve with a `ResolveBody`
 */
export class NectoDecision extends LitElement {
  static override properties = {
    job: { attribute: false },
    isBusy: { type: Boolean },
    seconds: { state: true },
    reason: { state: true },
  };
  declare job: ArbiterJob;
  declare isBusy: boolean;
  /** Null until the arbiter chose. */
  declare seconds: number | null;
  declare reason: string;

  constructor() {
    super();
    this.seconds = null;
    this.reason = "";
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      form {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
      .seconds {
        display: grid;
        grid-template-columns: minmax(0, 1fr) 8rem;
        align-items: end;
        gap: var(--n-sp-2) var(--n-sp-3);
      }
      label {
        display: grid;
        gap: 0.125rem;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      input[type="range"] {
        width: 100%;
        min-height: var(--n-ctl);
        accent-color: var(--n-accent);
      }
      input[type="number"],
      textarea {
        width: 100%;
        min-height: var(--n-ctl);
        padding: var(--n-sp-1) var(--n-sp-2);
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        color: var(--n-text);
        font: inherit;
      }
      .split {
        display: grid;
        grid-template-columns: repeat(3, minmax(0, 1fr));
        gap: var(--n-sp-3);
      }
      dt,
      small {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      small {
        display: block;
      }
      dd {
        font-weight: var(--n-fw-semi);
        overflow-wrap: anywhere;
      }
      dd small {
        font-weight: var(--n-fw);
      }
      .quiet {
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
      }
      @media (max-width: 719px) {
        .split,
        .seconds {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  get #chosen(): number {
    return this.seconds ?? this.job.acceptedSeconds;
  }

  protected override render() {
    const { acceptedSeconds: least, claimedSeconds: most } = this.job;
    const seconds = this.#chosen;
    const isGood = isWithin(this.job, seconds);
    const { toProvider, fee, toBuyer, paidBefore } = splitOf(this.job, isGood ? seconds : least);
    return html`<form @submit=${this.#submit}>
      <div class="seconds">
        <label>Seconds to pay the provider for, from ${least} accepted to ${most} claimed
          <input type="range" min=${least} max=${most} step="1" .value=${String(seconds)} @input=${this.#choose} />
        </label>
        <label>Exactly
          <input type="number" min=${least} max=${most} step="1" required .value=${String(seconds)} @input=${this.#choose} />
        </label>
      </div>
      <label>Reason, for both parties to read
        <textarea rows="3" maxlength="2000" required .value=${this.reason} @input=${this.#word}></textarea>
      </label>
      <dl class="split figure" aria-live="polite">
        <div><dt>Provider gets in all</dt><dd>${tokenText(toProvider)}<small>${tokenText(paidBefore)} of it is paid already</small></dd></div>
        <div><dt>Fee</dt><dd>${tokenText(fee)}</dd></div>
        <div><dt>Goes back to the buyer</dt><dd>${tokenText(toBuyer)}</dd></div>
      </dl>
      <p class="quiet">The reason's hash goes on chain, its words to both parties' job page. A decision is for good.</p>
      <div>
        <button class="primary figure" ?disabled=${this.isBusy || !isGood || this.reason.trim() === ""}>
          ${this.isBusy ? "Sending…" : `Decide: ${tokenText(toProvider)} to the provider, ${tokenText(toBuyer)} back`}
        </button>
      </div>
    </form>`;
  }

  readonly #choose = (event: InputEvent) => {
    this.seconds = (event.target as HTMLInputElement).valueAsNumber;
  };
  readonly #word = (event: InputEvent) => {
    this.reason = (event.target as HTMLTextAreaElement).value;
  };

  #submit(event: SubmitEvent): void {
    event.preventDefault();
    const detail: ResolveBody = { providerSeconds: this.#chosen, reason: this.reason.trim() };
    this.dispatchEvent(new CustomEvent("necto-resolve", { detail }));
  }
}
customElements.define("necto-decision", NectoDecision);
