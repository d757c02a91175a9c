import type { InboxItem } from "@necto/tools/protocol/inbox";
import type { SkipReason } from "@necto/tools/protocol/mandate";
import { amountText, rateText } from "../format/money.ts";
import { REFUSAL_TEXT } from "../team/refusal-text.ts";
import { SKIP_WORDS } from "./mandate-text.ts";

/** A notice in words, and where it leads; null for nowhere. */
export interface InboxText {
  readonly says: string;
  readonly href: string | null;
}

type Facts = InboxItem["facts"];

const rate = (fact: Facts[string] | undefined): string =>
  typeof fact === "number" ? `$${rateText(fact)} per GPU-hour` : "a price";
const amount = (fact: Facts[string] | undefined): string =>
  typeof fact === "number" ? `$${amountText(fact)}` : "an amount";
const words = (fact: Facts[string] | undefined, otherwise: string): string =>
  typeof fact === "string" && fact !== "" ? fact : otherwise;
const because = (facts: Facts): string => (typeof facts.reason === "string" ? `: ${facts.reason}` : "");
const refusalOf = ({ reason }: Facts): Facts[string] =>
  typeof reason === "string" && Object.hasOwn(REFUSAL_TEXT, reason)
    ? REFUSAL_TEXT[reason as keyof typeof REFUSAL_TEXT].toLowerCase()
    : (reason ?? null);
const whyNot = ({ reason }: Facts): string =>
  typeof reason === "string" && Object.hasOwn(SKIP_WORDS, reason)
    ? `: ${SKIP_WORDS[reason as SkipReason]}`
    : "";
const jobOf = ({ jobId }: Facts): string | null =>
  typeof jobId === "string" ? `/jobs/${encodeURIComponent(jobId)}` : null;
const policyOf = (org: string | null): string | null =>
  org === null ? null : `/team/${encodeURIComponent(org)}/policy`;
const threadOf = ({ threadId }: Facts): string | null =>
  typeof threadId === "string" ? `/chat/${encodeURIComponent(threadId)}` : null;

/** What each kind of notice says. Facts that are not there leave the sentence whole. */
const SENTENCES: Readonly<Record<string, (facts: Facts, org: string | null) => InboxText>> = {
  "watch.fired": (facts) => ({
    says: `${words(facts.gpus, "A GPU")} fell to ${rate(facts.usdMicrosPerGpuHour)}, under your line of ${rate(facts.lineUsdMicros)}.`,
    href: "/watches",
  }),
  "budget.reached": (facts, org) => ({
    says: `${typeof facts.percent === "number" ? `${facts.percent} % of ` : ""}the budget ${facts.of === "member" ? "of a member" : words(facts.name, "of your team")} is spent${typeof facts.spentUsdMicros === "number" ? `: ${amount(facts.spentUsdMicros)} of ${amount(facts.limitUsdMicros)}` : ""}.`,
    href: policyOf(org),
  }),
  "order.asks": (facts, org) => ({
    says: `An order of ${amount(facts.totalUsdMicros)} waits for an Admin to allow it.`,
    href: policyOf(org),
  }),
  "order.allowed": (facts) => ({
    says: `An Admin allowed your order of ${amount(facts.totalUsdMicros)}. It is yours to approve now.`,
    href: threadOf(facts),
  }),
  "order.refused": (facts) => ({
    says: `An Admin refused your order of ${amount(facts.totalUsdMicros)}${because({ reason: refusalOf(facts) })}.`,
    href: threadOf(facts),
  }),
  "mandate.booked": (facts) => ({
    says: `A mandate booked ${words(facts.gpus, "a machine")} for ${amount(facts.totalUsdMicros)}.`,
    href: jobOf(facts) ?? "/watches",
  }),
  "mandate.asks": (facts) => ({
    says: `A mandate prepared an order of ${amount(facts.totalUsdMicros)}. It waits for you.`,
    href: threadOf(facts),
  }),
  "mandate.skipped": (facts) => ({
    says: `A watch fired, and its mandate booked nothing${whyNot(facts)}.`,
    href: threadOf(facts),
  }),
  "mandate.stopped": (facts) => ({
    says: `A mandate books nothing any more${whyNot(facts)}.`,
    href: "/watches",
  }),
  "role.changed": (facts) => ({
    says:
      (facts.role ?? "none") === "none"
        ? `You are no longer a member of ${words(facts.org, "an organisation")}.`
        : `You are ${words(facts.role, "a member")} of ${words(facts.org, "an organisation")} now.`,
    href: null,
  }),
};

export function inboxText({
  kind,
  facts,
  org = null,
}: Pick<InboxItem, "kind" | "facts"> & Partial<Pick<InboxItem, "org">>): InboxText {
  const sentence = Object.hasOwn(SENTENCES, kind) ? SENTENCES[kind] : undefined;
  return (
    sentence?.(facts, org) ?? {
      says: `Something happened that this page has no words for (${kind}).`,
      href: null,
    }
  );
}
