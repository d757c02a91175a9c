import type { PaymentCall } from "@necto/tools/protocol/payment";
import { css, html, LitElement, nothing } from "lit";
import { sendByWallet } from "../jobs/send-by-wallet.ts";
import { sendCall } from "../jobs/send-call.ts";
import { icon } from "../shell/icons.ts";
import { PollController } from "../shell/poll-controller.ts";
import { base, buttons, callouts } from "../styles/shared.ts";
import { jobKeys, wallets } from "./approval-store.ts";
import { fetchApproval, fetchBookingStatus } from "./booking-api.ts";
import { BuyerCallsStore } from "./buyer-calls-store.ts";
import type { JobKeys } from "./job-keys.ts";
import { CALL_LABELS, callWords } from "./way-words.ts";

const POLL_MS = 1_500;

/** What the payer of an approved order sends itself: each transaction in words and in full, one button for the next. */
export class NectoBuyerCalls extends LitElement {
  static override properties = { approvalId: {}, isLive: { type: Boolean } };
  declare approvalId: string;
  declare isLive: boolean;

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
        border: 1px solid var(--n-accent);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
        overflow-wrap: anywhere;
      }
      h2 {
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      ol {
        display: grid;
        gap: var(--n-sp-2);
        padding-left: 1.25rem;
        list-style: decimal;
      }
      dl {
        display: grid;
        gap: var(--n-sp-1);
        padding-top: var(--n-sp-1);
        font-size: var(--n-fs-sm);
      }
      dt {
        color: var(--n-text-3);
      }
      .primary {
        justify-self: start;
        min-height: 2.5rem;
      }
    `,
  ];

  readonly #keys = (): JobKeys | null => jobKeys.findByApproval(this.approvalId);
  #store: BuyerCallsStore | null = null;
  readonly #changed = () => this.requestUpdate();

  constructor() {
    super();
    new PollController(this, { everyMs: POLL_MS, load: async () => this.#store?.refresh() });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const keys = this.#keys();
    if (!keys) return;
    if (keys.payer === "wallet") wallets.ask();
    this.#store = new BuyerCallsStore({
      ...{ keys, now: Date.now, send: (call) => sendBy(keys, call) },
      fetchView: async (buyer) => (await fetchApproval(this.approvalId, buyer)).answer,
    });
    this.#store.addEventListener("change", this.#changed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#store?.removeEventListener("change", this.#changed);
  }

  protected override render() {
    const store = this.#store;
    if (!store)
      return html`<section aria-label="Your transaction">
        <p>This order waits for a transaction of its payer, from the browser that approved it.</p>
      </section>`;
    const { view, calls, next, problem, isSending } = store;
    if (!view) return problem ? this.#problem(problem) : nothing;
    return html`<section aria-label="Your transaction">
      <h2>${calls.length > 1 ? "Send two transactions to pay" : "Send one transaction to pay"}</h2>
      <ol>
        ${calls.map((call) => html`<li class="figure">${callWords(call.name, view.order)} ${details(call)}</li>`)}
      </ol>
      ${problem ? this.#problem(problem) : nothing}
      <button class="primary" ?disabled=${isSending || !next || !this.isLive} @click=${() => void store.send()}>
        ${isSending ? "Sending…" : next ? CALL_LABELS[next.name] : "Sent. Waiting for the chain…"}
      </button>
      <p class="quiet">
        ${isSending ? "Look at your wallet. " : ""}Sent from <span class="mono">${this.#keys()?.address}</span>. The order waits 15 minutes; sent twice, it pays once.
      </p>
    </section>`;
  }

  #problem(problem: string) {
    return html`<p class="callout danger" role="alert">${icon("failed")}<span>${problem}</span></p>`;
  }
}
customElements.define("necto-buyer-calls", NectoBuyerCalls);

const details = ({ to, data, chainId }: PaymentCall) => html`<details>
  <summary>The exact transaction</summary>
  <dl>
    <dt>To, on chain ${chainId}</dt>
    <dd class="mono">${to}</dd>
    <dt>Data</dt>
    <dd class="mono">${data}</dd>
  </dl>
</details>`;

async function sendBy({ address, burnerKey }: JobKeys, call: PaymentCall): Promise<string> {
  if (!burnerKey) return sendByWallet(call, address, wallets.found);
  const { chain } = await fetchBookingStatus();
  if (!chain) throw new Error("The server names no chain to send to.");
  return sendCall(call, burnerKey, chain.rpcUrl);
}
