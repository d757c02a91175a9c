import type { ExplainedEvent, ExplainedTransaction } from "@necto/tools/chain/explorer/read-transaction";
import { html, LitElement, nothing } from "lit";
import { formatEther } from "viem";
import { explorerAnchor } from "../format/explorer-link.ts";
import { codeText, countOf } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { type IconName, icon } from "../shell/icons.ts";
import { badges, base, callouts } from "../styles/shared.ts";
import "../verify/necto-hash.ts";
import { blockLink, bytesText, factRows, partyLink } from "./explained-parts.ts";
import { explorerStyles } from "./explorer-styles.ts";
import { secondText, theContract } from "./fact-text.ts";

const STATUS: Readonly<
  Record<
    ExplainedTransaction["status"],
    { readonly word: string; readonly tone: string; readonly icon: IconName }
  >
> = {
  success: { word: "Carried out", tone: "success", icon: "check" },
  reverted: { word: "Failed", tone: "danger", icon: "failed" },
  waiting: { word: "Waiting", tone: "info", icon: "clock" },
};

/** A transaction: where it stands, what it asked of whom, and what came of it. */
export class NectoExplorerTx extends LitElement {
  static override properties = { transaction: { attribute: false } };
  declare transaction: ExplainedTransaction;

  static override styles = [base, badges, callouts, jobStyles, explorerStyles];

  protected override render() {
    const { transaction } = this;
    const { word, tone, icon: name } = STATUS[transaction.status];
    return html`<article class="page">
      <div class="head">
        <h2>Transaction</h2>
        <span class="badge outline">${transaction.chain.title}</span>
        <span class="badge ${tone}" role="status">${icon(name)}${word}</span>
      </div>
      ${
        transaction.status === "reverted"
          ? html`<p class="callout danger">${icon("failed")}<span>It was carried back: nothing of it happened, only its fee was paid.${transaction.reason === null ? nothing : html` The contract said <span class="mono">${transaction.reason}</span>.`}</span></p>`
          : nothing
      }
      ${this.#facts(transaction)} ${this.#call(transaction)} ${this.#events(transaction)}
    </article>`;
  }

  #facts({ chain, hash, block, from, to, created, valueWei, feeWei, nonce }: ExplainedTransaction) {
    const coins = (wei: string) => `${formatEther(BigInt(wei))} ${chain.currency}`;
    return html`<section aria-label="Facts">
      <dl class="rows figure">
        <div><dt>Hash</dt><dd><necto-hash .value=${hash} label="hash"></necto-hash></dd></div>
        <div><dt>Block</dt><dd>${block ? html`${blockLink(block.number, chain)}, <time datetime=${block.at}>${secondText(block.at)}</time>` : "in none yet"}</dd></div>
        ${block ? html`<div><dt>Finality</dt><dd>${block.isFinal ? "Final" : "Not final yet"}, ${countOf(block.confirmations, "confirmation")}</dd></div>` : nothing}
        <div><dt>From</dt><dd>${partyLink(from, chain)}, its transaction ${nonce}</dd></div>
        <div><dt>To</dt><dd>${to ? partyLink(to, chain) : "nobody: it made a contract"}</dd></div>
        ${created ? html`<div><dt>Made</dt><dd>${partyLink(created, chain)}</dd></div>` : nothing}
        ${valueWei === "0" ? nothing : html`<div><dt>Sent with it</dt><dd>${coins(valueWei)}</dd></div>`}
        ${feeWei === null ? nothing : html`<div><dt>Fee</dt><dd>${coins(feeWei)}</dd></div>`}
        ${chain.explorerUrl === null ? nothing : html`<div><dt>Elsewhere</dt><dd>${explorerAnchor({ kind: "tx", id: hash }, chain, `On ${chain.title}'s explorer`)}</dd></div>`}
      </dl>
    </section>`;
  }

  #call({ call, chain, data }: ExplainedTransaction) {
    if (call === null && data === "0x") return nothing;
    return html`<section aria-labelledby="call">
      <h3 id="call">What it asked for</h3>
      ${
        call
          ? html`<h4><span class="mono">${call.name}</span> <span class="quiet">of ${theContract(call.contract, chain)}</span></h4>
              ${call.facts.length === 0 ? html`<p class="quiet">It takes nothing else.</p>` : factRows(call.facts, chain)}`
          : html`<p class="quiet">No call of a contract that is known here. Its data:</p>
              ${bytesText(data)}`
      }
    </section>`;
  }

  #events({ events, chain, status }: ExplainedTransaction) {
    if (status === "waiting") return nothing;
    return html`<section aria-labelledby="events">
      <h3 id="events">What happened</h3>
      ${events.length === 0 ? html`<p class="quiet">No contract told of anything.</p>` : nothing}
      ${events.map((event) => html`<div class="event">${this.#event(event, chain)}</div>`)}
    </section>`;
  }

  #event({ by, explained, topics, data }: ExplainedEvent, chain: ExplainedTransaction["chain"]) {
    if (explained)
      return html`<h4>${codeText(explained.name)} <span class="quiet">by ${theContract(explained.contract, chain)}, <span class="mono">${explained.name}</span></span></h4>
        ${factRows(explained.facts, chain)}`;
    return html`<h4>An event that is not known here</h4>
      <dl class="rows">
        <div><dt>By</dt><dd>${partyLink(by, chain)}</dd></div>
        ${topics.map((topic, index) => html`<div><dt>Topic ${index}</dt><dd class="mono">${topic}</dd></div>`)}
        <div><dt>Data</dt><dd>${bytesText(data)}</dd></div>
      </dl>`;
  }
}
customElements.define("necto-explorer-tx", NectoExplorerTx);
