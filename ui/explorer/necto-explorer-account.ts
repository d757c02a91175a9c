import type { ExplainedAccount } from "@necto/tools/chain/explorer/read-account";
import { html, LitElement, nothing } from "lit";
import { formatEther } from "viem";
import { explorerAnchor } from "../format/explorer-link.ts";
import { countText } from "../format/text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { base } from "../styles/shared.ts";
import "../verify/necto-hash.ts";
import { explorerStyles } from "./explorer-styles.ts";
import { contractText, moneyText } from "./fact-text.ts";
import { mentionTable } from "./mention-table.ts";

/** An account: what it has and what Necto's contracts told of it, chain by chain. */
export class NectoExplorerAccount extends LitElement {
  static override properties = { accounts: { attribute: false } };
  /** Of one address; at least one. */
  declare accounts: readonly ExplainedAccount[];

  static override styles = [base, jobStyles, explorerStyles];

  protected override render() {
    const [{ party }] = this.accounts as [ExplainedAccount];
    const named = this.accounts.find(({ party: { contract } }) => contract !== null);
    const used = this.accounts.filter(isUsed);
    return html`<article class="page">
      <h2>${named ? contractText(named.party.contract!, named.chain) : "Account"}</h2>
      <necto-hash .value=${party.address} label="address"></necto-hash>
      ${(used.length > 0 ? used : this.accounts).map((account) => this.#on(account))}
    </article>`;
  }

  #on({ chain, party, isContract, balanceWei, tokenUnits, sent, mentions }: ExplainedAccount) {
    return html`<section aria-label=${chain.title}>
      <h3>On ${chain.title}</h3>
      <dl class="rows figure">
        <div><dt>Is</dt><dd>${isContract ? "a contract" : "an account with a key, or one that nobody has used"}</dd></div>
        <div><dt>Has</dt><dd>${formatEther(BigInt(balanceWei))} ${chain.currency}${tokenUnits === null ? nothing : html`, ${moneyText(tokenUnits, chain)}`}</dd></div>
        ${isContract ? nothing : html`<div><dt>Sent</dt><dd>${countText(sent)} transactions</dd></div>`}
        ${chain.explorerUrl === null ? nothing : html`<div><dt>Elsewhere</dt><dd>${explorerAnchor({ kind: "address", id: party.address }, chain, `On ${chain.title}'s explorer`)}</dd></div>`}
      </dl>
      <h4>Events that name it</h4>
      ${mentionTable(mentions, chain)}
    </section>`;
  }
}
customElements.define("necto-explorer-account", NectoExplorerAccount);

/** Whether a chain has anything to say of it. */
const isUsed = ({ isContract, balanceWei, tokenUnits, sent, mentions }: ExplainedAccount): boolean =>
  isContract || balanceWei !== "0" || (tokenUnits ?? "0") !== "0" || sent > 0 || mentions.length > 0;
