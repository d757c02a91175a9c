import type { ActRow } from "@necto/tools/protocol/audit";
import { ROLE_TITLES } from "@necto/tools/protocol/roles";
import type { SessionView } from "@necto/tools/protocol/session";
import { tokenText } from "../format/money.ts";
import { codeText, countOf, shortHash, UNKNOWN } from "../format/text.ts";

type Facts = ActRow["facts"];

/** Kinds of acts, as one filters by them: what stands before the dot. */
export const KINDS: Readonly<Record<string, string>> = {
  session: "Sign-ins",
  key: "API keys",
  account: "Account",
  approval: "Orders",
  payment: "Payments",
  job: "Jobs",
  access: "Access to machines",
  listing: "Listings",
  change: "Changes by chat",
  payout: "Payouts",
  chain: "Taken back by the chain",
  org: "Organisation",
  invitation: "Invitations",
  role: "Roles",
  member: "Members",
  policy: "Policy",
  budget: "Budgets",
  order: "Orders that an Admin allows",
  watch: "Watches",
  webhook: "Webhooks",
  mandate: "Mandates",
};

const text = (fact: Facts[string] | undefined): string =>
  fact === undefined || fact === null ? "" : String(fact);
const money = (facts: Facts, name = "usdMicros"): string =>
  typeof facts[name] === "number" ? `$${tokenText(facts[name])}` : "an unknown amount";
const ofMoney = (facts: Facts): string => (typeof facts.usdMicros === "number" ? ` of ${money(facts)}` : "");
const why = (facts: Facts): string => (facts.code ? ` (${text(facts.code)})` : "");
const role = (fact: Facts[string] | undefined): string =>
  ROLE_TITLES[fact as keyof typeof ROLE_TITLES] ?? (text(fact) || "none");

/** Of each known act a few words without who did it: the result stands beside them. */
const ACTIONS: Readonly<Record<string, string | ((facts: Facts) => string)>> = {
  "session.opened": ({ how }) => (how === "demo" ? "Sign-in by one click" : "Sign-in with a wallet"),
  "session.closed": ({ sessions }) =>
    typeof sessions === "number" && sessions > 1 ? `Sign-out of ${countOf(sessions, "session")}` : "Sign-out",
  "key.made": ({ prefix, scopes }) => `New API key ${text(prefix)}… (${text(scopes).replaceAll(" ", ", ")})`,
  "key.revoked": "API key revoked",
  "account.exported": "Copy of everything stored",
  "account.deleted": "Account deleted",
  "approval.approved": (facts) => `Approval of an order${ofMoney(facts)}${why(facts)}`,
  "approval.declined": (facts) => `Order${ofMoney(facts)} declined`,
  "approval.expired": (facts) => `Order${ofMoney(facts)} not answered in time`,
  "approval.void": (facts) => `Order${ofMoney(facts)} void: ${codeText(text(facts.reason)).toLowerCase()}`,
  "payment.recorded": (facts) => `Payment${ofMoney(facts)} on its way`,
  "payment.funded": (facts) => `Payment${ofMoney(facts)} in the escrow`,
  "payment.failed": (facts) => `Payment${ofMoney(facts)}${why(facts)}`,
  "job.start": "Start of the job asked for",
  "job.end": "End of the job asked for",
  "job.cancel": "Cancellation of the job asked for",
  "job.decline": "Refusal of the job asked for",
  "job.extend": "Longer job asked for",
  "job.dispute": "Dispute asked for",
  "job.rate": "Rating asked for",
  "job.resolve": ({ providerSeconds }) =>
    `Dispute decided: ${countOf(Number(providerSeconds), "second")} to be paid`,
  "job.started": "Job started",
  "job.extended": (facts) => `Job made longer for ${money(facts)}`,
  "job.part-paid": (facts) => `Part of the job paid: ${money(facts)}`,
  "job.ended": ({ usedSeconds }) => `Job ended after ${countOf(Number(usedSeconds), "second")}`,
  "job.disputed": "Job disputed",
  "job.resolved": ({ providerSeconds }) =>
    `Dispute decided: ${countOf(Number(providerSeconds), "second")} paid`,
  "job.closed": (facts) =>
    `Job closed (${text(facts.reason)}): ${money(facts, "toProviderUsdMicros")} to the provider, ${money(facts, "toBuyerUsdMicros")} back`,
  "job.rated": ({ stars }) => `Job rated ${text(stars)} of 5`,
  "job.failed": (facts) => `${codeText(text(facts.call))} of the job${why(facts)}`,
  "access.posted": "Way to the machine left, encrypted",
  "access.read": "Way to the machine read, encrypted",
  "listing.created": "New listing drafted",
  "listing.edited": "Draft of a listing edited",
  "listing.imported": ({ listings }) => `File read into ${countOf(Number(listings), "draft")}`,
  "listing.published": ({ isNew }) => (isNew ? "New listing put in force" : "Listing put in force"),
  "listing.paused": "Listing taken off",
  "listing.withdrawn": "Listing withdrawn",
  "listing.on-chain": ({ call }) => `Listing on chain: ${codeText(text(call)).toLowerCase()}`,
  "listing.failed": (facts) => `Listing on chain: ${codeText(text(facts.call)).toLowerCase()}${why(facts)}`,
  "change.applied": ({ listings }) => `Change of ${countOf(Number(listings), "listing")} by chat`,
  "change.discarded": "Change by chat discarded",
  "change.failed": (facts) => `Change by chat${why(facts)}`,
  "payout.withdraw": (facts) => `Withdrawal${ofMoney(facts)} asked for`,
  "payout.withdrawn": (facts) => `Withdrawal${ofMoney(facts)}`,
  "payout.failed": (facts) => `Withdrawal${why(facts)}`,
  "chain.taken-back": (facts) =>
    `Taken back by the chain: ${actionText({ action: text(facts.action), facts: {} })}`,
  "org.created": "Organisation founded",
  "org.renamed": "Organisation renamed",
  "invitation.made": (facts) => `Invitation as ${role(facts.role)}`,
  "invitation.revoked": "Invitation revoked",
  "invitation.accepted": (facts) => `Invitation as ${role(facts.role)} accepted`,
  "role.set": (facts) => `Role set to ${role(facts.role)}`,
  "role.removed": "Role taken",
  "member.left": "Left the organisation",
  "role.failed": (facts) => `${codeText(text(facts.call))}${why(facts)}`,
  "policy.changed": "Policy changed",
  "budget.set": (facts) => `Budget${ofMoney(facts)} set`,
  "budget.reached": "Threshold of a budget reached",
  "order.asked": (facts) => `Order${ofMoney(facts)} put before the Admins`,
  "order.allowed": (facts) => `Order${ofMoney(facts)} allowed`,
  "order.refused": (facts) => `Order${ofMoney(facts)} not allowed`,
  "watch.created": "New watch",
  "watch.deleted": "Watch deleted",
  "watch.fired": "Watch fired",
  "webhook.set": "Webhook set",
  "mandate.signed": "Mandate signed",
  "mandate.revoked": "Mandate revoked",
  "mandate.booked": (facts) => `Booking${ofMoney(facts)} inside a mandate`,
};

