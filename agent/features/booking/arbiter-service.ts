import { NectoError } from "@necto/tools/errors";
import type { ArbiterJob, ResolveBody } from "@necto/tools/protocol/arbiter";
import { type Address, type Hex, keccak256, stringToHex } from "viem";
import type { Store } from "../../store/open-store.ts";
import { recordAboutJob } from "../audit/own-acts-queries.ts";
import { saveReason } from "./arbiter-queries.ts";
import { gateJobCall } from "./gate-order.ts";
import type { MoneyAnswer } from "./idempotency-queries.ts";
import type { Indexer } from "./index/create-indexer.ts";
import { listJobs } from "./index/index-queries.ts";
import type { JobService } from "./job-service.ts";
import { deadlineOf, type JobFacts, jobFieldsOf } from "./job-view.ts";
import type { OpenBooking } from "./open-booking.ts";
import type { AskedAct } from "./send-order.ts";

export interface ArbiterServiceOptions {
  readonly store: Store;
  readonly booking: OpenBooking;
  readonly indexer: Indexer;
  readonly jobs: Pick<JobService, "factsOf" | "once" | "carryOut">;
  /** The escrow's arbiter, whose key this process has. */
  readonly account: Address;
  readonly now: () => number;
}

export interface Resolving {
  readonly jobId: string;
  readonly body: ResolveBody;
  /** The `Idempotency-Key` header. */
  readonly key: string;
}

/** What the arbiter sees and decides. It can only split what is disputed between a job's own two parties. */
export interface ArbiterService {
  /** In lower case. */
  readonly address: string;
  /** Disputed jobs, the one that changed last first. */
  readonly list: () => Promise<readonly ArbiterJob[]>;
  /**
   * Once for each key; the answer is the job afterwards.
   *
   * @throws NectoError `request/not-found`, `escrow/wrong-status` for a job that is not disputed, `escrow/out-of-bounds` for
   *   seconds that are fewer than accepted or more than claimed
   */
  readonly resolve: (resolving: Resolving) => Promise<MoneyAnswer>;
}

const ROUTE = "POST /api/arbiter/jobs/:id/resolve";

export function createArbiterService(options: ArbiterServiceOptions): ArbiterService {
  const { store, booking, indexer, jobs, account, now } = options;

  async function resolve(
    { jobId, body: { providerSeconds, reason } }: Resolving,
    kept: AskedAct,
  ): Promise<void> {
    const facts = await known(jobId);
    const reasonHash = keccak256(stringToHex(reason));
    if (isDecided(facts, providerSeconds, reasonHash)) return;
    const { status, paidSecs, usedSecs } = facts.job;
    if (status !== "disputed") throw notDisputed(status);
    if (providerSeconds < paidSecs || providerSeconds > usedSecs) throw outOfBounds(paidSecs, usedSecs);
    await saveReason(store.db, {
      ...{ job_id: jobId, reason, reason_hash: reasonHash, created_at: new Date(now()).toISOString() },
    });
    const call = {
      call: "resolve",
      jobId: jobId as Hex,
      providerSecs: providerSeconds,
      reason: reasonHash,
    } as const;
    await jobs.carryOut(gateJobCall(call, { policy: booking.policy, account }), async (db, intent) => {
      await kept(db, intent);
      const own = account.toLowerCase();
      await recordAboutJob(db, jobId, {
        ...{ action: "job.resolve", own, actor: own, key: `asked ${intent.id}` },
        ...{ at: new Date(now()).toISOString(), facts: { providerSeconds } },
      });
    });
  }

  /** @throws NectoError `request/not-found` */
  async function known(jobId: string): Promise<JobFacts> {
    const facts = await jobs.factsOf(jobId);
    if (facts === null) throw noJob(jobId);
    return facts;
  }

  return {
    address: account.toLowerCase(),
    async list() {
      await indexer.poll();
      const disputed = await listJobs(store.db, indexer.key, { statuses: ["disputed"] });
      const facts = await Promise.all(disputed.map(({ jobId }) => jobs.factsOf(jobId)));
      return facts.flatMap((one) => (one?.job.status === "disputed" ? [toArbiterJob(one)] : []));
    },
    resolve: (resolving) =>
      jobs.once(
        {
          principal: resolving.jobId,
          route: ROUTE,
          key: resolving.key,
          body: JSON.stringify(resolving.body),
        },
        {
          perform: (kept) => resolve(resolving, kept),
          answer: async () => toArbiterJob(await known(resolving.jobId)),
        },
      ),
  };
}

/** The very decision is on chain already: its answer was lost. */
const isDecided = ({ resolution }: JobFacts, providerSeconds: number, reasonHash: string): boolean =>
  resolution?.providerSeconds === providerSeconds && resolution.reasonHash === reasonHash;

function toArbiterJob(facts: JobFacts): ArbiterJob {
  const { job, state, timeline } = facts;
  const { jobId, status, reason, order, brokered, amounts, at, startedAt, ...fields } = jobFieldsOf(facts);
  const { rateUsdMicrosPerHour, durationSeconds, feeBps, buyer, payee, resolution } = fields;
  const decided = timeline.find(({ event }) => event === "JobResolved");
  return {
    ...{ jobId, status, reason, order, brokered, amounts, at, startedAt, rateUsdMicrosPerHour },
    ...{ durationSeconds, feeBps, buyer, payee, resolution, txHash: decided?.txHash ?? null },
    ...{ acceptedSeconds: job.paidSecs, claimedSeconds: job.usedSecs },
    evidenceHash: state?.evidence ?? EMPTY,
    decideUntil: job.status === "disputed" ? (deadlineOf(facts)?.at ?? null) : null,
  };
}

const EMPTY = `0x${"0".repeat(64)}`;

const noJob = (jobId: string): NectoError =>
  new NectoError({ code: "request/not-found", message: `There is no job ${jobId.slice(0, 80)}.` });

const notDisputed = (status: string): NectoError =>
  new NectoError({
    code: "escrow/wrong-status",
    message: `Only a disputed job can be decided; this one is ${status}. Nothing has changed.`,
  });

const outOfBounds = (accepted: number, claimed: number): NectoError =>
  new NectoError({
    code: "escrow/out-of-bounds",
    message: `The provider can be paid for ${accepted} seconds at least, which the buyer accepted, and ${claimed} at most, which it claimed. Nothing has changed.`,
  });
