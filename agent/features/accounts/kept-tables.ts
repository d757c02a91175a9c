import type { AccountExport } from "@necto/tools/protocol/account";
import type { Database } from "../../store/schema.ts";

/**
 * What becomes of the rows of a table that are about an account, when it is deleted:
 * `deleted`, `unlinked` (what named the account is taken out of them), `stays` (it says what the chain says anyway), or
 * `nobody's`: no row of it is about an account.
 */
export type Fate = "deleted" | "unlinked" | "stays" | "nobody's";

/** Every table. A new one does not compile without an entry; those that are not `nobody's` belong into the export. */
export const KEPT_TABLES = {
  accounts: "deleted",
  api_keys: "deleted",
  sessions: "deleted",
  threads: "deleted",
  runs: "deleted",
  run_events: "deleted",
  decisions: "deleted",
  approvals: "deleted",
  changes: "deleted",
  // What a provider lists is public, on chain, and what jobs run on.
  listings: "stays",
  listing_terms: "stays",
  listing_edits: "stays",
  reservations: "stays",
  heartbeats: "stays",
  route_counts: "stays",
  // First answers to what the account approved and did, and to what was done about its jobs: they tell its view keys.
  idempotency: "deleted",
  jobs: "unlinked",
  // Of its own jobs; those of a team are still the team's.
  job_decisions: "deleted",
  traces: "unlinked",
  intents: "stays",
  intent_events: "stays",
  nonces: "stays",
  senders: "stays",
  transactions: "stays",
  escrow_logs: "stays",
  escrow_jobs: "stays",
  ledger_entries: "stays",
  broker_launches: "stays",
  resolutions: "stays",
  // Everybody's who is in it, but for who made it.
  orgs: "unlinked",
  // The chain says it to everybody.
  org_members: "stays",
  invitations: "deleted",
  // A team's log stays whole without who it was; an account's own goes.
  acts: "unlinked",
  inbox: "deleted",
  // Those of nobody are read with their capability only, and forgotten by themselves.
  watches: "deleted",
  firings: "deleted",
  // What a team decided and agreed to is the team's: without who it was. A budget of a member binds its address, which is on chain.
  team_policies: "unlinked",
  team_budgets: "stays",
  team_charges: "unlinked",
  order_requests: "deleted",
  budget_marks: "nobody's",
  webhooks: "deleted",
  deliveries: "deleted",
  mandates: "deleted",
  mandate_orders: "deleted",
  sign_in_nonces: "nobody's",
  meta: "nobody's",
  processes: "nobody's",
  leases: "nobody's",
  price_series: "nobody's",
  price_hours: "nobody's",
  price_days: "nobody's",
  chain_cursors: "nobody's",
  chain_blocks: "nobody's",
} as const satisfies Readonly<Record<keyof Database, Fate>>;

/** Tables whose rows are about accounts, in one way or another. */
type AboutAccounts = {
  [Table in keyof typeof KEPT_TABLES]: (typeof KEPT_TABLES)[Table] extends "nobody's" ? never : Table;
}[keyof typeof KEPT_TABLES];

/** Why what a table says is in no export. */
export interface NotExported {
  readonly because: string;
}

/** Where an export has the rows of each table that are about its account, or why it has none. A new table does not compile without. */
export const EXPORTED = {
  ...{ accounts: "account", api_keys: "apiKeys", sessions: "sessions", threads: "conversations" },
  ...{ runs: "runs", run_events: "events", decisions: "decisions", approvals: "approvals" },
  ...{ changes: "changes", listings: "listings", listing_edits: "listingEdits", heartbeats: "heartbeats" },
  listing_terms: { because: "Each is a part of an edit of a listing, under its hash." },
  reservations: { because: "They are others' orders; what came of them is in the log of usage." },
  route_counts: { because: "They are others' searches; what may be told of them is why a listing lost." },
  idempotency: { because: "Each is the first answer to a request, of what is here." },
  ...{ jobs: "jobs", job_decisions: "jobDecisions", traces: "traces", intents: "payments" },
  intent_events: { because: "The steps of a payment, which its state is the last of." },
  nonces: { because: "Numbers of transactions, which the chain has." },
  senders: { because: "The next of those numbers." },
  transactions: { because: "Bytes of transactions; the chain has them under the hashes of the payments." },
  escrow_logs: { because: "The chain's own log." },
  escrow_jobs: { because: "What the chain's own log comes to." },
  ...{ ledger_entries: "ledger", broker_launches: "brokerLaunches", resolutions: "resolutions" },
  ...{ orgs: "memberships", org_members: "memberships", invitations: "invitations", acts: "acts" },
  ...{ inbox: "inbox", watches: "watches", firings: "firings", team_policies: "teamPolicies" },
  ...{ team_budgets: "teamBudgets", team_charges: "teamCharges", order_requests: "orderRequests" },
  ...{
    webhooks: "webhooks",
    deliveries: "deliveries",
    mandates: "mandates",
    mandate_orders: "mandateOrders",
  },
} as const satisfies Readonly<Record<AboutAccounts, keyof AccountExport | NotExported>>;
