import { MODES, type Mode } from "@necto/tools/core/requirements";
import type { SessionAccount } from "@necto/tools/protocol/session";
import type { OrgRow } from "@necto/tools/protocol/team";
import { css, html, LitElement, nothing } from "lit";
import { MODE_WORDS, meaningOf } from "../chat/necto-mode-choice.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import type { JobThread } from "./kept-job.ts";

/** Untracked first: it is what happens unless somebody chooses. */
const ORDER = MODES.toReversed();

/**
 * Tracked or untracked, each with what comes of it beside it, and what becomes of the conversation that the form came from.
 *
 * @fires necto-choose with the mode, `{ mode }`
 * @fires necto-detach when the form is to begin a conversation of its own
 */
export class NectoModeCards extends LitElement {
  static override properties = {
    mode: {},
    account: { attribute: false },
    acting: { attribute: false },
    thread: { attribute: false },
  };
  declare mode: Mode;
  /** Who is signed in. */
  declare account: SessionAccount | null;
  /** For whom it is when it is tracked; null for the account itself. */
  declare acting: OrgRow | null;
  /** The conversation that the form came from. */
  declare thread: JobThread | null;

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      fieldset {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(16rem, 100%), 1fr));
        gap: var(--n-sp-3);
        min-width: 0;
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0 0 var(--n-sp-2);
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      .card {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-content: start;
        gap: var(--n-sp-1) var(--n-sp-2);
        padding: var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        cursor: pointer;
      }
      .card:has(:checked) {
        border-color: var(--n-accent);
        background: var(--n-bg-selected);
      }
      .card:has(:focus-visible) {
        outline: 2px solid var(--n-focus);
        outline-offset: 2px;
      }
      input {
        width: 1rem;
        height: 1rem;
        margin: 0.15rem 0 0;
        accent-color: var(--n-accent);
      }
      input:focus-visible {
        outline: none;
      }
      .name {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        font-weight: var(--n-fw-med);
      }
      .card p {
        grid-column: 2;
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .note {
        margin-top: var(--n-sp-3);
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .note button {
        margin-top: var(--n-sp-2);
      }
    `,
  ];

  protected override render() {
    return html`<fieldset>
        <legend>What is kept of it</legend>
        ${ORDER.map((mode) => this.#card(mode))}
      </fieldset>
      ${
        this.mode === "tracked" && this.account === null
          ? html`<div class="note"><button type="button" @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button></div>`
          : nothing
      }
      ${this.#note()}`;
  }

  #card(mode: Mode) {
    const { word, icon: name } = MODE_WORDS[mode];
    return html`<label class="card">
      <input
        type="radio"
        name="mode"
        aria-labelledby="${mode}"
        aria-describedby="${mode}-means"
        .checked=${mode === this.mode}
        @change=${() => this.dispatchEvent(new CustomEvent("necto-choose", { detail: { mode } }))}
      />
      <span class="name" id="${mode}">${icon(name)}${word}${mode === "tracked" && this.acting ? ` · ${this.acting.name}` : nothing}</span>
      <p id="${mode}-means">${meaningOf(mode, this.account, this.acting)}</p>
    </label>`;
  }

  #note() {
    const { thread, mode } = this;
    if (thread === null)
      return html`<p class="note">Fixed once it is asked: a conversation never changes from one to the other.</p>`;
    if (thread.mode !== mode)
      return html`<p class="callout info note" role="status">
        ${icon("info")}<span>This begins a new conversation. The ${thread.mode} one that the form came from stays as it is and is told nothing. The fields
          are the same in both, though: who sees both can lay them side by side.</span>
      </p>`;
    return html`<div class="note">
      <p>Goes on in the ${thread.mode} conversation that the form came from. The other choice begins a new one.</p>
      <button type="button" @click=${() => this.dispatchEvent(new CustomEvent("necto-detach"))}>Begin a new one instead</button>
    </div>`;
  }
}
customElements.define("necto-mode-cards", NectoModeCards);
