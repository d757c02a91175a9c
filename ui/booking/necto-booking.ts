import type { ApprovalView } from "@necto/tools/protocol/approval";
import type { BookingState } from "@necto/tools/protocol/booking";
import { css, html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import type { RunState } from "../chat/run-state.ts";
import { base } from "../styles/shared.ts";
import "../team/necto-needs-admin.ts";
import { approvalStoreOf } from "./approval-store.ts";
import "./necto-approval.ts";
import "./necto-buyer-calls.ts";
import "./necto-hand-off.ts";
import "./necto-progress.ts";
import "./necto-receipt.ts";
import "./necto-stop-payment.ts";

/** Nothing is written down to be sent. */
const STOPPABLE: readonly BookingState[] = ["waiting-for-trace", "waiting-for-buyer"];

/** What a run says about a booking: the consent it asks for, how far the payment is, the receipt, a hand-off, or an Admin to ask. */
export class NectoBooking extends LitElement {
  static override properties = {
    run: { attribute: false },
    shownApprovals: { attribute: false },
    trackedThreadId: {},
    isLive: { type: Boolean },
  };
  declare run: RunState;
  /** Approvals that other turns of the conversation show. */
  declare shownApprovals: ReadonlySet<string>;
  /** The conversation, when it is a tracked one. */
  declare trackedThreadId: string | null;
  declare isLive: boolean;

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--n-sp-3);
      }
    `,
  ];

  protected override render() {
    const { approval, progress, receipt, handOff, needsAdmin } = this.run;
    return html`${approval ? this.#approval(approval) : nothing}
    ${progress ? html`<necto-progress .progress=${progress}></necto-progress>` : nothing}
    ${
      progress?.state === "waiting-for-buyer"
        ? html`<necto-buyer-calls .approvalId=${progress.approvalId} .isLive=${this.isLive}></necto-buyer-calls>`
        : nothing
    }
    ${
      progress && STOPPABLE.includes(progress.state)
        ? html`<necto-stop-payment .approvalId=${progress.approvalId} .isLive=${this.isLive}></necto-stop-payment>`
        : nothing
    }
    ${receipt ? html`<necto-receipt .receipt=${receipt} .trackedThreadId=${this.trackedThreadId}></necto-receipt>` : nothing}
    ${handOff ? html`<necto-hand-off .handOff=${handOff}></necto-hand-off>` : nothing}
    ${needsAdmin ? html`<necto-needs-admin .order=${needsAdmin} .isLive=${this.isLive}></necto-needs-admin>` : nothing}`;
  }

  /** After a changed price or listing the new approval stands under the old one, unless the conversation has it already. */
  #approval(approval: ApprovalView): unknown {
    const store = approvalStoreOf(approval);
    const { next } = store;
    return html`${keyed(
      approval.id,
      html`<necto-approval
        .store=${store}
        .isLive=${this.isLive}
        @necto-next=${() => this.requestUpdate()}
      ></necto-approval>`,
    )}
    ${next && !this.shownApprovals.has(next.id) ? this.#approval(next) : nothing}`;
  }
}
customElements.define("necto-booking", NectoBooking);
