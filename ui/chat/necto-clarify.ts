import type { Clarify } from "@necto/tools/language/understanding";
import { nameWords, withoutAnswers } from "@necto/tools/language/wording";
import { css, html, LitElement } from "lit";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";

/** A question back to the user, with ready answers that are sent as they stand. */
export class NectoClarify extends LitElement {
  static override properties = {
    clarify: { attribute: false },
    words: {},
    question: {},
    isOpen: { type: Boolean },
  };
  declare clarify: Clarify;
  /** The user's message, which only this browser may know; null where it does not. */
  declare words: string | null;
  /** In the agent's words. */
  declare question: string;
  /** Answers can still be given: no later turn came. */
  declare isOpen: boolean;

  static override styles = [
    base,
    buttons,
    css`
      section {
        padding: var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
      }
      p {
        display: flex;
        gap: var(--n-sp-2);
      }
      p svg {
        margin-top: 0.2em;
        color: var(--n-warning);
      }
      ul {
        display: grid;
        gap: var(--n-sp-1);
        margin-top: var(--n-sp-3);
      }
      button {
        justify-content: flex-start;
        width: 100%;
        padding-block: var(--n-sp-1);
        text-align: left;
        white-space: normal;
      }
    `,
  ];

  protected override render() {
    const { options, spans } = this.clarify;
    const isAnswered = options.length > 0 && this.isOpen;
    const question = isAnswered ? withoutAnswers(this.question) : this.question;
    return html`<section aria-label="Question">
      <p>${icon("warning")}<span>${nameWords(question, this.words ?? "", this.words === null ? [] : spans)}</span></p>
      ${
        isAnswered
          ? html`<ul>
              ${options.map(
                (text) => html`<li>
                  <button @click=${() => intend(this, "necto-say", { text })}>${text}</button>
                </li>`,
              )}
            </ul>`
          : ""
      }
    </section>`;
  }
}
customElements.define("necto-clarify", NectoClarify);
