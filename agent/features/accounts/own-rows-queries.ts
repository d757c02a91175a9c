import type { AccountExport, AccountView } from "@necto/tools/protocol/account";
import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import { listLastAdminOf } from "../teams/org-queries.ts";
import type { Principal } from "./principal.ts";

type Db = Kysely<Database>;

/** Payments that neither failed nor came to their end. */
export const UNDER_WAY = ["waiting-for-trace", "waiting-for-buyer", "recorded", "sent"] as const;

/** The rows that are about an account. */
export const ownRows = (db: Db, { address, demo }: Principal) => {
  const threads = db.selectFrom("threads").where("owner", "=", address);
  const threadIds = threads.select("id");
  const runs = db.selectFrom("runs").where("thread_id", "in", threadIds);
  const jobs = db
    .selectFrom("jobs")
    .where(({ eb, or }) =>
      or([eb("thread_id", "in", threadIds), ...(demo === null ? [] : [eb("account", "=", demo)])]),
    );
  return {
    ...{ threads, threadIds, runs, runIds: runs.select("id"), jobs, jobIds: jobs.select("job_id") },
    sessions: db.selectFrom("sessions").where("address", "=", address),
    apiKeys: db.selectFrom("api_keys").where("address", "=", address),
    approvals: db.selectFrom("approvals").where("thread_id", "in", threadIds),
    changes: db.selectFrom("changes").where("thread_id", "in", threadIds),
    listings: db.selectFrom("listings").where("owner", "=", address),
    acts: db
      .selectFrom("acts")
      .where(({ eb, or }) => or([eb("actor", "=", address), eb("subject", "=", address)])),
    inbox: db.selectFrom("inbox").where("account", "=", address),
    watches: db.selectFrom("watches").where("account", "=", address),
    teamPolicies: db.selectFrom("team_policies").where("by", "=", address),
    teamBudgets: db.selectFrom("team_budgets").where("member", "=", address),
    teamCharges: db.selectFrom("team_charges").where("member", "=", address),
    orderRequests: db.selectFrom("order_requests").where("member", "=", address),
    mandates: db.selectFrom("mandates").where("account", "=", address),
    traces: db.selectFrom("traces").where("thread_id", "in", threadIds),
    memberships: db.selectFrom("org_members").where("account", "=", address),
    invitations: db
      .selectFrom("invitations")
      .where(({ eb, or }) => or([eb("created_by", "=", address), eb("accepted_by", "=", address)])),
  };
};

/** In numbers, and what stands in the way of a deletion. */
export async function viewAccount(db: Db, principal: Principal): Promise<AccountView> {
  const own = ownRows(db, principal);
  const account = await db
    .selectFrom("accounts")
    .select(["address", "created_at"])
    .where("address", "=", principal.address)
    .executeTakeFirstOrThrow();
  const rows = db.fn.countAll().as("rows");
  const counts = await db
    .selectNoFrom([
      own.sessions.select(rows).as("sessions"),
      own.threads.select(rows).as("conversations"),
      own.runs.select(rows).as("runs"),
      own.approvals.select(rows).as("approvals"),
      own.jobs.select(rows).as("jobs"),
      own.traces.select(rows).as("salts"),
    ])
    .executeTakeFirstOrThrow();
  const stored = Object.fromEntries(Object.entries(counts).map(([of, count]) => [of, Number(count)]));
  const openJobs = await own.jobs
    .leftJoin("escrow_jobs", "escrow_jobs.job_id", "jobs.job_id")
    .select("jobs.job_id")
    // What the chain has not told of yet is open too.
    .where(({ eb, or }) =>
      or([eb("escrow_jobs.status", "is", null), eb("escrow_jobs.status", "!=", "closed")]),
    )
    .orderBy("jobs.created_at")
    .execute();
  const isPaying = await own.approvals
    .select("id")
    .where("status", "=", "approved")
    .where("booking_state", "in", UNDER_WAY)
    .executeTakeFirst();
  const isApplying = await own.changes.select("id").where("is_open", "=", 1).executeTakeFirst();
  const isRunning = await own.threads.select("id").where("run_id", "is not", null).executeTakeFirst();
  return {
    ...{ address: account.address, createdAt: account.created_at },
    stored: stored as AccountView["stored"],
    openJobs: openJobs.map(({ job_id }) => job_id),
    lastAdminOf: await listLastAdminOf(db, principal.address),
    isBusy: isPaying !== undefined || isApplying !== undefined || isRunning !== undefined,
  };
}

