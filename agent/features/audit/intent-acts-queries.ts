import type { Kysely } from "kysely";
import type { Database } from "../../store/schema.ts";
import type { Act } from "./act.ts";
import { recordAct } from "./act-queries.ts";
import { type Belonging, scopeOfAccount, scopeOfJob } from "./scope-queries.ts";

type Db = Kysely<Database>;
type Intent = Database["intents"];

/**
 * Writes down how a payment or a call of the journal ended, in the transaction of the step that ended it. What came on chain of a
 * job is told by the escrow's events instead (`recordLogs`): they are there for wallets too, and a reorg takes them back.
 *
 * @param seq the step's place in the way of its intent: it is taken once
 */
export async function recordIntentStep(
  db: Db,
  intent: Intent,
  { what, seq, at }: { readonly what: string; readonly seq: number; readonly at: string },
): Promise<void> {
  const told = toldOf(intent, what);
  if (told === null) return;
  const belonging = await belongingOf(db, intent);
  if (belonging === null) return;
  const { scope, member } = belonging;
  await recordAct(db, {
    ...{ scope, ...told, actor: "necto", subject: member, at, key: `intent ${intent.id} ${seq}` },
    ...{ target: intent.job_id ?? listingOf(intent), txHash: intent.tx_hash },
  });
}

function toldOf(intent: Intent, what: string): Pick<Act, "action" | "result" | "facts"> | null {
  const { state, action } = intent;
  const facts = { call: action, code: intent.problem_code ?? (state === "cancelled" ? "cancelled" : null) };
  const isListing = listingOf(intent) !== null;
  if (state === "failed" || state === "cancelled")
    return { action: `${isListing ? "listing" : kindOf(intent)}.failed`, result: "failed", facts };
  if (!isListing) return null;
  if (state === "mined") return { action: "listing.on-chain", result: "done", facts: { call: action } };
  return what === "reorged"
    ? { action: "chain.taken-back", result: "failed", facts: { action: "listing.on-chain" } }
    : null;
}

function kindOf({ action, job_id: jobId }: Intent): string {
  if (action === "withdraw") return "payout";
  if (jobId === null) return "role";
  return action.startsWith("open") ? "payment" : "job";
}

/** Of a job its log, of a role its organisation's, of a listing or a withdrawal that of its owner. */
async function belongingOf(db: Db, intent: Intent): Promise<Belonging> {
  if (intent.job_id !== null) return scopeOfJob(db, intent.job_id);
  const { owner, org } = JSON.parse(intent.facts) as { readonly owner?: string; readonly org?: string };
  if (org !== undefined) return { scope: `org:${org}`, member: intent.account };
  if (owner !== undefined) return scopeOfAccount(db, owner);
  return intent.action === "withdraw" ? scopeOfAccount(db, intent.account) : null;
}

const listingOf = ({ facts }: Intent): string | null =>
  (JSON.parse(facts) as { readonly listingId?: string }).listingId ?? null;
