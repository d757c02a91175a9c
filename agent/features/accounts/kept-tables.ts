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