/** Everything, without what would open something. */
export async function exportAccount(db: Db, principal: Principal, at: string): Promise<AccountExport> {
  const own = ownRows(db, principal);
  const account = await db
    .selectFrom("accounts")
    .selectAll()
    .where("address", "=", principal.address)
    .executeTakeFirstOrThrow();
  const rowsOf = async (query: { execute(): Promise<object[]> }) => (await query.execute()).map(toPlain);
  return {
    ...{ format: "necto.account/1", exportedAt: at, account: toPlain(account) },
    sessions: await rowsOf(own.sessions.select(["demo", "created_at", "expires_at"]).orderBy("created_at")),
    apiKeys: await rowsOf(
      own.apiKeys.select(["name", "prefix", "scopes", "created_at", "last_used_at"]).orderBy("created_at"),
    ),
    conversations: await rowsOf(
      own.threads.select(["id", "mode", "role", "org", "created_at", "state"]).orderBy("created_at"),
    ),
    runs: await rowsOf(own.runs.select(["id", "thread_id", "status", "started_at"]).orderBy("started_at")),
    events: await rowsOf(
      db
        .selectFrom("run_events")
        .selectAll()
        .where("run_id", "in", own.runIds)
        .orderBy("run_id")
        .orderBy("seq"),
    ),
    decisions: await rowsOf(
      db.selectFrom("decisions").selectAll().where("run_id", "in", own.runIds).orderBy("id"),
    ),
    approvals: (await rowsOf(own.approvals.selectAll().orderBy("requested_at"))).map(withoutSignature),
    changes: await rowsOf(own.changes.selectAll().orderBy("requested_at")),
    listings: await rowsOf(own.listings.selectAll().orderBy("created_at")),
    listingEdits: await rowsOf(
      db.selectFrom("listing_edits").selectAll().where("by", "=", principal.address).orderBy("at"),
    ),
    heartbeats: await rowsOf(
      db
        .selectFrom("heartbeats")
        .selectAll()
        .where("listing_id", "in", own.listings.select("listing_id"))
        .orderBy("listing_id")
        .orderBy("agent"),
    ),
    acts: await rowsOf(own.acts.selectAll().orderBy("at").orderBy("scope").orderBy("seq")),
    inbox: await rowsOf(own.inbox.selectAll().orderBy("created_at")),
    watches: await rowsOf(own.watches.selectAll().orderBy("created_at")),
    firings: await rowsOf(
      db.selectFrom("firings").selectAll().where("watch_id", "in", own.watches.select("id")).orderBy("at"),
    ),
    memberships: await rowsOf(
      own.memberships
        .leftJoin("orgs", "orgs.id", "org_members.org")
        .select(["org_members.org", "orgs.name", "org_members.role"])
        .orderBy("org_members.org"),
    ),
    invitations: await rowsOf(
      own.invitations
        .select(["id", "org", "role", "created_by", "created_at", "expires_at"])
        .select(["revoked_at", "accepted_by", "accepted_at", "settled_at"])
        .orderBy("created_at"),
    ),
    teamPolicies: await rowsOf(own.teamPolicies.selectAll().orderBy("org").orderBy("version")),
    teamBudgets: await rowsOf(own.teamBudgets.selectAll().orderBy("id")),
    teamCharges: await rowsOf(own.teamCharges.selectAll().orderBy("at").orderBy("id")),
    orderRequests: await rowsOf(own.orderRequests.selectAll().orderBy("asked_at")),
    webhooks: await rowsOf(
      db
        .selectFrom("webhooks")
        .select(["watch_id", "url", "created_at"])
        .where("watch_id", "in", own.watches.select("id")),
    ),
    deliveries: await rowsOf(
      db
        .selectFrom("deliveries")
        .selectAll()
        .where("watch_id", "in", own.watches.select("id"))
        .orderBy("created_at"),
    ),
    mandates: (await rowsOf(own.mandates.selectAll().orderBy("signed_at"))).map(unsigned),
    mandateOrders: await rowsOf(
      db
        .selectFrom("mandate_orders")
        .selectAll()
        .where("mandate_id", "in", own.mandates.select("id"))
        .orderBy("fired_at"),
    ),
    jobs: await rowsOf(own.jobs.selectAll().orderBy("created_at")),
    traces: await rowsOf(
      own.traces
        .select(["root", "kind", "digest", "decision_id", "thread_id", "salt", "created_at", "stored_at"])
        .orderBy("created_at"),
    ),
    payments: await rowsOf(
      db
        .selectFrom("intents")
        .select([
          "id",
          "chain_id",
          "action",
          "job_id",
          "facts",
          "state",
          "tx_hash",
          "created_at",
          "updated_at",
        ])
        // For its jobs; and of its own listings, roles and withdrawals.
        .where(({ eb, or, and }) =>
          or([
            eb("job_id", "in", own.jobIds),
            and([eb("job_id", "is", null), eb("account", "=", principal.address)]),
          ]),
        )
        .orderBy("created_at"),
    ),
    jobDecisions: await rowsOf(
      db.selectFrom("job_decisions").selectAll().where("job_id", "in", own.jobIds).orderBy("job_id"),
    ),
    ledger: await rowsOf(
      db.selectFrom("ledger_entries").selectAll().where("job_id", "in", own.jobIds).orderBy("booked_at"),
    ),
    brokerLaunches: await rowsOf(
      db.selectFrom("broker_launches").selectAll().where("job_id", "in", own.jobIds).orderBy("job_id"),
    ),
    resolutions: await rowsOf(
      db.selectFrom("resolutions").selectAll().where("job_id", "in", own.jobIds).orderBy("job_id"),
    ),
  };
}

type PlainRow = Record<string, unknown>;

/** Columns that hold JSON. */
const JSON_COLUMNS = new Set([
  "state",
  "event",
  "order_json",
  "previous",
  "payer",
  "facts",
  "diffs",
  "result",
  "draft",
  "published",
  "detail",
  "commitments",
  "requirements",
  "below",
  "policy",
  "thresholds",
  "terms",
  "machines",
  "hand_off",
]);

/** `order_json: "{…}"` as `order: {…}`, and other names in camel case. */
const toPlain = (row: object): PlainRow =>
  Object.fromEntries(
    Object.entries(row).map(([column, cell]) => [
      column.replace(/_json$/, "").replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()),
      JSON_COLUMNS.has(column) && typeof cell === "string" && /^[{[]/.test(cell) ? JSON.parse(cell) : cell,
    ]),
  );

const unsigned = ({ signature: _, ...row }: PlainRow): PlainRow => row;

const withoutSignature = ({ payer, ...row }: PlainRow): PlainRow => {
  if (payer === null || typeof payer !== "object") return { ...row, payer };
  return { ...row, payer: unsigned(payer as PlainRow) };
};
