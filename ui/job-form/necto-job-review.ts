import type { Mode, Requirements } from "@necto/tools/core/requirements";
import { toSentence } from "@necto/tools/language/format-requirements";
import type { SessionAccount } from "@necto/tools/protocol/session";
import { css, html, LitElement, nothing } from "lit";
import { MODE_WORDS } from "../chat/necto-mode-choice.ts";
import { formStyles } from "../provider/form-styles.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons, callouts } from "../styles/shared.ts";

/**
 * What is about to be asked: the whole request as a sentence, what is kept of it, and what it would find.
 *
 * @fires necto-ask
 */
export class NectoJobReview extends LitElement {
  static override properties = {
    requirements: { attribute: false },
    mode: {},
    goesOn: { type: Boolean },
    line: {},
    account: { attribute: false },
    isLive: { type: Boolean },
    isOpen: { state: true },
  };
  /** Null while something in the form is wrong. */
  declare requirements: Requirements | null;
  declare mode: Mode;
  /** In the conversation that the form came from, and not in a new one. */
  declare goesOn: boolean;
  /** What is known of the count, in words. */
  declare line: string;
  /** Who is signed in. */
  declare account: SessionAccount | null;
  declare isLive: boolean;
  declare isOpen: boolean;

  static override styles = [
    base,
    buttons,
    callouts,
    formStyles,
    css`
      .sentence {
        font-size: var(--n-fs-lg);
        overflow-wrap: anywhere;
      }
      dl div {
        display: grid;
        grid-template-columns: 6rem minmax(0, 1fr);
        gap: var(--n-sp-3);
        padding: 0.25rem 0;
        font-size: var(--n-fs-md);
      }
      dt {
        color: var(--n-text-3);
      }
      .callout button {
        min-height: 1.75rem;
        border-color: currentColor;
        background: transparent;
        color: inherit;
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
  }

  async open(): Promise<void> {
    this.isOpen = true;
    await this.updateComplete;
    this.#dialog.showModal();
  }

  get #dialog(): HTMLDialogElement {
    return this.renderRoot.querySelector("dialog")!;
  }

  protected override render() {
    return html`<dialog
      aria-labelledby="title"
      @close=${({ target }: Event) => {
        // Told a moment later: it may be open again by then.
        this.isOpen = (target as HTMLDialogElement).open;
      }}
    >
      ${this.isOpen && this.requirements ? this.#asked(this.requirements) : nothing}
    </dialog>`;
  }

  #asked(requirements: Requirements) {
    const { mode } = this;
    const isOut = mode === "tracked" && this.account === null;
    return html`<form @submit=${this.#submit}>
      <h2 id="title">Ask this?</h2>
      <p class="sentence figure">${sentenceOf(requirements)}</p>
      <dl class="figure">
        <div><dt>Matches</dt><dd><span role="status">${this.line}</span></dd></div>
        <div><dt>Kept</dt><dd>${MODE_WORDS[mode].word}, ${this.goesOn ? "in the conversation that it came from" : "in a new conversation"}</dd></div>
      </dl>
      <p class="hint">Asking ranks offers. Nothing is booked or paid before you approve it on a card of its own.</p>
      ${isOut ? this.#closed() : nothing}
      <div class="buttons">
        <button type="button" @click=${() => this.#dialog.close()}>Go back</button>
        <button class="primary" ?disabled=${isOut || !this.isLive}>Ask Necto</button>
      </div>
    </form>`;
  }

  #closed() {
    return html`<div class="callout warning">
      ${icon("lock")}<span>A tracked conversation is kept for an account.</span>
      <button type="button" @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button>
    </div>`;
  }

  readonly #submit = (event: Event): void => {
    event.preventDefault();
    this.#dialog.close();
    this.dispatchEvent(new CustomEvent("necto-ask"));
  };
}
customElements.define("necto-job-review", NectoJobReview);

/** The request without what it says of itself. */
function sentenceOf(requirements: Requirements): string {
  const sentence = toSentence({ ...requirements, mode: null });
  return `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`;
}

declare global {
  interface HTMLElementTagNameMap {
    "necto-job-review": NectoJobReview;
  }
}
