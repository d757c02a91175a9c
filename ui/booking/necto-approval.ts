import type { ApprovalView } from "@necto/tools/protocol/approval";
import { css, html, LitElement, nothing } from "lit";
import { tokenText } from "../format/money.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { COMPACT } from "../shell/layout.ts";
import { MediaController } from "../shell/media-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import type { ApprovalStore } from "./approval-store.ts";
import { cardStyles } from "./card-styles.ts";
import "./necto-order.ts";
import "./necto-payers.ts";
import { approvalTitle, gpuTitle } from "./order-text.ts";
import { clockLeftText } from "./quote-clock.ts";
import { SightController } from "./sight-controller.ts";
import { VOID_WORDS } from "./void-words.ts";

/**
 * One pending consent: what is agreed to, who pays, and the two answers. On a phone it is a sheet over the whole screen that
 * its owner opens. It takes the focus only when asked (Alt+A); no key of the message field reaches it.
 */
export class NectoApproval extends LitElement {
  static override properties = { store: { attribute: false }, isLive: { type: Boolean } };
  declare store: ApprovalStore;
  /** The server can be heard. Money needs that. */
  declare isLive: boolean;

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    cardStyles,
    css`
      /* The sum above and the buttons below are in view together; what is between scrolls. */
      .card.open {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto minmax(6rem, 1fr) auto;
        max-height: max(24rem, calc(100dvh - 12rem));
      }
      .card.open .body,
      dialog .body {
        overflow-y: auto;
        overscroll-behavior: contain;
        align-content: start;
      }
      .body:focus-visible {
        outline-offset: -2px;
      }
      .card:focus-visible {
        border-radius: var(--n-r-lg);
      }
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-4);
        padding: 0 var(--n-sp-4) var(--n-sp-3);
      }
      dialog {
        width: 100vw;
        max-width: none;
        height: 100dvh;
        max-height: none;
        margin: 0;
        padding: 0;
        border: 0;
        background: var(--n-bg-raised);
        color: var(--n-text);
      }
      dialog[open] {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto minmax(0, 1fr) auto;
      }
      dialog footer {
        padding-bottom: max(var(--n-sp-3), env(safe-area-inset-bottom));
        background: var(--n-bg-raised);
      }
    `,
  ];

  readonly #compact = new MediaController(this, COMPACT);
  readonly #sight = new SightController(this, () => this.renderRoot.querySelector(".answers"));
  #tick = 0;
  #hadNext = false;
  readonly #changed = () => {
    this.requestUpdate();
    if (this.store.next && !this.#hadNext) {
      this.#hadNext = true;
      this.dispatchEvent(new Event("necto-next"));
    }
  };
  readonly #answered = () => {
    this.#sheet?.close();
    const { view } = this.store;
    const verb = view.status === "approved" ? "Approved" : "Declined";
    intend(this, "necto-answered", {
      runId: view.booking?.runId ?? null,
      action: `${verb}: ${this.#amount}`,
    });
  };
  /** Answered somewhere else: the conversation goes on there. */
  readonly #decided = () => {
    this.#sheet?.close();
    intend(this, "necto-answered", { runId: null, action: "" });
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.store.addEventListener("change", this.#changed);
    this.store.addEventListener("answered", this.#answered);
    this.store.addEventListener("decided", this.#decided);
    this.store.watch();
    this.#tick = window.setInterval(this.#changed, 1_000);
    document.addEventListener("keydown", this.#jump);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.store.removeEventListener("change", this.#changed);
    this.store.removeEventListener("answered", this.#answered);
    this.store.removeEventListener("decided", this.#decided);
    this.store.leave();
    window.clearInterval(this.#tick);
    document.removeEventListener("keydown", this.#jump);
  }

  readonly #jump = (event: KeyboardEvent) => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyA" || !this.store.isOpen)
      return;
    event.preventDefault();
    const card = this.renderRoot.querySelector<HTMLElement>(".card");
    card?.scrollIntoView({ block: "nearest" });
    card?.focus();
  };

  get #sheet(): HTMLDialogElement | null {
    return this.renderRoot.querySelector("dialog");
  }

  get #amount(): string {
    const { totalUsdMicros, token } = this.store.view.order;
    return `${tokenText(totalUsdMicros)} ${token.symbol}`;
  }

  protected override render() {
    const { view } = this.store;
    if (view.status !== "pending") return this.#closed(view);
    if (this.store.secondsLeft === 0) return this.#expired(view);
    return this.#compact.matches ? this.#phone(view) : this.#card(view);
  }

  #card(view: ApprovalView) {
    return html`<section class="card open" tabindex="-1" aria-labelledby="title">
      ${this.#head(approvalTitle(view))}
      <div class="body" tabindex="0" role="region" aria-label="What is agreed to">${this.#body(view)}</div>
      ${this.#foot()}
    </section>`;
  }

  #phone(view: ApprovalView) {
    return html`<section class="card" tabindex="-1" aria-labelledby="title">
        ${this.#head(approvalTitle(view))}
        <div class="body">
          <p class="figure">${gpuTitle(view.order)} from ${view.order.provider}</p>
          <button class="primary" @click=${() => this.#sheet?.showModal()}>Review ${this.#amount}</button>
        </div>
      </section>
      <dialog aria-labelledby="sheet-title">
        <header>
          <h2 id="sheet-title">${approvalTitle(view)}</h2>
          ${this.#clock()}
          <button class="bare icon-only" aria-label="Close, decide later" @click=${() => this.#sheet?.close()}>${icon("close")}</button>
        </header>
        <div class="body" tabindex="0" role="region" aria-label="What is agreed to">${this.#body(view)}</div>
        ${this.#foot()}
      </dialog>`;
  }

  #head(title: string) {
    return html`<header><h2 id="title">${title}</h2>${this.#clock()}</header>`;
  }

  #clock() {
    const left = this.store.secondsLeft;
    return html`<span class="badge figure ${left <= 20 ? "warning" : "outline"}" role="timer" aria-live="off">${icon("clock")}${clockLeftText(left)} left</span>`;
  }

  #body(view: ApprovalView) {
    return html`<necto-order .approval=${view}></necto-order>
      <necto-payers .store=${this.store} .isDisabled=${this.store.phase !== "open"}></necto-payers>`;
  }

  #foot() {
    const obstacle = this.#obstacle();
    const isBusy = this.store.phase !== "open";
    const label = { open: `Approve ${this.#amount}`, signing: "Sign in your wallet…", sending: "Sending…" };
    return html`<footer>
      ${this.store.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.store.problem}</span></p>` : nothing}
      <div class="answers">
        <button
          class="primary figure"
          type="button"
          ?disabled=${obstacle !== null || !this.#sight.isSettled || isBusy}
          aria-describedby="reason"
          @click=${() => void this.store.approve()}
        >
          ${label[this.store.phase]}
        </button>
        <button type="button" ?disabled=${isBusy || !this.isLive} @click=${() => void this.store.decline()}>Decline</button>
      </div>
      <p id="reason" class="reason" role="status">${obstacle ?? "One payment, once. Nothing is taken before you approve."}</p>
    </footer>`;
  }

  /** Why money cannot move now; null when it can. */
  #obstacle(): string | null {
    if (!this.isLive) return "Offline. Approvals are paused.";
    const { choice, view, burner } = this.store;
    if (!choice)
      return view.payers.signature ? "Choose who pays." : "The token is paused; nobody can pay here.";
    if (choice.kind !== "demo" && !this.store.checkout) return "Looking how this account can pay…";
    if (choice.kind !== "demo" && !this.store.plan)
      return "This account cannot pay: it has no coin for gas, and the token takes no signature from it. Send it a little gas, or choose another payer.";
    const { totalUsdMicros } = view.order;
    const demo = choice.kind === "demo" && view.payers.demo.find(({ account }) => account === choice.account);
    if (demo && demo.balanceUsdMicros < totalUsdMicros)
      return `${demo.title} has too little. Choose another payer.`;
    if (choice.kind === "burner" && (burner?.balanceUsdMicros ?? totalUsdMicros) < totalUsdMicros)
      return `The fresh key holds too little. Send it ${this.#amount} in all, or choose another payer.`;
    return null;
  }

  #expired({ order, next }: ApprovalView) {
    return html`<section class="card closed" aria-labelledby="title">
      <header><h2 id="title" class="figure">${gpuTitle(order)}, ${this.#amount}</h2><span class="badge outline">${icon("clock")}Expired</span></header>
      <div class="body">
        <p>The quote has expired. Nothing was paid.</p>
        ${next ? nothing : this.#again("Ask for a new quote")}
      </div>
    </section>`;
  }

  #closed(view: ApprovalView) {
    if (view.status === "expired") return this.#expired(view);
    const { icon: name, tone, word } = CLOSED[view.status as keyof typeof CLOSED];
    return html`<section class="card closed" aria-labelledby="title">
      <header><h2 id="title" class="figure">${gpuTitle(view.order)}${view.org ? ` for ${view.org.name}` : ""}, ${this.#amount}</h2><span class="badge ${tone}">${icon(name)}${word}</span></header>
      ${
        view.status === "void"
          ? html`<div class="body">
              <p>${view.voidReason ? VOID_WORDS[view.voidReason] : "It is no longer valid."} Nothing was paid.</p>
              ${view.next ? nothing : this.#again("Ask for a new quote")}
            </div>`
          : nothing
      }
      <details class="body"><summary>What it was about</summary><necto-order .approval=${view}></necto-order></details>
    </section>`;
  }

  #again(label: string) {
    const { decisionId, offerId, durationSeconds } = this.store.view.order;
    const title = gpuTitle(this.store.view.order);
    return html`<button type="button" @click=${() => intend(this, "necto-book", { decisionId, offerId, durationSeconds, title })}>${label}</button>`;
  }
}
customElements.define("necto-approval", NectoApproval);

const CLOSED = {
  approved: { icon: "check", tone: "success", word: "Approved" },
  declined: { icon: "failed", tone: "outline", word: "Declined" },
  void: { icon: "warning", tone: "warning", word: "No longer valid" },
} as const;
