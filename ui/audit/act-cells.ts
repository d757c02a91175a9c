import type { ActRow, AuditPage } from "@necto/tools/protocol/audit";
import { html, nothing, type TemplateResult } from "lit";
import { shortHash } from "../format/text.ts";
import { targetPath, targetText } from "./act-text.ts";

type Chain = AuditPage["chain"];

/** A transaction, where the chain has an explorer as a link. */
export function transactionCell(txHash: string, chain: Chain, text = shortHash(txHash)): TemplateResult {
  return chain?.explorerUrl
    ? html`<a href=${`${chain.explorerUrl}/tx/${txHash}`} target="_blank" rel="noreferrer">${text}</a>`
    : html`<span>${text}</span>`;
}

/** The decision behind an act, to be verified. */
export const decisionCell = (root: string, text = shortHash(root)): TemplateResult =>
  html`<a href=${`/verify/${root}`}>${text}</a>`;

/** What it was about: its page, where it has one. */
export function targetCell(act: Pick<ActRow, "action" | "target">, text?: string): TemplateResult {
  if (act.target === null) return html`${nothing}`;
  const path = targetPath(act);
  const words = text ?? targetText(act.target);
  return path === null ? html`<span>${words}</span>` : html`<a href=${path}>${words}</a>`;
}
