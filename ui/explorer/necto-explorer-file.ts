import type { ExplorableChain } from "@necto/tools/protocol/explorer";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import { html, LitElement, nothing } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { countText, sizeOf } from "../format/text.ts";
import { uploadText } from "../format/upload-text.ts";
import { jobStyles } from "../jobs/job-styles.ts";
import { icon } from "../shell/icons.ts";
import { badges, base, callouts } from "../styles/shared.ts";
import "../verify/necto-hash.ts";
import { blockLink } from "./explained-parts.ts";
import type { FileFound } from "./explorer-store.ts";
import { explorerStyles } from "./explorer-styles.ts";

const KINDS = {
  decision: "the trace of a decision: everything it was made from",
  run: "the trace of a run: every step of it",
} as const;

/** A file of 0G: what it is, where it is, and what paid for it. */
export class NectoExplorerFile extends LitElement {
  static override properties = { found: { attribute: false }, witness: { attribute: false } };
  declare found: FileFound;
  declare witness: WitnessView;

  static override styles = [base, badges, callouts, jobStyles, explorerStyles];

  protected override render() {
    const { root, file, status } = this.found;
    const isRight = file === null || file.root === root;
    const { network } = this.witness.zeroG;
    const upload = file
      ? uploadText({ state: "stored", tries: 0, problem: null, nextTryAt: null })
      : uploadText(status);
    return html`<article class="page">
      <div class="head">
        <h2>File</h2>
        <span class="badge outline">${network}</span>
        <span class="badge ${upload.tone}" role="status">${icon(upload.icon)}${upload.word}</span>
      </div>
      ${upload.trouble ? html`<p class="callout warning">${icon("warning")}<span>${upload.trouble}</span></p>` : nothing}
      ${
        isRight
          ? nothing
          : html`<p class="callout danger" role="alert">${icon("failed")}<span>The bytes that were served have another root, ${file.root}. They are not this file.</span></p>`
      }
      <nav class="links" aria-label="This file"><a href="/verify/${root}">Verify it</a></nav>
      ${this.#facts(isRight)}
    </article>`;
  }

  #facts(isRight: boolean) {
    const { root, status } = this.found;
    const file = isRight ? this.found.file : null;
    const { gateway } = this.witness.zeroG;
    const size = file?.size ?? status?.size ?? null;
    const kind = file ? (file.trace?.kind ?? null) : (status?.kind ?? null);
    const digest = file ? file.trace?.digest : status?.digest;
    return html`<section aria-label="Facts">
      <dl class="rows figure">
        <div><dt>Root</dt><dd><necto-hash .value=${root} label="root"></necto-hash>${file ? html`<small class="quiet">computed again from its bytes, in this browser</small>` : nothing}</dd></div>
        <div><dt>Is</dt><dd>${kind === null ? "no trace of Necto's" : KINDS[kind]}</dd></div>
        ${digest ? html`<div><dt>Digest</dt><dd><necto-hash .value=${digest} label="digest"></necto-hash></dd></div>` : nothing}
        ${size === null ? nothing : html`<div><dt>Size</dt><dd>${sizeOf(size)} (${countText(size)} bytes)</dd></div>`}
        <div><dt>Stored</dt><dd>${file ? html`<a href="${gateway.replace(/\/$/, "")}/file?root=${root}" target="_blank" rel="noopener noreferrer">By the gateway ${gateway}</a>` : "Not on 0G yet: this server keeps it and brings it there."}</dd></div>
        ${this.#payment()}
      </dl>
    </section>`;
  }

  /** By the chain where that is read, else by what this server knows. */
  #payment() {
    const { file, status } = this.found;
    const submission = file?.submission ?? null;
    const { chains, zeroG } = this.witness;
    const chain = chains?.find(({ chainId }) => chainId === zeroG.chainId) ?? null;
    const txHash = submission?.txHash ?? status?.txHash ?? null;
    const number = submission?.txSeq ?? status?.txSeq ?? null;
    if (txHash === null) return nothing;
    const at = { explorerUrl: zeroG.explorer, chainId: zeroG.chainId };
    return html`<div><dt>Paid for by</dt><dd>${explorerAnchor({ kind: "tx", id: txHash }, at, html`<span class="mono">${txHash}</span>`)}${submission && chain ? this.#inBlock(submission.blockNumber, chain) : nothing}</dd></div>
      ${number === null ? nothing : html`<div><dt>Number on 0G</dt><dd>${countText(number)}</dd></div>`}`;
  }

  #inBlock(block: number, chain: ExplorableChain) {
    return html`, in block ${blockLink(block, chain)}`;
  }
}
customElements.define("necto-explorer-file", NectoExplorerFile);
