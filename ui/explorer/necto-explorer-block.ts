import type { ExplainedBlock } from "@necto/tools/chain/explorer/read-block";
import { html, LitElement, nothing } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { countText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { badges, base } from "../styles/shared.ts";
import "../verify/necto-hash.ts";
import { linkHere, shortParty, txLink } from "./explained-parts.ts";
import { explorerStyles } from "./explorer-styles.ts";
import { secondText } from "./fact-text.ts";

/** A block with its transactions, and the ways to those beside it. */
export class NectoExplorerBlock extends LitElement {
  static override properties = { block: { attribute: false } };
  declare block: ExplainedBlock;

  static override styles = [base, badges, jobStyles, explorerStyles];

  protected override render() {
    const { chain, number, hash, parentHash, at, isFinal, isNewest, gasUsed } = this.block;
    const beside = (to: number, word: string) => linkHere({ kind: "block", id: String(to) }, chain, word);
    return html`<article class="page">
      <div class="head">
        <h2>Block ${countText(number)}</h2>
        <span class="badge outline">${chain.title}</span>
        <span class="badge ${isFinal ? "success" : "info"}">${isFinal ? "Final" : "Not final yet"}</span>
      </div>
      <nav class="links" aria-label="Blocks beside it">
        ${number > 0 ? beside(number - 1, "Block before") : nothing}
        ${isNewest ? nothing : beside(number + 1, "Block after")}
      </nav>
      <section aria-label="Facts">
        <dl class="rows figure">
          <div><dt>Time</dt><dd><time datetime=${at}>${secondText(at)}</time></dd></div>
          <div><dt>Hash</dt><dd><necto-hash .value=${hash} label="hash"></necto-hash></dd></div>
          ${number === 0 ? nothing : html`<div><dt>Hash before it</dt><dd class="mono">${parentHash}</dd></div>`}
          <div><dt>Gas used</dt><dd>${countText(Number(gasUsed))}</dd></div>
          ${chain.explorerUrl === null ? nothing : html`<div><dt>Elsewhere</dt><dd>${explorerAnchor({ kind: "block", id: String(number) }, chain, `On ${chain.title}'s explorer`)}</dd></div>`}
        </dl>
      </section>
      <section aria-labelledby="transactions">
        <h3 id="transactions">Transactions</h3>
        ${this.#transactions()}
      </section>
    </article>`;
  }

  #transactions() {
    const { transactions, chain } = this.block;
    if (transactions.length === 0) return html`<p class="quiet">It has none.</p>`;
    return html`<table>
      <thead>
        <tr><th scope="col">Transaction</th><th scope="col">Asked for</th><th scope="col">From</th><th scope="col">To</th></tr>
      </thead>
      <tbody>
        ${transactions.map(
          ({ hash, name, from, to }) => html`<tr>
            <th scope="row" data-label="Transaction">${txLink(hash, chain)}</th>
            <td data-label="Asked for">${name ? html`<span class="mono">${name}</span>` : "not known here"}</td>
            <td data-label="From">${shortParty(from, chain)}</td>
            <td data-label="To">${to ? shortParty(to, chain) : "made a contract"}</td>
          </tr>`,
        )}
      </tbody>
    </table>`;
  }
}
customElements.define("necto-explorer-block", NectoExplorerBlock);
