import type { MandateOrderView, MandateView } from "@necto/tools/protocol/mandate";
import type { WatchView } from "@necto/tools/protocol/watch";
import { css, html, LitElement, nothing } from "lit";
import { timeText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { StoreController } from "../shell/store-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { mandates } from "./mandate-store.ts";
import { END_WORDS, orderText, useText } from "./mandate-text.ts";
import "./necto-mandate-form.ts";

const POLL_MS = 2_000;

/** What Necto may book by itself when a watch of an account fires: off unless a mandate is in force, and off again at once. */
export class NectoMandate extends LitElement {
  static override properties = { watch: { attribute: false } };
  declare watch: WatchView;

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-2);
      }
      .head,
      .actions {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-1) var(--n-sp-2);
      }
      p,
      li {
        font-size: var(--n-fs-sm);
      }
      a {
        color: var(--n-accent-text);
      }
    `,
  ];

  constructor() {
    super();
    new StoreController(this, mandates);
    new PollController(this, { everyMs: POLL_MS, load: () => mandates.read() });
  }

  protected override render() {
    const { list } = mandates;
    if (!list?.deal) return nothing;
    const mandate = mandates.of(this.watch.id);
    const isOn = mandate?.end === null;
    return html`${mandate ? this.#mandate(mandate, list.deal.symbol) : nothing}
      <div class="actions">
        ${
          isOn
            ? html`<button ?disabled=${mandates.isBusy} @click=${() => void mandates.revoke(mandate.id)}>Revoke</button>`
            : html`<button ?disabled=${mandates.isBusy} @click=${this.#ask}>${icon("verify")}Book by itself…</button>`
        }
      </div>
      <necto-mandate-form .watch=${this.watch}></necto-mandate-form>`;
  }

  #mandate(mandate: MandateView, symbol: string) {
    const { end, canPay, firings } = mandate;
    return html`<div class="head">
        <span class="badge ${end === null ? "success" : "outline"}" role="status">${icon(end === null ? "verify" : "pause")}${end === null ? "Books by itself" : END_WORDS[end.reason]}</span>
        ${end === null && !canPay ? html`<span class="badge info">${icon("wallet")}Prepares, and asks you</span>` : nothing}
      </div>
      <p class="figure">${useText(mandate, symbol)}</p>
      ${firings.length > 0 ? html`<ul aria-label="What it did">${firings.map((order) => this.#order(order, mandate, symbol))}</ul>` : nothing}`;
  }

  #order(order: MandateOrderView, { threadId }: MandateView, symbol: string) {
    const { firedAt, jobId, state } = order;
    const words = orderText(order, symbol);
    const href = jobId ? `/jobs/${jobId}` : `/chat/${encodeURIComponent(threadId)}`;
    return html`<li class="figure">
      <time datetime=${firedAt}>${timeText(firedAt)}</time>:
      ${state === "booked" || state === "skipped" || state === "waiting" ? html`<a href=${href}>${words}</a>` : words}
    </li>`;
  }

  readonly #ask = () => void this.renderRoot.querySelector("necto-mandate-form")!.ask();
}
customElements.define("necto-mandate", NectoMandate);

declare global {
  interface HTMLElementTagNameMap {
    "necto-mandate": NectoMandate;
  }
}
