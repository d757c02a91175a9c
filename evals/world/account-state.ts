import type { Store } from "@necto/agent/store/open-store";
import type { MandateTerms } from "@necto/tools/protocol/mandate";
import type { AccountState } from "../run/trial.ts";

/** Rows of everybody, as the database has them: nothing is left out because of whose it is. */
export async function readAccountState({ db }: Store): Promise<AccountState> {
  const [watches, firings, notices, requests, mandates, mandated, charges] = await Promise.all([
    db.selectFrom("watches").selectAll().orderBy("created_at").orderBy("id").execute(),
    db.selectFrom("firings").selectAll().orderBy("at").orderBy("id").execute(),
    db.selectFrom("inbox").selectAll().orderBy("created_at").orderBy("id").execute(),
    db.selectFrom("order_requests").selectAll().orderBy("asked_at").orderBy("id").execute(),
    db.selectFrom("mandates").selectAll().orderBy("signed_at").execute(),
    db.selectFrom("mandate_orders").selectAll().orderBy("fired_at").execute(),
    db.selectFrom("team_charges").selectAll().where("is_void", "=", 0).orderBy("at").orderBy("id").execute(),
  ]);
  return {
    watches: watches.map(({ id, account, usd_micros_per_gpu_hour, crossing }) => ({
      ...{ id, account, lineUsdMicros: usd_micros_per_gpu_hour, crossings: crossing },
    })),
    firings: firings.map(({ watch_id, crossing, usd_micros_per_gpu_hour, offer_id }) => ({
      ...{ watchId: watch_id, crossing, usdMicrosPerGpuHour: usd_micros_per_gpu_hour, offerId: offer_id },
    })),
    notices: notices.map(({ account, org, kind }) => ({ account, org, kind })),
    requests: requests.map(({ status, member, max_total, used_by }) => ({
      ...{ status, member, maxTotalUsdMicros: Number(max_total), usedBy: used_by },
    })),
    mandates: mandates.map(({ id, terms, end_reason, ended_at }) => ({
      ...{ id, terms: JSON.parse(terms) as MandateTerms },
      end: end_reason === null || ended_at === null ? null : { reason: end_reason, at: ended_at },
    })),
    mandated: mandated.map(({ mandate_id, state, reason, approval_id }) => ({
      ...{ mandateId: mandate_id, state, reason, approvalId: approval_id },
    })),
    charges: charges.map(({ id, org, member, amount }) => ({ id, org, member, usdMicros: Number(amount) })),
  };
}
