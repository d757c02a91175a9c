import { css, html, LitElement } from "lit";
import type { FeedStatus } from "../feed/feed-client.ts";
import { badges, base } from "../styles/shared.ts";

const STATES: Readonly<Record<FeedStatus, { readonly style: string; readonly word: string }>> = {
  connecting: { style: "outline", word: "Connecting…" },
  live: { style: "success", word: "Live" },
  stale: { style: "warning", word: "Stale" },
  reconnecting: { style: "warning", word: "Reconnecting…" },
  offline: { style: "danger", word: "Offline" },
};

/** The connection as a pill: dot, word and colour. */
export class NectoConnection extends LitElement {
  static override properties = { status: {} };
  declare status: FeedStatus;

  static override styles = [
    base,
    badges,
    css`
      .badge {
        padding: 0.125rem 0.5rem;
        border-radius: 1rem;
      }
      .dot {
        width: 0.4375rem;
        height: 0.4375rem;
        border: 1.5px solid currentColor;
        border-radius: 50%;
      }
      .success .dot {
        background: currentColor;
      }
    `,
  ];

  protected override render() {
    const { style, word } = STATES[this.status];
    return html`<span class="badge ${style}" role="status"><span class="dot"></span>${word}</span>`;
  }
}
customElements.define("necto-connection", NectoConnection);
