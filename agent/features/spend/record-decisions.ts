import type { JobState } from "@necto/contracts/abi/fold-events";
import type { CodedDecision } from "@necto/tools/core/decide";
import type { Offer } from "@necto/tools/core/offer";
import { historyRegionsOf } from "../../market/price-samples.ts";
import type { Store } from "../../store/open-store.ts";
import { findMedian } from "../../store/price-history.ts";
import type { Database } from "../../store/schema.ts";
import { fromJson } from "../booking/index/event-json.ts";
import type { IndexKey } from "../booking/index/index-queries.ts";
import type { BookedJob } from "../booking/job-queries.ts";
import { alternativesOf } from "./alternatives.ts";

export interface DecisionRecorderOptions {
  readonly store: Pick<Store, "db">;
  readonly key: IndexKey;
  /** A decision as it was taken; null when it cannot be read now. */
  readonly findDecision: (id: string) => Promise<CodedDecision | null>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Keeps what the decisions of tracked jobs say beside their choice, for as long as the market's prices of then are known. */
export interface DecisionRecorder {
  /** Reads the decisions of some jobs that nothing is known of yet; whether any is left that can be read now. */
  readonly look: () => Promise<boolean>;
}

type Row = Database["job_decisions"];

/** Decisions read in one look. */
const AT_ONCE = 500;
/** A trace that 0G does not give now is asked for again after this long. */
const REST_MS = 10 * 60_000;
/** The market of a decision may be recorded a little after it. */
const MARKET_MS = 60 * 60_000;

export function createDecisionRecorder(options: DecisionRecorderOptions): DecisionRecorder {
  const { store, key, now } = options;
  const { db } = store;
  const resting = new Map<string, number>();

  async function listUnread() {
    for (const [jobId, until] of resting) if (until <= now()) resting.delete(jobId);
    let query = db
      .selectFrom("jobs as booked")
      .innerJoin("escrow_jobs as job", "job.job_id", "booked.job_id")
      .leftJoin("job_decisions as decided", "decided.job_id", "booked.job_id")
      .select(["booked.job_id", "booked.order_json", "job.state"])
      .where("job.chain_id", "=", key.chainId)
      .where("job.address", "=", key.address)
      // Of untracked jobs nothing is read.
      .where((row) => row.or([row("booked.thread_id", "is not", null), row("booked.org", "is not", null)]))
      .where((row) =>
        row.or([
          row("decided.job_id", "is", null),
          row.and([
            row("decided.market_p50", "is", null),
            row("decided.decided_at", ">", new Date(now() - MARKET_MS).toISOString()),
          ]),
        ]),
      );
    if (resting.size > 0) query = query.where("booked.job_id", "not in", [...resting.keys()]);
    return query.orderBy("booked.created_at", "desc").orderBy("booked.job_id").limit(AT_ONCE).execute();
  }

  /** Null when it cannot be read now. */
  async function read(jobId: string, order: BookedJob["order"], root: string): Promise<Row | null> {
    // The job carries the root of its decision's trace; a root that no trace of this installation has says nothing here.
    const trace = await db
      .selectFrom("traces")
      .select("decision_id")
      .where("root", "=", root)
      .executeTakeFirst();
    const decisionId = trace?.decision_id ?? null;
    if (decisionId === null) return notKnown(jobId);
    const decision = await options.findDecision(decisionId);
    if (decision === null) return null;
    const gpus = order.gpuCount * order.units;
    const found = alternativesOf(decision, { offerId: order.offerId, gpus });
    if (found === null) return notKnown(jobId);
    const { offer, medianRate, ruledOutRate } = found;
    return {
      ...{ job_id: jobId, decision_id: decisionId, decided_at: new Date(decision.decidedAt).toISOString() },
      ...{ pricing: offer.pricing.model, median_rate: medianRate, ruled_out_rate: ruledOutRate },
      market_p50: await medianOf(store, offer, decision.decidedAt),
    };
  }

  return {
    async look() {
      const unread = await listUnread();
      for (const { job_id, order_json, state } of unread) {
        const { root } = fromJson(state) as JobState;
        const row = await read(job_id, JSON.parse(order_json) as BookedJob["order"], root);
        const isOver = row !== null && (row.decision_id === null || row.market_p50 !== null);
        if (!isOver) resting.set(job_id, now() + REST_MS);
        if (row === null) continue;
        await db
          .insertInto("job_decisions")
          .values(row)
          .onConflict((conflict) => conflict.column("job_id").doUpdateSet({ market_p50: row.market_p50 }))
          .execute();
      }
      return unread.length === AT_ONCE;
    },
  };
}

const notKnown = (jobId: string): Row => ({
  ...{ job_id: jobId, decision_id: null, decided_at: null, pricing: null },
  ...{ median_rate: null, ruled_out_rate: null, market_p50: null },
});

/**
 * The market's median of the same GPU model and pricing model in the smallest region that prices are recorded of, when it was
 * decided; null when the offer does not say where it is.
 */
async function medianOf(
  store: Pick<Store, "db">,
  { gpu, location, pricing, priceClass }: Offer,
  at: number,
): Promise<number | null> {
  const [, region] = historyRegionsOf(location);
  if (region === undefined || gpu.model === null) return null;
  const origin = priceClass === "sandbox" ? "sandbox" : "market";
  return findMedian(store, { gpu: gpu.model, origin, region, pricing: pricing.model }, at);
}
