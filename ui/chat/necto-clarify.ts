import type { Clarify } from "@necto/tools/language/understanding";
import { css, html, LitElement } from "lit";
import { FIELD_LABELS } from "../format/labels.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";

/** Why the agent asks; one wording per code. */
const QUESTIONS: Readonly<Record<Clarify["code"], string>> = {
  "not-understood": "Some words were not understood",
  "price-scope": "Is the price per GPU-hour, per machine or for everything?",
  currency: "The price is not in USD",
  "unknown-gpu": "This GPU is not known",
  region: "Which place is meant?",
  time: "When, or for how long?",
  contradiction: "Two statements contradict each other",
  "no-list": "There is no list yet to point at",
  "incomplete-change": "The change is incomplete",
};

/** A question back to the user, with ready answers that are sent as they stand. */
export class NectoClarify extends LitElement {
  static override properties = { clarify: { attribute: false }, isOpen: { type: Boolean } };
  declare clarify: Clarify;
  /** Answers can still be given: no later turn came. */
  declare isOpen: boolean;

  static override styles = [
    base,
    buttons,
    css`
      section {
        padding: var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-left: 3px solid var(--n-warning);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
      }
      h3 {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      h3 svg {
        color: var(--n-warning);
      }
      p {
        margin-top: var(--n-sp-1);
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
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
      }
    `,
  ];

  protected override render() {
    const { code, field, options } = this.clarify;
    const about = field ? FIELD_LABELS[field.split(".")[0] ?? field] : undefined;
    return html`<section aria-label="Question">
      <h3>${icon("warning")}${QUESTIONS[code]}</h3>
      ${about ? html`<p>About: ${about}</p>` : ""}
      ${
        options.length > 0 && this.isOpen
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
