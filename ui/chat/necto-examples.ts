import { css, html, LitElement } from "lit";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";

/** Asked as they stand when clicked. */
const EXAMPLES: readonly { readonly text: string; readonly shows: string }[] = [
  { text: "cheapest H100 in EU under $3", shows: "Model, region and a price limit" },
  { text: "8x A100 80GB for 6 hours", shows: "A count, and the total for a duration" },
  { text: "RTX 4090, only spot", shows: "One pricing model only" },
  { text: "H200 ranked by reliability", shows: "Uptime and interruptions before price" },
  { text: "günstigste H100 in Deutschland", shows: "German, French and Spanish work too" },
];

const PROVIDER_EXAMPLES: typeof EXAMPLES = [
  { text: "set my H100 price to 1.95", shows: "A new price" },
  { text: "drop all 4090s by 5 %", shows: "A relative change" },
  { text: "take 4 A100 offline from Friday 18:00 to Monday 8:00 UTC", shows: "Units, and a time" },
  { text: "list 8 H100 SXM in Paris at 2.10", shows: "A new listing" },
  { text: "how much did I earn last week?", shows: "Earnings of a time" },
];

/** Things to ask, each with what it shows; a click asks it. */
export class NectoExamples extends LitElement {
  static override properties = { speaker: { attribute: false } };
  declare speaker: "buyer" | "provider";

  constructor() {
    super();
    this.speaker = "buyer";
  }

  static override styles = [
    base,
    buttons,
    css`
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
    return html`<ul class="examples" aria-label="Examples">
      ${(this.speaker === "provider" ? PROVIDER_EXAMPLES : EXAMPLES).map(
        ({ text, shows }) => html`<li>
          <button @click=${() => intend(this, "necto-say", { text })}>
            <span>${text}</span><span class="quiet">${shows}</span>
          </button>
        </li>`,
      )}
    </ul>`;
  }
}
customElements.define("necto-examples", NectoExamples);
