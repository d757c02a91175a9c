import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";
import { DraftController } from "./draft-controller.ts";
import type { DraftChip } from "./read-draft.ts";
import { type Memory, NO_MEMORY, type Outgoing } from "./thread-state.ts";

/** `MAX_MESSAGE_LENGTH` of `tools/protocol/api.ts`. */
const MOST_CHARACTERS: typeof import("@necto/tools/protocol/api").MAX_MESSAGE_LENGTH = 2_000;

/**
 * Where a message is written. Enter sends, Shift+Enter breaks the line; while a run is going the message waits
 * in a visible queue and Stop takes the button's place beside Send. While somebody writes, chips show what was understood.
 */
export class NectoComposer extends LitElement {
  static override properties = {
    isBusy: { type: Boolean },
    isPaying: { type: Boolean },
    queue: { attribute: false },
    placeholder: {},
    memory: { attribute: false },
    speaker: { attribute: false },
    draft: { state: true },
  };
  declare isBusy: boolean;
  /** An approved order is being paid: what stops that is beside it, not here. */
  declare isPaying: boolean;
  declare queue: readonly Outgoing[];
  declare placeholder: string;
  /** What the conversation was about so far: "only spot" changes it. */
  declare memory: Memory;
  /** What a provider writes is no search: no chips stand under it. */
  declare speaker: "buyer" | "provider";
  declare draft: string;

  readonly #reader = new DraftController(this, () => this.memory);

  constructor() {
    super();
    this.draft = "";
    this.queue = [];
    this.memory = NO_MEMORY;
    this.speaker = "buyer";
    this.placeholder = "Refine the search";
  }

  static override styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        flex-direction: column;
      }
      /* Where the field stands still, what comes and goes stands under it. */
      :host([chips="below"]) .draft {
        order: 1;
        min-height: 1.625rem;
        margin: var(--n-sp-2) 0 0;
      }
      .queue {
        display: grid;
        gap: var(--n-sp-1);
        margin-bottom: var(--n-sp-2);
      }
      .queue li {
        display: flex;
        align-items: center;
        gap: var(--n-sp-2);
        padding: 0 0 0 var(--n-sp-3);
        border: 1px dashed var(--n-border-strong);
        border-radius: var(--n-r-md);
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .queue .words {
        flex: 1;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .draft {
        display: flex;
        flex-wrap: wrap;
        gap: var(--n-sp-1);
        margin-bottom: var(--n-sp-2);
        font-size: var(--n-fs-sm);
      }
      .draft[hidden] {
        display: none;
      }
      .draft li {
        padding: 0 var(--n-sp-2);
        border: 1px solid var(--n-border);
        border-radius: 1rem;
        background: var(--n-bg-surface);
        color: var(--n-text-2);
        line-height: 1.5rem;
        overflow-wrap: anywhere;
      }
      .draft .new {
        border-color: var(--n-accent);
        color: var(--n-text);
      }
      .draft .unclear {
        border-color: var(--n-warning);
        border-style: dashed;
      }
      form {
        display: flex;
        align-items: flex-end;
        gap: var(--n-sp-1);
        padding: var(--n-sp-1);
        border: 1px solid var(--n-border-strong);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      form:focus-within {
        outline: 2px solid var(--n-focus);
        outline-offset: 2px;
      }
      textarea {
        flex: 1;
        min-width: 0;
        min-height: var(--n-ctl);
        max-height: 9rem;
        padding: 0.375rem var(--n-sp-2);
        border: 0;
        background: transparent;
        color: var(--n-text);
        font: inherit;
        font-size: var(--n-fs-base);
        line-height: 1.4;
        field-sizing: content;
        resize: none;
      }
      textarea:focus-visible {
        outline: none;
      }
      textarea::placeholder {
        color: var(--n-text-3);
        opacity: 1;
      }
      @media (pointer: coarse) {
        textarea {
          padding: 0.625rem var(--n-sp-2);
          font-size: 1rem;
        }
      }
      button {
        flex: none;
      }
    `,
  ];

  protected override render() {
    return html`${this.queue.length > 0 ? this.#queued() : nothing}${this.#understood()}
      <form @submit=${this.#submit}>
        <textarea
          aria-label="Message"
          aria-describedby="draft"
          rows="1"
          maxlength=${MOST_CHARACTERS}
          placeholder=${this.speaker === "provider" ? "Change your listings, or ask about them" : this.placeholder}
          .value=${this.draft}
          @input=${this.#write}
          @keydown=${this.#keyDown}
        ></textarea>
        ${
          this.isBusy && !this.isPaying
            ? html`<button type="button" @click=${() => intend(this, "necto-stop", null)}>
                ${icon("stopped")}Stop
              </button>`
            : nothing
        }
        <button
          class="primary icon-only"
          aria-label=${this.isBusy ? "Send when this run ends" : "Send"}
          ?disabled=${this.draft.trim() === ""}
        >
          ${icon("send")}
        </button>
      </form>`;
  }

  override focus(): void {
    this.renderRoot.querySelector("textarea")?.focus();
  }

  #queued() {
    return html`<ul class="queue" aria-label="Waiting to be sent">
      ${this.queue.map(
        ({ key, own }) => html`<li>
          <span>Queued</span><span class="words">${own.text ?? own.action}</span>
          <button
            class="bare icon-only"
            aria-label="Remove from the queue"
            @click=${() => intend(this, "necto-unqueue", { key })}
          >
            ${icon("close")}
          </button>
        </li>`,
      )}
    </ul>`;
  }

  /** Not announced while somebody types; the field is described by it. */
  #understood() {
    const { chips, unclear } = this.#reader.draft;
    return html`<ul id="draft" class="draft" aria-label="Understood so far" ?hidden=${chips.length + unclear.length === 0}>
      ${chips.map(chipOf)}
      ${unclear.map((words) => html`<li class="unclear">Not understood: “${words}”</li>`)}
    </ul>`;
  }

  #write(event: InputEvent): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
    if (this.speaker === "buyer") this.#reader.write(this.draft);
  }

  #keyDown(event: KeyboardEvent): void {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    this.#submit(event);
  }

  #submit(event: Event): void {
    event.preventDefault();
    const text = this.draft.trim();
    if (text === "") return;
    this.draft = "";
    this.#reader.clear();
    intend(this, "necto-say", { text });
  }
}

const chipOf = ({ label, isNew }: DraftChip) => html`<li class="figure ${isNew ? "new" : ""}">${label}</li>`;

customElements.define("necto-composer", NectoComposer);
