import { formatDuration } from "@necto/tools/core/units";
import type { NeedsAdmin, OrderAskView } from "@necto/tools/protocol/policy";
import { css, html, LitElement, nothing } from "lit";
import { wordsOf } from "../api/error-words.ts";
import { fetchApprovals } from "../booking/booking-api.ts";
import { amountText } from "../format/money.ts";
import { formStyles } from "../provider/form-styles.ts";
import { microsOf, usdText } from "../provider/listing-text.ts";
import { icon } from "../shell/icons.ts";
import { intend } from "../shell/intent.ts";
import { PollController } from "../shell/poll-controller.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { askAdmin, fetchAsks } from "./policy-api.ts";
import { askText } from "./policy-text.ts";

const POLL_MS = 2_000;

/** An order above what its member may book alone: sends it to the team's Admins, and waits for their word. */
export class NectoNeedsAdmin extends LitElement {
  static override properties = {
    order: { attribute: false },
    isLive: { type: Boolean },
    ask: { state: true },
    isAgain: { state: true },
    isBusy: { state: true },
    problem: { state: true },
  };
  declare order: NeedsAdmin;
  declare isLive: boolean;
  /** As it stands; null while nobody was asked, undefined until that is known. */
  declare ask: OrderAskView | null | undefined;
  /** What was asked for is over, and it is asked for once more. */
  declare isAgain: boolean;
  declare isBusy: boolean;
  declare problem: string | null;
  /** Consents of the conversation that were there when an Admin had not answered. */
  #seen: ReadonlySet<string> | null = null;

  constructor() {
    super();
    this.ask = undefined;
    this.isAgain = false;
    this.isBusy = false;
    this.problem = null;
    new PollController(this, {
      everyMs: POLL_MS,
      load: () => this.#look(),
      isDue: () => this.ask === undefined || this.ask?.status === "pending" || this.#seen !== null,
    });
  }

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    formStyles,
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
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--n-sp-3);
      }
      .field {
        flex: 0 1 14rem;
      }
      a {
        color: var(--n-accent-text);
      }
    `,
  ];

  /** What became of it; once it is allowed, its card comes in a run that the server begins. */
  async #look(): Promise<void> {
    const { org, threadId, decisionId, offerId } = this.order;
    try {
      const { requests } = await fetchAsks(org);
      const mine = requests.find(
        (ask) => ask.threadId === threadId && ask.decisionId === decisionId && ask.offerId === offerId,
      );
      const wasPending = this.ask?.status === "pending";
      this.ask = mine ?? null;
      if (mine?.status === "pending" && this.#seen === null) this.#seen = await this.#approvals();
      if (mine?.status === "allowed" && wasPending) this.#seen ??= new Set();
      if (mine?.status !== "pending" && mine?.status !== "allowed") this.#seen = null;
      if (mine?.status !== "allowed" || this.#seen === null) return;
      const seen = this.#seen;
      const fresh = [...(await this.#approvals(offerId))].filter((id) => !seen.has(id));
      if (fresh.length === 0) return;
      this.#seen = null;
      intend(this, "necto-reload", null);
    } catch (error) {
      this.problem = wordsOf(error);
    }
  }

  async #approvals(offerId: string | null = null): Promise<ReadonlySet<string>> {
    const approvals = await fetchApprovals(this.order.threadId);
    const theirs = approvals.filter(({ order }) => offerId === null || order.offerId === offerId);
    return new Set(theirs.map(({ id }) => id));
  }

  async #send(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { threadId, decisionId, offerId, durationSeconds, totalUsdMicros } = this.order;
    const most = microsOf(String(new FormData(event.target as HTMLFormElement).get("most") ?? ""));
    if (most === null || most < totalUsdMicros) {
      this.problem = `It costs $${amountText(totalUsdMicros)} already: ask for that or more.`;
      return;
    }
    this.isBusy = true;
    try {
      this.#seen = await this.#approvals();
      this.ask = await askAdmin(this.order.org, {
        ...{ threadId, decisionId, offerId, durationSeconds, maxTotalUsdMicros: most },
      });
      Object.assign(this, { problem: null, isAgain: false });
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isBusy = false;
    }
  }

  protected override render() {
    const { team, org, gpu, provider, totalUsdMicros, durationSeconds, limitUsdMicros } = this.order;
    return html`<section aria-label="An Admin must allow it">
      <h2>${icon("lock")} An Admin of ${team} must allow it</h2>
      <p>
        ${gpu} from ${provider} for ${formatDuration(durationSeconds)} is $${amountText(totalUsdMicros)}. Above
        $${amountText(limitUsdMicros)} an Admin has the word. <a href="/team/${org}/policy">The team's policy</a>
      </p>
      ${this.problem ? html`<p class="callout danger" role="alert">${icon("failed")}<span>${this.problem}</span></p>` : nothing}
      ${this.ask === undefined ? html`<div aria-busy="true"></div>` : nothing}
      ${this.ask ? this.#state(this.ask) : nothing}
      ${this.ask === null || this.isAgain ? this.#form() : nothing}
    </section>`;
  }

  #again(): void {
    this.isAgain = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>("#most")?.focus());
  }

  #form() {
    return html`<form novalidate @submit=${this.#send}>
      <div class="field">
        <label for="most">Ask for at most ($)</label>
        <input id="most" name="most" inputmode="decimal" autocomplete="off" value=${usdText(withRoom(this.order.totalUsdMicros))} aria-describedby="most-hint" />
        <p class="hint" id="most-hint">Prices move: this is 5 % above what it costs now.</p>
      </div>
      <button class="primary" ?disabled=${this.isBusy || !this.isLive}>${this.isBusy ? "Asking…" : "Ask an Admin"}</button>
    </form>`;
  }

  #state(ask: OrderAskView) {
    const next = {
      pending: "You need not wait here: your inbox tells you.",
      allowed: "Its card comes into this conversation by itself.",
      refused: "Nothing was paid.",
      used: "",
      lapsed: "",
    }[ask.status];
    const isOver = ask.status !== "pending" && ask.status !== "allowed";
    return html`<p role="status">
      <span class="badge ${ask.status === "pending" ? "warning" : ask.status === "refused" ? "danger" : "success"}">${askText(ask)}</span>
      ${next}
    </p>
    ${isOver && !this.isAgain ? html`<div><button @click=${() => this.#again()}>Ask again…</button></div>` : nothing}`;
  }
}
/** Five percent more, in whole cents. */
const withRoom = (usdMicros: number): number => Math.ceil((usdMicros * 105) / 1_000_000) * 10_000;

customElements.define("necto-needs-admin", NectoNeedsAdmin);
