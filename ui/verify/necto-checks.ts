import { CHECK_TITLES, CHECKS, type Check, type CheckId } from "@necto/tools/trace/verification";
import { css, html, LitElement, nothing } from "lit";
import { icon } from "../shell/icons.ts";
import { badges, base } from "../styles/shared.ts";
import "./necto-compared.ts";
import "./necto-differences.ts";
import "./necto-hash.ts";
import { VERDICT_LOOKS, verdictBadge } from "./verdict-badge.ts";

/** The seven checks, each as soon as it is done: what came out, what that means, and what was compared. */
export class NectoChecks extends LitElement {
  static override properties = { checks: { attribute: false }, isRunning: { type: Boolean } };
  declare checks: readonly Check[];
  declare isRunning: boolean;

  static override styles = [
    base,
    badges,
    css`
      ol {
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      li {
        display: grid;
        grid-template-columns: 1.25rem minmax(0, 1fr) auto;
        gap: 0 var(--n-sp-2);
        padding: var(--n-sp-2) var(--n-sp-3);
        font-size: var(--n-fs-md);
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      .mark {
        margin-top: 0.15em;
        font-size: var(--n-fs-lg);
        line-height: 1;
      }
      .accent {
        color: var(--n-accent-text);
      }
      .danger {
        color: var(--n-danger);
      }
      .warning {
        color: var(--n-warning);
      }
      .outline,
      .waiting {
        color: var(--n-text-3);
      }
      .running {
        color: var(--n-info);
      }
      h3 {
        font-size: var(--n-fs-md);
        font-weight: var(--n-fw-med);
      }
      li > .badge,
      li > .state {
        align-self: start;
        margin-top: 0.1rem;
      }
      .says {
        color: var(--n-text-2);
        overflow-wrap: anywhere;
      }
      .more {
        grid-column: 2 / -1;
        min-width: 0;
        margin-top: var(--n-sp-1);
      }
      summary {
        width: fit-content;
        min-height: 1.5rem;
        color: var(--n-text-3);
        font-size: var(--n-fs-sm);
        cursor: pointer;
      }
      dl {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: 0 var(--n-sp-3);
        padding: var(--n-sp-2) var(--n-sp-3);
        border-radius: var(--n-r-sm);
        background: var(--n-bg-sunken);
        font-size: var(--n-fs-sm);
      }
      dt {
        padding-top: 0.2rem;
        color: var(--n-text-2);
      }
      .running svg {
        animation: turn 0.9s linear infinite;
      }
      @keyframes turn {
        to {
          transform: rotate(1turn);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .running svg {
          animation: none;
        }
      }
      @media (max-width: 719px) {
        li {
          grid-template-columns: 1.25rem minmax(0, 1fr);
        }
        li > .badge,
        li > .state {
          grid-row: 2;
          grid-column: 2;
          width: fit-content;
          margin: 0.125rem 0;
        }
        dl {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  protected override render() {
    const done = new Map(this.checks.map((check) => [check.id, check]));
    const next = CHECKS.find((id) => !done.has(id));
    return html`<ol aria-label="Checks" aria-busy=${this.isRunning}>
      ${CHECKS.map((id) => {
        const check = done.get(id);
        return check ? this.#done(check) : this.#open(id, this.isRunning && id === next);
      })}
    </ol>`;
  }

  #open(id: CheckId, isRunning: boolean) {
    return html`<li>
      <span class="mark ${isRunning ? "running" : "waiting"}">${icon(isRunning ? "running" : "waiting")}</span>
      <div><h3>${CHECK_TITLES[id]}</h3></div>
      <span class="state quiet">${isRunning ? "Checking…" : "Waiting"}</span>
    </li>`;
  }

  #done(check: Check) {
    const { id, verdict, says, differences } = check;
    const { icon: name, tone } = VERDICT_LOOKS[verdict];
    return html`<li data-check=${id}>
      <span class="mark ${tone}">${icon(name)}</span>
      <div>
        <h3>${CHECK_TITLES[id]}</h3>
        <p class="says">${says}</p>
      </div>
      ${verdictBadge(verdict)} ${compared(check)}
      ${differences.length > 0 ? html`<div class="more"><necto-differences .differences=${differences}></necto-differences></div>` : nothing}
    </li>`;
  }
}
customElements.define("necto-checks", NectoChecks);

/** Checks whose two values must be one and the same. */
const ONE_VALUE: ReadonlySet<CheckId> = new Set(["root", "chain-root", "signature"]);

function compared({ id, compared: values }: Check) {
  const [a, b] = values;
  if (!a) return nothing;
  if (b && ONE_VALUE.has(id) && a.value !== b.value)
    return html`<div class="more"><necto-compared .a=${a} .b=${b}></necto-compared></div>`;
  return html`<details class="more">
    <summary>What was compared</summary>
    <dl>
      ${values.map(
        ({ label, value }) => html`<dt>${label}</dt>
          <dd><necto-hash .value=${value} .label="${label.toLowerCase()} value"></necto-hash></dd>`,
      )}
    </dl>
  </details>`;
}
