import { describeConstraint, describeReasonGroup } from "@necto/tools/core/explain";
import type { DecisionView, RejectedGroup } from "@necto/tools/protocol/decision-view";
import { css, html, LitElement, nothing } from "lit";
import { countOf, countText } from "../format/text.ts";
import { base } from "../styles/shared.ts";

/** An empty result is never just empty: it says what removed how many. */
export class NectoNothingFits extends LitElement {
  static override properties = { decision: { attribute: false } };
  declare decision: Pick<DecisionView, "offersSeen" | "rejectedGroups" | "funnel">;

  static override styles = [
    base,
    css`
      section {
        padding: var(--n-sp-4);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      h3 {
        font-size: var(--n-fs-lg);
        font-weight: var(--n-fw-semi);
      }
      p {
        margin-top: var(--n-sp-2);
        color: var(--n-text-2);
      }
      p b,
      ol b {
        color: var(--n-text);
        font-weight: var(--n-fw-semi);
      }
      ol {
        display: grid;
        grid-template-columns: max-content 1fr;
        gap: var(--n-sp-1) var(--n-sp-3);
        margin-top: var(--n-sp-2);
        color: var(--n-text-2);
      }
      li {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
      }
      li b {
        text-align: right;
      }
    `,
  ];

  protected override render() {
    const { offersSeen, rejectedGroups, funnel = [] } = this.decision;
    if (offersSeen === 0)
      return html`<section>
        <h3>No source offered anything</h3>
        <p>Nothing could be compared. The sources and what they answered are listed below.</p>
      </section>`;
    const alone = rejectedGroups.filter((group) => group.alone > 0);
    const offersAlone = alone.reduce((sum, group) => sum + group.alone, 0);
    return html`<section>
      <h3>Nothing fits all of it</h3>
      <ol class="figure" aria-label="What was left after each constraint">
        <li><b>${countText(offersSeen)}</b><span>offers seen</span></li>
        ${funnel.map(
          ({ constraint, removed, left }) =>
            html`<li><b>${countText(left)}</b><span>left: ${describeConstraint(constraint)} removed ${countText(removed)}</span></li>`,
        )}
      </ol>
      ${
        offersAlone > 0
          ? html`<p class="figure">
              ${countOf(offersAlone, "offer")} failed one thing only:
              ${list(alone, (group) => html`<b>${countText(group.alone)}</b> ${words(group)}`)}.
            </p>`
          : nothing
      }
    </section>`;
  }
}
customElements.define("necto-nothing-fits", NectoNothingFits);

/** The first three, as part of a sentence. */
const list = (groups: readonly RejectedGroup[], write: (group: RejectedGroup) => unknown) =>
  groups.slice(0, 3).map((group, index) => [index > 0 ? ", " : "", write(group)]);

/** Lower case in a sentence, but not for a name: `GPU memory` stays. */
const words = ({ constraint, reason }: RejectedGroup): string =>
  describeReasonGroup(constraint, reason).replace(/^[A-Z](?=[a-z ])/, (letter) => letter.toLowerCase());
