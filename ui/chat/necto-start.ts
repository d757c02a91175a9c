import type { Mode } from "@necto/tools/core/requirements";
import { css, html, LitElement } from "lit";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";
import "./necto-composer.ts";
import "./necto-mode-choice.ts";
import type { Outgoing } from "./thread-state.ts";

/** Asked as they stand when clicked. */
const EXAMPLES: readonly { readonly text: string; readonly shows: string }[] = [
  { text: "cheapest H100 in EU under $3", shows: "Model, region and a price limit" },
  { text: "8x A100 80GB for 6 hours", shows: "A count, and the total for a duration" },
  { text: "RTX 4090, only spot", shows: "One pricing model only" },
  { text: "H200 ranked by reliability", shows: "Uptime and interruptions before price" },
];

/** The start page: one field, examples that run, and the choice of mode with its plain consequence. */
export class NectoStart extends LitElement {
  static override properties = { mode: {}, isBusy: { type: Boolean }, queue: { attribute: false } };
  declare mode: Mode;
  declare isBusy: boolean;
  declare queue: readonly Outgoing[];

  static override styles = [
    base,
    buttons,
    css`
      :host {
        height: 100%;
        overflow-y: auto;
      }
      .page {
        display: grid;
        gap: var(--n-sp-5);
        width: min(40rem, 100%);
        margin: 0 auto;
        padding: clamp(1.5rem, 14vh, 9rem) var(--n-sp-4) var(--n-sp-6);
      }
      h1 {
        font-size: var(--n-fs-2xl);
        font-weight: var(--n-fw-semi);
        letter-spacing: -0.02em;
        line-height: var(--n-lh-tight);
        text-wrap: balance;
      }
      h1 + p {
        margin-top: var(--n-sp-2);
        color: var(--n-text-2);
      }
      h2 {
        margin-bottom: var(--n-sp-1);
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        font-weight: var(--n-fw-med);
      }
      .examples {
        border-top: 1px solid var(--n-border);
      }
      .examples li {
        border-bottom: 1px solid var(--n-border);
      }
      .examples button {
        display: flex;
        justify-content: space-between;
        width: 100%;
        min-height: 2.75rem;
        padding: var(--n-sp-2) 0;
        border: 0;
        border-radius: 0;
        background: transparent;
        text-align: left;
      }
      .examples button:hover {
        background: none;
        color: var(--n-accent-text);
      }
      .examples .quiet {
        font-size: var(--n-fs-sm);
        font-weight: var(--n-fw);
        text-align: right;
      }
      @media (max-width: 719px) {
        .page {
          padding-top: var(--n-sp-5);
        }
        .examples button {
          flex-direction: column;
          align-items: flex-start;
          gap: 0;
        }
        .examples .quiet {
          text-align: left;
        }
      }
    `,
  ];

  protected override render() {
    return html`<div class="page">
      <div>
        <h1>What compute do you need?</h1>
        <p>
          Say it in words. Every offer of every source is priced in USD per GPU-hour, then ranked or rejected with
          its reasons.
        </p>
      </div>
      <necto-composer
        .isBusy=${this.isBusy}
        .queue=${this.queue}
        placeholder="Model, count, region, price…"
      ></necto-composer>
      <necto-mode-choice .mode=${this.mode}></necto-mode-choice>
      <section>
        <h2>Examples</h2>
        <ul class="examples">
          ${EXAMPLES.map(
            ({ text, shows }) => html`<li>
              <button @click=${() => intend(this, "necto-say", { text })}>
                <span>${text}</span><span class="quiet">${shows}</span>
              </button>
            </li>`,
          )}
        </ul>
      </section>
    </div>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-composer")?.focus();
  }
}
customElements.define("necto-start", NectoStart);
