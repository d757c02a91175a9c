import { html, LitElement, nothing, type TemplateResult } from "lit";
import { countText, timeText } from "../format/text.ts";
import "../result/necto-chips.ts";
import "../result/necto-rejected.ts";
import "../result/necto-sources.ts";
import { icon } from "../shell/icons.ts";
import { base, callouts } from "../styles/shared.ts";
import "./necto-hash.ts";
import "./necto-ranked-pages.ts";
import "./necto-token-prices.ts";
import "./necto-trace-steps.ts";
import { sectionStyles } from "./section-styles.ts";
import type { DecisionTraceView, RecordedDecision, RunTraceView, TraceView } from "./trace-view.ts";
import type { VerifySession } from "./verify-session.ts";

/** A trace laid open for people, from what was asked to what was left out. All of it is what the file says. */
export class NectoTrace extends LitElement {
  static override properties = {
    view: { attribute: false },
    rows: { attribute: false },
    traceHref: { attribute: false },
    blockLink: { attribute: false },
  };
  declare view: TraceView;
  declare rows: Pick<VerifySession, "ranked" | "rejected">;
  /** Address that shows the trace of a root; null where there is none. */
  declare traceHref: ((root: string) => string) | null;
  /** The number of a block as a link to the page that shows it; absent where there is none. */
  declare blockLink: ((chainId: number, block: number) => TemplateResult) | undefined;

  static override styles = [base, callouts, sectionStyles];

  protected override render() {
    return html`<div class="sections">${this.view.kind === "run" ? this.#run(this.view) : this.#decision(this.view)}</div>`;
  }

  #decision(view: DecisionTraceView) {
    const { decision, steps } = view;
    if (!decision)
      return html`<div class="callout danger">
        ${icon("failed")}
        <div>The tables of this file are broken, so its offers cannot be shown.</div>
      </div>`;
    return html`<section aria-labelledby="asked">
        <h2 id="asked">What was asked</h2>
        <necto-chips .requirements=${decision.requirements} .isReadOnly=${true}></necto-chips>
      </section>
      <section aria-labelledby="decided">
        <h2 id="decided">Decision</h2>
        ${this.#facts(view, decision)}
      </section>
      <div class="pair">
        <section aria-labelledby="sources">
          <h2 id="sources">Sources</h2>
          <div class="panel">
            ${decision.sources.length > 0 ? html`<necto-sources .reports=${decision.sources}></necto-sources>` : "None is recorded."}
          </div>
        </section>
        ${
          decision.tokenPrices.length > 0
            ? html`<section aria-labelledby="tokens">
                <h2 id="tokens">Token prices</h2>
                <div class="panel"><necto-token-prices .prices=${decision.tokenPrices}></necto-token-prices></div>
              </section>`
            : nothing
        }
      </div>
      ${this.#steps(steps)} ${this.#ranked(decision)}
      ${
        decision.relaxations.length > 0
          ? html`<section aria-labelledby="more">
              <h2 id="more">What would have let more in</h2>
              <ul class="plain panel figure">
                ${decision.relaxations.map((words) => html`<li>${words}</li>`)}
              </ul>
            </section>`
          : nothing
      }
      ${decision.rejectedTotal > 0 ? html`<necto-rejected .decision=${decision} .load=${this.rows.rejected}></necto-rejected>` : nothing}`;
  }

  #ranked({ rankedTotal, offersSeen }: RecordedDecision) {
    return html`<section aria-labelledby="ranked">
      <h2 id="ranked" class="figure">Ranked: ${countText(rankedTotal)} <span class="of">of ${countText(offersSeen)} offers</span></h2>
      ${
        rankedTotal === 0
          ? html`<p class="panel">Nothing fitted all of what was asked; the reasons are below.</p>`
          : html`<p>Each row opens for its arithmetic and why it stands where it stands.</p>
              <necto-ranked-pages .total=${rankedTotal} .load=${this.rows.ranked}></necto-ranked-pages>`
      }
    </section>`;
  }

  #steps(steps: TraceView["steps"]) {
    return html`<section aria-labelledby="steps">
      <h2 id="steps">Steps</h2>
      <p>What each step was given is what the one before gave back: their digests say so.</p>
      <necto-trace-steps .steps=${steps}></necto-trace-steps>
    </section>`;
  }

  #facts({ engine, commitment }: DecisionTraceView, decision: RecordedDecision) {
    const { registry, model } = decision;
    return html`<dl class="facts figure">
      <dt>Choice</dt>
      <dd class="mono">${decision.chosen ?? "none"}</dd>
      <dt>Decided</dt>
      <dd><time datetime=${decision.decidedAt}>${timeText(decision.decidedAt)}</time>, over the market of ${timeText(decision.takenAt)}</dd>
      <dt>By</dt>
      <dd>Necto ${engine.version}${engine.commit ? html` (<span class="mono">${engine.commit}</span>)` : nothing}, rules ${decision.rulesVersion}</dd>
      <dt>Words read by</dt>
      <dd>${model.name}; it decided nothing</dd>
      <dt>Decision</dt>
      <dd class="mono">${decision.id}${decision.parentId ? html`, after ${decision.parentId}` : nothing}</dd>
      <dt>Market digest</dt>
      <dd><necto-hash .value=${decision.snapshotDigest} label="digest of the market"></necto-hash></dd>
      <dt>Registry</dt>
      <dd>${registry ? html`<span class="mono">${registry.address}</span> on chain ${registry.chainId}, block ${this.blockLink?.(registry.chainId, registry.block) ?? countText(registry.block)}` : "none: this market was not read from a registry on chain"}</dd>
      ${mode(commitment)}
    </dl>`;
  }

  #run(view: RunTraceView) {
    const { role, outcome, engine, decision, commitment, steps } = view;
    return html`<section aria-labelledby="run">
        <h2 id="run">Run</h2>
        <dl class="facts figure">
          <dt>For</dt>
          <dd>a ${role}</dd>
          <dt>Outcome</dt>
          <dd>${outcome.status}${outcome.code ? html` (<span class="mono">${outcome.code}</span>)` : nothing}</dd>
          <dt>By</dt>
          <dd>Necto ${engine.version}${engine.commit ? html` (<span class="mono">${engine.commit}</span>)` : nothing}</dd>
          ${mode(commitment)}
          <dt>Its decision</dt>
          <dd>
            ${
              decision
                ? html`<necto-hash .value=${decision.root} label="root of the decision"></necto-hash>
                    ${this.traceHref ? html` <a href=${this.traceHref(decision.root)}>Verify the decision</a>` : nothing}`
                : "none: it took no decision"
            }
          </dd>
        </dl>
      </section>
      ${this.#steps(steps)}`;
  }
}
customElements.define("necto-trace", NectoTrace);

const mode = (commitment: string | null) => html`<dt>Mode</dt>
  <dd>
    ${
      commitment
        ? html`tracked: for somebody whose name the file does not hold, only the commitment
            <necto-hash .value=${commitment} label="commitment"></necto-hash>`
        : "untracked: it holds nothing about who asked"
    }
  </dd>`;
