import { describeReasonGroup } from "@necto/tools/core/explain";
import type { DecisionView } from "@necto/tools/protocol/decision-view";
import { css, html, LitElement } from "lit";
import { countText } from "../format/text.ts";
import { base } from "../styles/shared.ts";

/** An empty result is never just empty: it says what removed how many. */
export class NectoNothingFits extends LitElement {
  static override properties = { decision: { attribute: false } };
  declare decision: DecisionView;

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
        margin-top: var(--n-sp-1);
        color: var(--n-text-2);
      }
      p b {
        color: var(--n-text);
        font-weight: var(--n-fw-semi);
      }
    `,
  ];

  protected override render() {
    const { offersSeen, rejectedGroups } = this.decision;
    if (offersSeen === 0)
      return html`<section>
        <h3>No source offered anything</h3>
        <p>Nothing could be compared. The sources and what they answered are listed below.</p>
      </section>`;
    const decisive = rejectedGroups.filter(({ alone }) => alone > 0);
    return html`<section>
      <h3>Nothing fits all of it</h3>
      <p class="figure">
        ${rejectedGroups
          .slice(0, 4)
          .map(
            ({ constraint, reason, offers }, index) =>
              html`${index > 0 ? " · " : ""}${describeReasonGroup(constraint, reason)} removed <b>${countText(offers)}</b>`,
          )}
        of ${countText(offersSeen)} offers.
      </p>
      ${decisive.map(
        ({ constraint, reason, alone }) =>
          html`<p class="figure"><b>${countText(alone)}</b> would fit but for one thing: ${describeReasonGroup(constraint, reason).toLowerCase()}.</p>`,
      )}
    </section>`;
  }
}
customElements.define("necto-nothing-fits", NectoNothingFits);
