import type { Mode } from "@necto/tools/core/requirements";
import type { SessionAccount } from "@necto/tools/protocol/session";
import { css, html, LitElement } from "lit";
import { base, buttons } from "../styles/shared.ts";
import "./necto-composer.ts";
import "./necto-examples.ts";
import "./necto-mode-choice.ts";
import type { Outgoing } from "./thread-state.ts";

/** The start page: one field, examples that run, and the choice of mode with its plain consequence. */
export class NectoStart extends LitElement {
  static override properties = {
    mode: {},
    account: { attribute: false },
    isBusy: { type: Boolean },
    queue: { attribute: false },
  };
  declare mode: Mode;
  /** Who is signed in. */
  declare account: SessionAccount | null;
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
      @media (max-width: 719px) {
        .page {
          padding-top: var(--n-sp-5);
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
        chips="below"
        .isBusy=${this.isBusy}
        .queue=${this.queue}
        placeholder="Model, count, region, price…"
      ></necto-composer>
      <necto-mode-choice .mode=${this.mode} .account=${this.account}></necto-mode-choice>
      <section>
        <h2>Examples</h2>
        <necto-examples></necto-examples>
      </section>
    </div>`;
  }

  override focus(): void {
    this.renderRoot.querySelector<HTMLElement>("necto-composer")?.focus();
  }
}
customElements.define("necto-start", NectoStart);
