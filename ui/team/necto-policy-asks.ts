import { sourceTitle } from "@necto/tools/core/source-title";
import { formatDuration } from "@necto/tools/core/units";
import { ASK_REFUSALS, type OrderAskView } from "@necto/tools/protocol/policy";
import type { SessionView } from "@necto/tools/protocol/session";
import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { amountText, rateText } from "../format/money.ts";
import { timeText } from "../format/text.ts";
import { formStyles } from "../provider/form-styles.ts";
import { badges, base, buttons } from "../styles/shared.ts";
import { policyStyles } from "./policy-styles.ts";
import { askText } from "./policy-text.ts";
import { REFUSAL_TEXT } from "./refusal-text.ts";
import { memberName } from "./team-text.ts";

const HOURS = [1, 4, 12, 24];
const TONE = {
  pending: "warning",
  allowed: "success",
  used: "success",
  refused: "danger",
  lapsed: "outline",
};

/**
 * Orders that members asked for, with what an Admin needs to know to answer.
 *
 * @fires necto-answer-ask with `{ id, answer }`, the answer an `AskAnswer`
 */
export class NectoPolicyAsks extends LitElement {
  static override properties = {
    asks: { attribute: false },
    session: { attribute: false },
    isAdmin: { type: Boolean },
    isBusy: { type: Boolean },
    refusing: { state: true },
  };
  declare asks: readonly OrderAskView[];
  /** Who looks, and what the sandbox's accounts are called. */
  declare session: SessionView | null;
  declare isAdmin: boolean;
  declare isBusy: boolean;
  /** The request that a reason is chosen for. */
  declare refusing: string | null;

  constructor() {
    super();
    this.asks = [];
    this.session = null;
    this.isAdmin = false;
    this.isBusy = false;
    this.refusing = null;
  }

  static override styles = [base, buttons, badges, formStyles, policyStyles];

  protected override render() {
    if (this.asks.length === 0) return html`<p class="note">Nobody has asked for an order.</p>`;
    return html`<ul class="rows">
      ${repeat(
        this.asks,
        ({ id }) => id,
        (ask) =>
          html`<li>${this.#facts(ask)}${ask.status === "pending" && this.isAdmin ? this.#answer(ask) : nothing}</li>`,
      )}
    </ul>`;
  }

  #facts(ask: OrderAskView) {
    const { gpu, gpuCount, units, provider, source, member, totalUsdMicros, maxTotalUsdMicros } = ask;
    const shape = `${units > 1 ? `${units} × ` : ""}${gpuCount}× ${gpu}`;
    const who =
      member === null
        ? "A deleted account"
        : member === this.session?.account?.address
          ? "You"
          : memberName(this.session, member);
    const upTo = maxTotalUsdMicros > totalUsdMicros ? `, at most $${amountText(maxTotalUsdMicros)}` : "";
    return html`<div>
      <p>
        <strong>${shape} from ${provider} (${sourceTitle(source)})</strong>
        <span class="badge ${TONE[ask.status]}">${askText(ask)}</span>
      </p>
      <p>
        $${amountText(totalUsdMicros)}${upTo} for ${formatDuration(ask.durationSeconds)}, $${rateText(ask.rateUsdMicrosPerHour)}
        per hour
      </p>
      <p class="note">
        ${who} asked ${timeText(ask.askedAt)} · <a href="/verify/${ask.decisionId}">how it was chosen</a>
        ${ask.threadId ? html`· <a href="/chat/${ask.threadId}">the conversation</a>` : nothing}
      </p>
    </div>`;
  }

  #answer({ id, provider, gpu }: OrderAskView) {
    const what = `${gpu} from ${provider}`;
    if (this.refusing === id)
      return html`<div class="buttons" role="group" aria-label="Why is ${what} refused?">
        <select aria-label="Reason" id="reason">
          ${ASK_REFUSALS.map((reason) => html`<option value=${reason}>${REFUSAL_TEXT[reason]}</option>`)}
        </select>
        <button ?disabled=${this.isBusy} @click=${() => this.#refuse(id)}>Refuse</button>
        <button class="bare" @click=${() => this.#chooseReason(null)}>Back</button>
      </div>`;
    return html`<div class="buttons" role="group" aria-label="Answer ${what}">
      <select aria-label="Can be booked within" id="hours-${id}">
        ${HOURS.map((hours) => html`<option value=${hours} ?selected=${hours === 24}>within ${formatDuration(hours * 3_600)}</option>`)}
      </select>
      <button class="primary" ?disabled=${this.isBusy} aria-label="Allow once: ${what}" @click=${() => this.#allow(id)}>Allow once</button>
      <button ?disabled=${this.isBusy} aria-label="Refuse… ${what}" @click=${() => this.#chooseReason(id)}>Refuse…</button>
    </div>`;
  }

  #chooseReason(id: string | null): void {
    this.refusing = id;
    if (id !== null)
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#reason")?.focus());
  }

  #allow(id: string): void {
    const hours = Number(this.renderRoot.querySelector<HTMLSelectElement>(`[id="hours-${id}"]`)?.value ?? 24);
    this.#send(id, { decision: "allow", hours });
  }

  #refuse(id: string): void {
    const reason = this.renderRoot.querySelector<HTMLSelectElement>("#reason")?.value;
    this.refusing = null;
    this.#send(id, { decision: "refuse", reason });
  }

  #send(id: string, answer: object): void {
    this.dispatchEvent(new CustomEvent("necto-answer-ask", { detail: { id, answer } }));
  }
}
customElements.define("necto-policy-asks", NectoPolicyAsks);

declare global {
  interface HTMLElementTagNameMap {
    "necto-policy-asks": NectoPolicyAsks;
  }
}
