import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";
import type { Outgoing } from "./thread-state.ts";

/** `MAX_MESSAGE_LENGTH` of `tools/protocol/api.ts`. */
const MOST_CHARACTERS: typeof import("@necto/tools/protocol/api").MAX_MESSAGE_LENGTH = 2_000;

/**
 * Where a message is written. Enter sends, Shift+Enter breaks the line; while a run is going the message waits
 * in a visible queue and Stop takes the button's place beside Send.
 */
export class NectoComposer extends LitElement {
  static override properties = {
    isBusy: { type: Boolean },
    queue: { attribute: false },
    placeholder: {},
    draft: { state: true },
  };
  declare isBusy: boolean;
  declare queue: readonly Outgoing[];
  declare placeholder: string;
  declare draft: string;

  constructor() {
    super();
    this.draft = "";
    this.queue = [];
    this.placeholder = "Refine the search";
  }

  static override styles = [
    base,
    buttons,
    css`
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
    return html`${this.queue.length > 0 ? this.#queued() : nothing}
      <form @submit=${this.#submit}>
        <textarea
          aria-label="Message"
          rows="1"
          maxlength=${MOST_CHARACTERS}
          placeholder=${this.placeholder}
          .value=${this.draft}
          @input=${this.#write}
          @keydown=${this.#keyDown}
        ></textarea>
        ${
          this.isBusy
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

  #write(event: InputEvent): void {
    this.draft = (event.target as HTMLTextAreaElement).value;
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
    intend(this, "necto-say", { text });
  }
}
customElements.define("necto-composer", NectoComposer);
