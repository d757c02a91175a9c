import type { Mode } from "@necto/tools/core/requirements";
import type { SessionAccount } from "@necto/tools/protocol/session";
import type { OrgRow } from "@necto/tools/protocol/team";
import { css, html, LitElement, nothing } from "lit";
import { accountName } from "../account/account-store.ts";
import { type IconName, icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";

export const MODE_WORDS: Readonly<Record<Mode, { readonly icon: IconName; readonly word: string }>> = {
  untracked: { icon: "lock", word: "Untracked" },
  tracked: { icon: "record", word: "Tracked" },
};

const UNTRACKED =
  "Not linked to your account by us: your words stay in this browser, and the server keeps only what was asked for, as fields. It is not anonymous: the chain shows anybody the address that pays, when, and how much.";

/** What comes of a choice for whoever is signed in. */
export function meaningOf(mode: Mode, account: SessionAccount | null, acting: OrgRow | null): string {
  if (mode === "untracked")
    return account === null ? UNTRACKED : `${UNTRACKED} That you are signed in is noted nowhere at it.`;
  if (account === null) return "The conversation is kept for an account, with its words. Sign in first.";
  return acting
    ? `For ${acting.name}: its Admins and Viewers see what is booked, by whom, and what it costs. The words are kept for ${accountName(account)}; only that account reads them.`
    : `The conversation is kept for ${accountName(account)}, with its words. Only that account reads it, on any device, and what it books is in its list of jobs.`;
}

/** Untracked or tracked, with what it means; fixed once the conversation starts. */
export class NectoModeChoice extends LitElement {
  static override properties = { mode: {}, account: { attribute: false }, acting: { attribute: false } };
  declare mode: Mode;
  /** Who is signed in. */
  declare account: SessionAccount | null;
  /** For whom it is when it is tracked; null for the account itself. */
  declare acting: OrgRow | null;

  static override styles = [
    base,
    buttons,
    css`
      fieldset {
        display: grid;
        gap: var(--n-sp-2);
        margin: 0;
        padding: 0;
        border: 0;
      }
      .options {
        display: flex;
        gap: var(--n-sp-2);
      }
      label {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        min-height: var(--n-ctl);
        padding: 0 var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        color: var(--n-text-2);
        font-size: var(--n-fs-md);
        cursor: pointer;
      }
      label:has(:checked) {
        border-color: var(--n-accent);
        background: var(--n-bg-selected);
        color: var(--n-accent-text);
        font-weight: var(--n-fw-med);
      }
      label:has(:focus-visible) {
        outline: 2px solid var(--n-focus);
        outline-offset: 2px;
      }
      input {
        position: absolute;
        opacity: 0;
      }
      p {
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
    `,
  ];

  protected override render() {
    return html`<fieldset>
      <legend class="hidden-words">What is kept of this conversation</legend>
      <div class="options">
        ${(Object.keys(MODE_WORDS) as Mode[]).map(
          (mode) => html`<label>
            <input
              type="radio"
              name="mode"
              aria-describedby="means"
              .checked=${mode === this.mode}
              @change=${() => intend(this, "necto-mode", { mode })}
            />
            ${icon(MODE_WORDS[mode].icon)}${MODE_WORDS[mode].word}${mode === "tracked" && this.acting ? ` · ${this.acting.name}` : nothing}
          </label>`,
        )}
      </div>
      <p id="means" aria-live="polite">${meaningOf(this.mode, this.account, this.acting)}</p>
      ${
        this.mode === "tracked" && this.account === null
          ? html`<div><button @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button></div>`
          : nothing
      }
    </fieldset>`;
  }
}
customElements.define("necto-mode-choice", NectoModeChoice);
