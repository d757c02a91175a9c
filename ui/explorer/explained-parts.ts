import type { Fact } from "@necto/tools/chain/explorer/facts";
import type { Party } from "@necto/tools/chain/explorer/read-transaction";
import type { ExplorableChain } from "@necto/tools/protocol/explorer";
import { html, type TemplateResult } from "lit";
import { type Explorable, explorerAnchor } from "../format/explorer-link.ts";
import { countText, shortHash } from "../format/text.ts";
import { contractText, factLabel, factText } from "./fact-text.ts";

const NONE = `0x${"0".repeat(64)}`;
/** More bytes than this are folded away. */
const LONG_BYTES = 100;

/** A link to another page of this explorer: whoever looks here goes on looking here. */
export const linkHere = (thing: Explorable, { chainId }: ExplorableChain, text: TemplateResult | string) =>
  explorerAnchor(thing, { explorerUrl: null, chainId }, text);

const mono = (text: string) => html`<span class="mono">${text}</span>`;

/** An account in full, after its name where it has one. */
export const partyLink = ({ address, contract }: Party, chain: ExplorableChain): TemplateResult =>
  html`${contract ? html`${contractText(contract, chain)} ` : ""}${linkHere({ kind: "address", id: address }, chain, mono(address))}`;

/** An account by its name alone, or short. */
export const shortParty = (party: Party, chain: ExplorableChain): TemplateResult =>
  linkHere(
    { kind: "address", id: party.address },
    chain,
    party.contract ? contractText(party.contract, chain) : mono(shortHash(party.address)),
  );

export const blockLink = (number: number, chain: ExplorableChain): TemplateResult =>
  linkHere({ kind: "block", id: String(number) }, chain, countText(number));

export const txLink = (hash: string, chain: ExplorableChain): TemplateResult =>
  linkHere({ kind: "tx", id: hash }, chain, html`<span class="mono" title=${hash}>${shortHash(hash)}</span>`);

/** Facts as rows of a list. Whatever they say is text. */
export const factRows = (facts: readonly Fact[], chain: ExplorableChain): TemplateResult =>
  html`<dl class="rows figure">
    ${facts.map((fact) => html`<div><dt>${factLabel(fact.name)}</dt><dd>${factValue(fact, chain)}</dd></div>`)}
  </dl>`;

function factValue(fact: Fact, chain: ExplorableChain): TemplateResult | string {
  const { kind, value } = fact;
  switch (kind) {
    case "address":
      return partyLink({ address: value, contract: contractAt(value, chain) }, chain);
    case "block":
      return blockLink(Number(value), chain);
    case "job":
      return html`${linkHere({ kind: "id", id: value }, chain, mono(value))} · <a href="/jobs/${value}">Open the job</a>`;
    case "listing":
      return value === NONE ? "none" : linkHere({ kind: "id", id: value }, chain, mono(value));
    case "root":
      return html`${linkHere({ kind: "file", id: value }, chain, mono(value))} · <a href="/verify/${value}">Verify</a>`;
    case "mode":
      return value === NONE ? "untracked: nothing about who asked" : html`tracked, commitment ${mono(value)}`;
    case "bytes":
      return bytesText(value);
    default:
      return factText(fact, chain) ?? mono(value);
  }
}

const contractAt = (address: string, { contracts }: ExplorableChain): Party["contract"] =>
  contracts.find((known) => known.address.toLowerCase() === address)?.name ?? null;

/** Short ones as they are, long ones on demand. */
export function bytesText(hex: string): TemplateResult | string {
  const length = (hex.length - 2) / 2;
  if (length === 0) return "none";
  if (length <= LONG_BYTES) return mono(hex);
  return html`<details>
    <summary>${countText(length)} bytes</summary>
    <pre tabindex="0" aria-label="Bytes in hex">${hex}</pre>
  </details>`;
}
