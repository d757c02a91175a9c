import { css, html, LitElement, nothing } from "lit";
import { countOf, countText, tookText } from "../format/text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, buttons, callouts } from "../styles/shared.ts";
import { REPLAY_PARTS_WORDS } from "./replay-words.ts";
import "./necto-differences.ts";
import type { ReplayView } from "./trace-view.ts";
import { verdictBadge } from "./verdict-badge.ts";
import type { ReplayState } from "./verify-session.ts";

const PARTS = Object.keys(REPLAY_PARTS_WORDS) as (keyof typeof REPLAY_PARTS_WORDS)[];

/**
 * Decides again while somebody watches, and says where the result differs from what was recorded.
 * @fires necto-replay - the button was pressed
 */
export class NectoReplay extends LitElement {
  static override properties = { replay: { attribute: false }, rulesVersion: {} };
  declare replay: ReplayState;
  declare rulesVersion: string;

  static override styles = [
    base,
    buttons,
    badges,
    callouts,
    css`
      section {
        display: grid;
        gap: var(--n-sp-2);
        padding: var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-2);
      }
      h3 {
        flex: 1 1 auto;
        font-size: var(--n-fs-base);
        font-weight: var(--n-fw-semi);
      }
      [role="status"] {
        display: grid;
        gap: var(--n-sp-2);
      }
      progress {
        width: 100%;
        height: 0.375rem;
        accent-color: var(--n-accent);
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0.125rem var(--n-sp-3);
      }
      dt {
        color: var(--n-text-3);
      }
      dd {
        overflow-wrap: anywhere;
      }
    `,
  ];

  protected override render() {
    const { phase } = this.replay;
    return html`<section aria-labelledby="replay">
      <div class="head">
        <h3 id="replay">Decide again</h3>
        <button ?disabled=${phase === "running"} @click=${this.#press}>
          ${icon("play")}${phase === "done" ? "Replay once more" : "Replay in this browser"}
        </button>
      </div>
      <p class="quiet">
        Runs the rules ${this.rulesVersion} over the offers, prices and requirements that the file recorded, and compares every
        price, reason, rank and the choice with what it says came out.
      </p>
      <div role="status">${this.#state()}</div>
    </section>`;
  }

  #state() {
    switch (this.replay.phase) {
      case "idle":
        return nothing;
      case "running": {
        const place = this.replay.part === null ? 0 : PARTS.indexOf(this.replay.part);
        return html`<progress max=${PARTS.length} value=${place} aria-label="Replay"></progress>
          <p>${REPLAY_PARTS_WORDS[PARTS[place]!]}…</p>`;
      }
      case "failed":
        return html`<div class="callout danger">
          ${icon("failed")}
          <div>What was recorded cannot be decided over. ${this.replay.message}</div>
        </div>`;
      case "done":
        return outcome(this.replay.result);
    }
  }

  readonly #press = (): void => {
    this.dispatchEvent(new CustomEvent("necto-replay", { bubbles: true, composed: true }));
  };
}
customElements.define("necto-replay", NectoReplay);

const outcome = ({
  offers,
  ranked,
  rejected,
  recordedChoice,
  replayedChoice,
  differences,
  tookMs,
}: ReplayView) =>
  html`<p class="figure">
      ${verdictBadge(differences.length === 0 ? "verified" : "mismatch")}
      ${
        differences.length === 0
          ? "The same result in every field."
          : `Something else came out in ${differences.length >= 20 ? "20 or more fields" : countOf(differences.length, "field")}.`
      }
    </p>
    <dl class="figure">
      <dt>Decided over</dt>
      <dd>${countOf(offers, "offer")}: ${countText(ranked)} ranked, ${countText(rejected)} rejected</dd>
      <dt>Recorded choice</dt>
      <dd class="mono">${recordedChoice ?? "none"}</dd>
      <dt>Choice now</dt>
      <dd class="mono">${replayedChoice ?? "none"}</dd>
      <dt>Took</dt>
      <dd>${tookText(tookMs)}</dd>
    </dl>
    ${differences.length > 0 ? html`<necto-differences .differences=${differences}></necto-differences>` : nothing}`;
