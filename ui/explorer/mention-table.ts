import type { Mention } from "@necto/tools/chain/explorer/read-mentions";
import type { ExplorableChain } from "@necto/tools/protocol/explorer";
import { html, nothing, type TemplateResult } from "lit";
import { codeText, countText } from "../format/text.ts";
import { blockLink, txLink } from "./explained-parts.ts";
import { contractText } from "./fact-text.ts";

/** Older ones are counted, not shown. */
const MOST = 100;

/** Events of Necto's contracts, newest first, each with its transaction. */
export function mentionTable(mentions: readonly Mention[], chain: ExplorableChain): TemplateResult {
  if (mentions.length === 0) return html`<p class="quiet">No contract of Necto's has told of it.</p>`;
  return html`<table>
      <thead>
        <tr><th scope="col">Event</th><th scope="col">By</th><th scope="col">Block</th><th scope="col">Transaction</th></tr>
      </thead>
      <tbody>
        ${mentions.slice(0, MOST).map(
          ({ name, contract, block, txHash }) => html`<tr>
            <th scope="row" data-label="Event">${codeText(name)}</th>
            <td data-label="By">${contractText(contract, chain)}</td>
            <td data-label="Block">${blockLink(block, chain)}</td>
            <td data-label="Transaction">${txLink(txHash, chain)}</td>
          </tr>`,
        )}
      </tbody>
    </table>
    ${mentions.length > MOST ? html`<p class="quiet">The newest ${MOST} of ${countText(mentions.length)}.</p>` : nothing}`;
}
