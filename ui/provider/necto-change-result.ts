import type { ChangedListing, ChangeResult } from "@necto/tools/protocol/change";
import { css, html, LitElement, nothing } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { shortHash } from "../format/text.ts";
import { type IconName, icon } from "../shell/icons.ts";
import { badges, base } from "../styles/shared.ts";

const STATES: Readonly<
  Record<ChangedListing["state"], { readonly icon: IconName; readonly tone: string; readonly word: string }>
> = {
  recorded: { icon: "running", tone: "info", word: "Accepted" },
  sending: { icon: "running", tone: "info", word: "Going on chain" },
  wallet: { icon: "warning", tone: "warning", word: "Your wallet has to send it" },
  done: { icon: "check", tone: "success", word: "In force" },
  failed: { icon: "failed", tone: "danger", word: "Refused" },
};

/** How far an applied change is, listing by listing. */
export class NectoChangeResult extends LitElement {
  static override properties = { result: { attribute: false } };
  declare result: ChangeResult;

  static override styles = [
    base,
    badges,
    css`
      ul {
        border: 1px solid var(--n-border);
        border-radius: var(--n-r-lg);
        background: var(--n-bg-surface);
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--n-sp-1) var(--n-sp-3);
        padding: var(--n-sp-2) var(--n-sp-4);
      }
      li + li {
        border-top: 1px solid var(--n-border);
      }
      a {
        color: var(--n-accent-text);
      }
      .title {
        overflow-wrap: anywhere;
      }
      .quiet {
        flex-basis: 100%;
        overflow-wrap: anywhere;
        font-size: var(--n-fs-sm);
      }
    `,
  ];

  protected override render() {
    if (this.result.listings.length === 0) return nothing;
    return html`<ul aria-label="Changed listings">
      ${this.result.listings.map(({ title, state, version, problem, txHash }) => {
        const { icon: name, tone, word } = STATES[state];
        return html`<li>
          <span class="title">${title}</span>
          <span class="badge ${tone}">${icon(name)}${word}</span>
          <span class="quiet figure"
            >${version === null ? "Not on chain yet" : `Version ${version} on chain`}${problem ? html`. ${problem}` : nothing}${
              txHash
                ? html`. ${explorerAnchor({ kind: "tx", id: txHash }, { explorerUrl: null }, html`<span class="mono" title=${txHash}>${shortHash(txHash)}</span>`)}`
                : nothing
            }</span
          >
        </li>`;
      })}
    </ul>`;
  }
}
customElements.define("necto-change-result", NectoChangeResult);
