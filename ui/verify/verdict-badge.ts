import { VERDICT_WORDS, type Verdict } from "@necto/tools/trace/verification";
import { html } from "lit";
import { type IconName, icon } from "../shell/icons.ts";

/** A verdict as it is told everywhere: icon, word and colour together. */
export const VERDICT_LOOKS: Readonly<Record<Verdict, { readonly icon: IconName; readonly tone: string }>> = {
  verified: { icon: "check", tone: "accent" },
  mismatch: { icon: "failed", tone: "danger" },
  unchecked: { icon: "question", tone: "warning" },
  "not-applicable": { icon: "dash", tone: "outline" },
};

export const verdictBadge = (verdict: Verdict) => {
  const { icon: name, tone } = VERDICT_LOOKS[verdict];
  return html`<span class="badge ${tone}">${icon(name)}${VERDICT_WORDS[verdict]}</span>`;
};
