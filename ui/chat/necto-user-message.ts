import type { Clarify, Evidence } from "@necto/tools/language/understanding";
import { css, html, LitElement } from "lit";
import { FIELD_LABELS } from "../format/labels.ts";
import { codeText } from "../format/text.ts";
import { base } from "../styles/shared.ts";
import { highlight, type Piece } from "./highlight.ts";
import type { OwnWords } from "./own-words.ts";

/** What the user said, with the words that were understood (and those that were not) marked in place. */
export class NectoUserMessage extends LitElement {
  static override properties = {
    isKept: { type: Boolean },
    isBooking: { type: Boolean },
    own: { attribute: false },
    text: {},
    evidence: { attribute: false },
    clarify: { attribute: false },
  };
  /** The server keeps this conversation's words. */
  declare isKept: boolean;
  /** It was about an order, so nothing was searched: begun by a button elsewhere, or by an Admin's word. */
  declare isBooking: boolean;
  /** What this browser remembers; null when the run was started elsewhere. */
  declare own: OwnWords | null;
  /** The words as the server kept them; null for untracked conversations. */
  declare text: string | null;
  declare evidence: readonly Evidence[];
  declare clarify: Clarify | null;

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        justify-content: flex-end;
      }
      p {
        max-width: 90%;
        padding: var(--n-sp-2) var(--n-sp-3);
        border-radius: var(--n-r-lg) var(--n-r-lg) var(--n-r-sm) var(--n-r-lg);
        background: var(--n-bg-selected);
        overflow-wrap: anywhere;
        white-space: pre-wrap;
      }
      p.action {
        background: var(--n-bg-sunken);
        color: var(--n-text-2);
        font-size: var(--n-fs-md);
      }
      mark {
        background: none;
        color: inherit;
        text-decoration: underline;
        text-decoration-color: var(--n-accent-text);
        text-decoration-thickness: 2px;
        text-underline-offset: 3px;
      }
      mark.unread {
        text-decoration-color: var(--n-warning);
        text-decoration-style: wavy;
        text-decoration-thickness: 1.5px;
      }
    `,
  ];

  protected override render() {
    const text = this.own?.text ?? this.text;
    if (text === null) return html`<p class="action">${this.own?.action ?? this.#absence()}</p>`;
    const pieces = highlight(text, this.evidence, this.clarify?.spans ?? []);
    const question = this.clarify && !UNREAD.has(this.clarify.code) ? "Asked about" : "Not understood";
    return html`<p><span class="hidden-words">You: </span>${pieces.map((piece) => pieceOf(piece, question))}</p>`;
  }

  #absence(): string {
    if (this.isBooking) return "Went on to book an order";
    return this.isKept
      ? "Searched with changed requirements"
      : "Asked in another browser; the words are not kept";
  }
}
customElements.define("necto-user-message", NectoUserMessage);

/** Questions about words that could not be read; the others are about words that were. */
const UNREAD = new Set<Clarify["code"]>(["not-understood", "unknown-gpu", "region"]);

const pieceOf = ({ text, fields, isUnread }: Piece, question: string) => {
  if (isUnread) return html`<mark class="unread" title=${question}>${text}</mark>`;
  if (fields.length === 0) return text;
  return html`<mark title=${`Read as: ${fields.map(labelOf).join(", ")}`}>${text}</mark>`;
};

/** Fields may be paths (`regions.include`). */
const labelOf = (field: string): string => FIELD_LABELS[field.split(".")[0] ?? field] ?? codeText(field);
