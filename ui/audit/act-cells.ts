import type { ActRow, AuditPage } from "@necto/tools/protocol/audit";
import { html, nothing, type TemplateResult } from "lit";
import { explorerAnchor } from "../format/explorer-link.ts";
import { shortHash } from "../format/text.ts";
import { targetPath, targetText } from "./act-text.ts";

type Chain = AuditPage["chain"];

/** A transaction, where it is shown. */
export const transactionCell = (txHash: string, chain: Chain, text = shortHash(txHash)): TemplateResult =>
  explorerAnchor({ kind: "tx", id: txHash }, chain ?? { explorerUrl: null }, text);

/** The decision behind an act, to be verified. */
export const decisionCell = (root: string, text = shortHash(root)): TemplateResult =>
  html`<a href=${`/verify/${root}`}>${text}</a>`;

/** The file of a decision on 0G. */
export const fileCell = (root: string, text = "File on 0G"): TemplateResult =>
  explorerAnchor({ kind: "file", id: root }, { explorerUrl: null }, text);

/** What it was about: its page, where it has one. */
export function targetCell(act: Pick<ActRow, "action" | "target">, text?: string): TemplateResult {
  if (act.target === null) return html`${nothing}`;
  const path = targetPath(act);
  const words = text ?? targetText(act.target);
  return path === null ? html`<span>${words}</span>` : html`<a href=${path}>${words}</a>`;
}
