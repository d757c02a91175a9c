import { VERDICT_WORDS } from "@necto/tools/trace/verification";
import { css, html, LitElement } from "lit";
import { icon } from "../shell/icons.ts";
import { base } from "../styles/shared.ts";
import { VERDICT_LOOKS } from "./verdict-badge.ts";
import { verdictText } from "./verdict-text.ts";
import type { SessionState } from "./verify-session.ts";

/** The verdict of all checks that apply, and what this browser did for it. */
export class NectoVerdict extends LitElement {
  static override properties = { session: { attribute: false } };
  declare session: SessionState;

  static override styles = [
    base,
    css`
      .bar {
        display: grid;
        grid-template-columns: 2rem minmax(0, 1fr);
        gap: 0 var(--n-sp-3);
        padding: var(--n-sp-4);
        border: 1px solid transparent;
        border-radius: var(--n-r-lg);
      }
      svg.icon {
        width: 2rem;
        height: 2rem;
        stroke-width: 1.4;
      }
      h2 {
        font-size: var(--n-fs-2xl);
        font-weight: var(--n-fw-semi);
        letter-spacing: -0.01em;
        line-height: var(--n-lh-tight);
      }
      p {
        margin-top: var(--n-sp-1);
        color: var(--n-text);
        font-size: var(--n-fs-base);
        overflow-wrap: anywhere;
      }
      .accent {
        border-color: var(--n-accent);
        background: var(--n-accent-subtle);
        color: var(--n-accent-text);
      }
      .danger {
        border-color: var(--n-danger);
        background: var(--n-danger-subtle);
        color: var(--n-danger);
      }
      .warning {
        border-color: var(--n-warning);
        background: var(--n-warning-subtle);
        color: var(--n-warning);
      }
      .running {
        border-color: var(--n-border);
        background: var(--n-bg-surface);
        color: var(--n-text-2);
      }
      .running p,
      .running h2 {
        color: var(--n-text-2);
      }
    `,
  ];

  protected override render() {
    return html`<div role="status">${this.#bar()}</div>`;
  }

  #bar() {
    const { phase, verified, trust, problem, isAgain } = this.session;
    if (phase === "failed")
      return bar("warning", "question", VERDICT_WORDS.unchecked, [
        `The verifier itself failed, so nothing was checked. ${problem}`,
      ]);
    if (!verified) return bar("running", "running", "Checking…", ["Everything is computed in this browser."]);
    const { icon: name, tone } = VERDICT_LOOKS[verified.overall];
    return bar(tone, name, VERDICT_WORDS[verified.overall], [
      ...verdictText(verified, verified.view?.kind ?? "decision", trust),
      ...(isAgain ? ["It is checked once more right now."] : []),
    ]);
  }
}
customElements.define("necto-verdict", NectoVerdict);

const bar = (tone: string, name: Parameters<typeof icon>[0], word: string, sentences: readonly string[]) =>
  html`<div class="bar ${tone}">
    ${icon(name)}
    <div>
      <h2>${word}</h2>
      ${sentences.map((sentence) => html`<p>${sentence}</p>`)}
    </div>
  </div>`;
