import type { ChainHead } from "@necto/tools/chain/explorer/open-explorer";
import type { ExplainedBlock } from "@necto/tools/chain/explorer/read-block";
import { html, LitElement } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { countText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { base } from "../styles/shared.ts";
import { blockLink, linkHere, txLink } from "./explained-parts.ts";
import { explorerStyles } from "./explorer-styles.ts";
import { contractText, secondText } from "./fact-text.ts";

/** The newest blocks of each chain, and the contracts on it. */
export class NectoExplorerHeads extends LitElement {
  static override properties = { heads: { attribute: false } };
  declare heads: readonly ChainHead[];

  static override styles = [base, jobStyles, explorerStyles];

  protected override render() {
    return html`<div class="page">${this.heads.map((head) => this.#chain(head))}</div>`;
  }

  #chain({ chain, blocks }: ChainHead) {
    return html`<section aria-label=${chain.title}>
      <h2>${chain.title.charAt(0).toUpperCase() + chain.title.slice(1)} <span class="quiet figure">chain ${chain.chainId}</span></h2>
      <nav class="links" aria-label="Contracts on ${chain.title}">
        ${chain.contracts.map(({ name, address }) => linkHere({ kind: "address", id: address.toLowerCase() }, chain, contractText(name, chain)))}
        ${chain.explorerUrl === null ? "" : explorerAnchor({ kind: "block", id: String(blocks[0]?.number ?? 0) }, chain, "Its own explorer")}
      </nav>
      <table>
        <thead>
          <tr><th scope="col">Block</th><th scope="col">Time</th><th scope="col">Transactions</th></tr>
        </thead>
        <tbody>
          ${blocks.map(
            (block) => html`<tr>
              <th scope="row" data-label="Block">${blockLink(block.number, chain)}</th>
              <td data-label="Time"><time datetime=${block.at}>${secondText(block.at)}</time></td>
              <td data-label="Transactions">${this.#transactions(block)}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </section>`;
  }

  #transactions({ transactions, chain }: ExplainedBlock) {
    const [first] = transactions;
    if (!first) return "none";
    const more = transactions.length - 1;
    return html`<span>${txLink(first.hash, chain)} ${first.name ?? ""}${more > 0 ? ` and ${countText(more)} more` : ""}</span>`;
  }
}
customElements.define("necto-explorer-heads", NectoExplorerHeads);
