import { sourceTitle } from "@necto/tools/core/source-title";
import type { HandOff } from "@necto/tools/protocol/hand-off";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { base, buttons, callouts } from "../styles/shared.ts";

const KIND_WORDS: Readonly<Record<HandOff["kind"], string>> = {
  request: "Send this request",
  command: "Run this command",
  sdl: "Deploy this SDL",
  link: "Open the provider's page",
};

/** How an offer of another market is taken there: exact, to be copied. It moves no money. */
export class NectoHandOff extends LitElement {
  static override properties = { handOff: { attribute: false }, words: {}, isCopied: { state: true } };
  declare handOff: HandOff;
  /** What to say instead of that Necto moves no money for it: for a broker, whose job it is. */
  declare words: string | null;
  declare isCopied: boolean;

  constructor() {
    super();
    this.isCopied = false;
    this.words = null;
  }

  static override styles = [
    base,
    buttons,
    callouts,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
        padding: var(--n-sp-3) var(--n-sp-4);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      h2 {
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      pre {
        max-height: 20rem;
        margin: 0;
        padding: var(--n-sp-3);
        overflow: auto;
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
        font-family: var(--n-font-mono);
        font-size: var(--n-fs-sm);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-3);
      }
      li::before {
        margin-right: var(--n-sp-2);
        color: var(--n-text-3);
        content: "–";
      }
      a {
        color: var(--n-accent-text);
      }
    `,
  ];

  protected override render() {
    const { title, kind, body, url, notes, source } = this.handOff;
    return html`<section aria-label="How to take this offer">
      <h2>${title}</h2>
      <p class="callout info">
        ${icon("info")}<span>${this.words ?? `Necto has no account at ${sourceTitle(source)} and moves no money for this. ${KIND_WORDS[kind]} with an account of your own there.`}</span>
      </p>
      ${body ? html`<pre tabindex="0" aria-label=${KIND_WORDS[kind]}>${body}</pre>` : nothing}
      ${notes.length > 0 ? html`<ul>${notes.map((note) => html`<li>${note}</li>`)}</ul>` : nothing}
      <div class="ways">
        ${body ? html`<button @click=${this.#copy}>${icon(this.isCopied ? "check" : "copy")}${this.isCopied ? "Copied" : "Copy"}</button>` : nothing}
        ${url && /^https:\/\//.test(url) ? html`<a href=${url} target="_blank" rel="noopener noreferrer">The provider's page</a>` : nothing}
        <span class="hidden-words" role="status">${this.isCopied ? "Copied" : ""}</span>
      </div>
    </section>`;
  }

  async #copy(): Promise<void> {
    await navigator.clipboard.writeText(this.handOff.body);
    this.isCopied = true;
    window.setTimeout(() => {
      this.isCopied = false;
    }, 1_500);
  }
}
customElements.define("necto-hand-off", NectoHandOff);
