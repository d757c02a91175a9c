import type { TraceRef, TraceStatus } from "@necto/tools/protocol/trace-status";
import { css, html, LitElement, nothing } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { shortHash } from "../format/text.ts";
import { uploadText } from "../format/upload-text.ts";
import { icon } from "../shell/icons.ts";
import { badges, base } from "../styles/shared.ts";

/** That a decision can no longer change: its root, how far it is on its way to 0G, and the way to check it. */
export class NectoSeal extends LitElement {
  static override properties = { sealed: { attribute: false }, status: { attribute: false } };
  declare sealed: TraceRef;
  /** Null until the server has told. */
  declare status: TraceStatus | null;

  static override styles = [
    base,
    badges,
    css`
      .seal {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--n-sp-1) var(--n-sp-2);
        padding: var(--n-sp-2) var(--n-sp-3);
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-md);
        background: var(--n-bg-surface);
        font-size: var(--n-fs-md);
      }
      .root {
        display: flex;
        flex: 1 1 auto;
        align-items: center;
        gap: var(--n-sp-2);
        color: var(--n-text-2);
      }
      .root svg {
        color: var(--n-text-3);
        font-size: var(--n-fs-lg);
      }
      a {
        display: inline-flex;
        align-items: center;
        min-height: 1.75rem;
        color: var(--n-accent-text);
        font-weight: var(--n-fw-med);
      }
      p {
        flex: 1 1 14rem;
        color: var(--n-warning);
        font-size: var(--n-fs-sm);
        overflow-wrap: anywhere;
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
      @media (pointer: coarse) {
        a {
          min-height: var(--n-ctl);
        }
      }
    `,
  ];

  protected override render() {
    const { root } = this.sealed;
    const { icon: name, tone, word, trouble } = uploadText(this.status);
    return html`<div class="seal" role="group" aria-label="Trace of this decision">
      <span class="root"
        >${icon("lock")}<span>Sealed · root ${explorerAnchor({ kind: "file", id: root }, { explorerUrl: null }, html`<span class="mono" title=${root}>${shortHash(root)}</span>`)}</span></span
      >
      <span role="status" class="badge ${tone} ${name === "running" ? "running" : ""}">${icon(name)}${word}</span>
      ${trouble ? html`<p>${trouble}</p>` : nothing}
      <a href="/verify/${root}">Verify</a>
    </div>`;
  }
}
customElements.define("necto-seal", NectoSeal);