/** What was done, in words; an act that is not known here is its name, readable. */
export function actionText({ action, facts }: Pick<ActRow, "action" | "facts">): string {
  const known = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (known === undefined) return codeText(action.replaceAll(".", " "));
  const words = typeof known === "string" ? known : known(facts);
  return facts.needs === undefined ? words : `${words} (needs the role ${role(facts.needs)})`;
}

/** `usdMicros: 2780000` as `Amount`, `$2.78`: facts with words where they are amounts. */
export function factText(name: string, fact: Facts[string]): readonly [string, string] {
  if (fact === null) return [codeText(name), UNKNOWN];
  if (typeof fact !== "number" || !/usdMicros$/i.test(name)) return [codeText(name), String(fact)];
  const of = name.replace(/usdMicros$/i, "");
  return [of === "" ? "Amount" : codeText(of), `$${tokenText(fact)}`];
}

const OTHERS: Readonly<Record<string, string>> = {
  necto: "Necto",
  escrow: "Escrow contract",
  arbiter: "Arbiter",
  link: "Somebody with the link",
};

/** Who somebody is to whoever looks: themself, a known name, or an address cut short; of deleted accounts nothing is known. */
export function personText(who: string | null, session: SessionView | null): string {
  if (who === null) return "Deleted account";
  if (who === session?.account?.address) return "You";
  const known = session?.demoAccounts.find(({ address }) => address === who);
  return OTHERS[who] ?? known?.title ?? shortHash(who);
}

/** `2026-11-22T08:05:12.034Z` → `2026-11-22 08:05:12`, in UTC. */
export const momentText = (iso: string): string => iso.slice(0, 19).replace("T", " ");

export const RESULTS: Readonly<Record<ActRow["result"], string>> = {
  done: "Done",
  refused: "Refused",
  failed: "Failed",
};

/** Where what an act was about is shown; null for what has no page. */
export function targetPath({ action, target }: Pick<ActRow, "action" | "target">): string | null {
  if (target === null) return null;
  const [kind] = action.split(".");
  const isHash = /^0x[0-9a-f]{64}$/.test(target);
  if (isHash && ["payment", "job", "access"].includes(kind!)) return `/jobs/${target}`;
  if (isHash && kind === "listing") return `/provider/listings/${target}`;
  return kind === "key" ? "/account/keys" : null;
}

/** `0x12ab…34cd`; ids of Necto's own as they are, cut short. */
export const targetText = (target: string): string =>
  target.startsWith("0x") ? shortHash(target) : target.length > 18 ? `${target.slice(0, 16)}…` : target;

/** `org:0x12…`: an organisation's; anything else is an account's own. */
export const isOrgScope = (scope: string): boolean => scope.startsWith("org:");

export const actPath = ({ scope, seq }: Pick<ActRow, "scope" | "seq">): string => `/audit/${scope}/${seq}`;
