import type { Mode } from "@necto/tools/core/requirements";
import type { SessionAccount } from "@necto/tools/protocol/session";
import type { OrgRow } from "@necto/tools/protocol/team";
import { css, html, LitElement, nothing } from "lit";
import { accountName } from "../account/account-store.ts";
import { intend } from "../shell/intent.ts";
import { base, buttons } from "../styles/shared.ts";
import "./necto-composer.ts";
import "./necto-examples.ts";
import "./necto-mode-choice.ts";
import type { Outgoing } from "./thread-state.ts";

/** The start page: one field, examples that run, and the choice of mode with its plain consequence. */
export class NectoStart extends LitElement {
  static override properties = {
    mode: {},
    speaker: { attribute: false },
    account: { attribute: false },
    acting: { attribute: false },
    isBusy: { type: Boolean },
    queue: { attribute: false },
  };
  declare mode: Mode;
  declare speaker: "buyer" | "provider";
  /** Who is signed in. */
  declare account: SessionAccount | null;
  /** For whom a tracked conversation is; null for the account itself. */
  declare acting: OrgRow | null;
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
      .who {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-2) var(--n-sp-3);
        color: var(--n-text-2);
        font-size: var(--n-fs-sm);
      }
      .quiet {
        font-size: var(--n-fs-sm);
      }
      a {
        color: var(--n-accent-text);
      }
      @media (max-width: 719px) {
        .page {
          padding-top: var(--n-sp-5);
        }
      }
    `,
  ];

  protected override render() {
    const isProvider = this.speaker === "provider";
    return html`<div class="page">
      ${isProvider ? PROVIDER_TITLE : BUYER_TITLE}
      <necto-composer
        chips="below"
        .isBusy=${this.isBusy}
        .queue=${this.queue}
        .speaker=${this.speaker}
        placeholder="Model, count, region, price…"
      ></necto-composer>
      ${isProvider ? this.#signedIn() : html`<necto-mode-choice .mode=${this.mode} .account=${this.account} .acting=${this.acting}></necto-mode-choice>`}
      
      <section>
        <h2>Examples</h2>
        <necto-examples .speaker=${this.speaker}></necto-examples>
      </section>
      ${isProvider ? nothing : html`<p class="quiet">Rather fields than words? <a href="/jobs/new">Fill in the job form</a>. You rent GPUs out? <a href="/provider/chat">Change your listings by chat</a>.</p>`}
    </div>`;
  }

  #signedIn() {
    return this.account === null
      ? html`<div class="who"><p>A provider's conversation belongs to an account.</p>
          <button @click=${() => intend(this, "necto-sign-in", null)}>Sign in</button></div>`
      : html`<p class="quiet">About the listings of ${accountName(this.account)}. Kept with its words; only that account reads it.</p>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-composer")?.focus();
  }
}
const BUYER_TITLE = html`<div>
  <h1>What compute do you need?</h1>
  <p>
    Say it in words. Every offer of every source is priced in US dollars per GPU-hour, then ranked or rejected with its reasons.
  </p>
</div>`;

const PROVIDER_TITLE = html`<div>
  <h1>What should change of your listings?</h1>
  <p>Say it in words. You see each change as a card, old and new, and nothing changes before you press Apply.</p>
</div>`;

customElements.define("necto-start", NectoStart);
