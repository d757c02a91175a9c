import { randomUUID } from "node:crypto";
import type { JobState } from "@necto/contracts/abi/fold-events";
import { type EscrowRules, readRules } from "@necto/tools/chain/escrow";
import type { Cloud, Machine } from "@necto/tools/clouds/cloud";
import { sshKeyOf } from "@necto/tools/clouds/ssh-key";
import type { MarketSnapshot } from "@necto/tools/core/snapshot";
import { NectoError } from "@necto/tools/errors";
import { sealAccess } from "@necto/tools/protocol/access-document";
import type { DemoProvider } from "@necto/tools/protocol/demo-accounts";
import type { BrokeredJob } from "@necto/tools/protocol/job";
import type { Hex } from "viem";
import type { Store } from "../../../store/open-store.ts";
import { takeLease } from "../../../store/processes.ts";
import type { Principal } from "../../accounts/principal.ts";
import { handOffFor } from "../hand-off.ts";
import type { Indexer } from "../index/create-indexer.ts";
import { findJob } from "../index/index-queries.ts";
import { type BookedJob, findBookedJob } from "../job-queries.ts";
import type { JobService } from "../job-service.ts";
import type { OpenBooking } from "../open-booking.ts";
import { type BrokerLaunch, type LaunchChange, listOpenLaunches, saveLaunch } from "./broker-queries.ts";

export interface BrokerDeskOptions {
  readonly store: Store;
  readonly booking: OpenBooking;
  readonly indexer: Indexer;
  readonly jobs: Pick<JobService, "actAsProvider">;
  /** Where machines can be rented by an API; what is sold elsewhere is started by hand. */
  readonly clouds: Readonly<Record<string, Cloud>>;
  /** Brokers that this process acts for, by address in lower case. */
  readonly accounts: Readonly<Record<string, DemoProvider>>;
  /** 32 bytes as hex that the keys of machines are made of. */
  readonly secret: string;
  /** Whether to start jobs without an API after a moment, as somebody would by hand: in the sandbox nobody is there. */
  readonly playsHands: boolean;
  /** Said of every machine to its buyer. */
  readonly notes: string | null;
  readonly newAccessBytes: () => string;
  readonly snapshot: () => Promise<MarketSnapshot>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Rents what was paid for at its source, and gives it back when the job is over. */
export interface BrokerDesk {
  /** Looks once after every job that something is left to do for. The index must be up to date. */
  readonly look: () => Promise<void>;
}

const LEASE = "brokers";
const LOOK_AGAIN_MS = 1_000;
const RUNNING_MS = 5_000;
/** A page shows the state before. */
const BY_HAND_MS = 3_000;
const AFTER_TROUBLE_MS = 5_000;
/** What a source was asked for and does not answer is asked again. */
const ASK_MS = 10_000;
/** A list of machines older than this says nothing of what another process launched meanwhile. */
const LIST_MS = 5_000;
/** So long before the start window ends, a machine that is not there yet is given up. */
const MARGIN_SECONDS = 120;
/** A machine that was asked for is there after this long, or never. */
const STRAY_MS = 60_000;
/** A payment that is not on chain after this long never comes. */
const NOT_PAID_MS = 3_600_000;

export function createBrokerDesk(options: BrokerDeskOptions): BrokerDesk {
  const { store, booking, indexer, jobs, clouds, accounts, secret, notes, snapshot, now, onFault } = options;
  const { db } = store;
  const iso = (epochMs: number): string => new Date(epochMs).toISOString();
  let rules: Promise<EscrowRules> | null = null;

  const save = (launch: BrokerLaunch, change: LaunchChange): Promise<void> =>
    saveLaunch(db, launch.jobId, change);
  const later = (launch: BrokerLaunch, ms: number, change: LaunchChange = {}): Promise<void> =>
    save(launch, { ...change, nextTryAt: iso(now() + ms) });

  async function look(): Promise<void> {
    if ((await listOpenLaunches(db, iso(now()))).length === 0) return;
    // One process at a time: a source launches whatever it is asked to, as often as it is asked.
    if (!(await takeLease(store, LEASE))) return;
    for (const launch of await listOpenLaunches(db, iso(now())))
      await advance(launch).catch((error: unknown) => settle(launch, error));
  }

  /** What may pass is tried again; what may not ends it. */
  async function settle(launch: BrokerLaunch, error: unknown): Promise<void> {
    if (!(error instanceof NectoError)) onFault(error);
    const problem =
      error instanceof NectoError
        ? { code: error.code, message: error.message }
        : { code: "run/internal", message: "A fault in Necto held the broker up." };
    const isForGood = error instanceof NectoError && error.code.startsWith("source/") && !error.retryable;
    const isUndecided = launch.state === "waiting" || launch.state === "launched";
    if (isForGood && isUndecided) await later(launch, 0, { state: "failed", problem });
    else await later(launch, AFTER_TROUBLE_MS, isUndecided ? { problem } : {});
  }

  async function advance(launch: BrokerLaunch): Promise<void> {
    const job = await findJob(db, indexer.key, launch.jobId as Hex);
    if (job === null) {
      const isHopeless = now() - Date.parse(launch.createdAt) > NOT_PAID_MS;
      return isHopeless ? giveBack(launch, 0) : later(launch, LOOK_AGAIN_MS);
    }
    const address = job.provider.toLowerCase();
    const demo = accounts[address];
    if (demo === undefined) return later(launch, RUNNING_MS);
    if (job.status === "funded") return begin(launch, job, { address, demo });
    if (job.status !== "active") return giveBack(launch, job.since);
    return later(launch, RUNNING_MS, { state: "running", problem: null });
  }

  async function begin(launch: BrokerLaunch, job: JobState, provider: Principal): Promise<void> {
    const booked = await findBookedJob(db, launch.jobId);
    if (booked === null) return later(launch, RUNNING_MS);
    if (launch.state === "failed") return decline(launch, provider);
    const cloud = clouds[launch.source];
    if (cloud === undefined) return queue(launch, booked, provider);
    if (booked.viewKey === null) return fail(launch, provider, NO_VIEW_KEY);
    const { startWindowSecs } = await (rules ??= readRules(booking.door));
    const until = (job.since + startWindowSecs - MARGIN_SECONDS) * 1_000;
    if (now() > until) return fail(launch, provider, launch.problem ?? TOO_SLOW);
    const machines = await rent(launch, booked, cloud);
    if (machines === null) return later(launch, LOOK_AGAIN_MS, { state: "launched", problem: null });
    const ciphertext = sealAccess(accessTo(launch, machines, cloud), {
      ...{ viewKey: booked.viewKey, jobId: launch.jobId, random: options.newAccessBytes() },
    });
    await jobs.actAsProvider({
      ...{ jobId: launch.jobId, action: "start", key: randomUUID(), body: { ciphertext }, provider },
    });
    await later(launch, RUNNING_MS, { state: "running", problem: null });
  }

  /**
   * Sees to it that each machine of a job is launched, once: a machine is known by its name, so that one whose launch was not
   * heard of is found again, and one too many is ended.
   *
   * @returns them once all can be reached, else null
   */
  async function rent(
    launch: BrokerLaunch,
    { order }: BookedJob,
    cloud: Cloud,
  ): Promise<readonly Machine[] | null> {
    const listedAt = now();
    const listed = (await cloud.list(asking())).filter(({ status }) => status !== "gone");
    const ids = [...launch.machines];
    const found: (Machine | null)[] = [];
    for (let place = 0; place < (order?.units ?? 1); place++) {
      const name = nameOf(launch.jobId, place);
      const named = listed.filter((machine) => machine.name === name);
      const kept = named.find(({ id }) => id === ids[place]) ?? named[0] ?? null;
      const extra = named.filter((machine) => machine !== kept).map(({ id }) => id);
      if (extra.length > 0) await cloud.terminate(extra, asking());
      if (kept === null && ids[place] === undefined) {
        if (now() - listedAt > LIST_MS) return null;
        const { publicKey } = sshKeyOf(secret, launch.jobId);
        const sshKey = { name: nameOf(launch.jobId), publicKey };
        ids[place] = (await cloud.launch({ name, offerId: order!.offerId, sshKey }, asking())).id;
      } else if (kept !== null) ids[place] = kept.id;
      await save(launch, { state: "launched", machines: ids });
      found.push(kept);
    }
    const ready = found.filter((machine) => machine?.status === "active" && machine.ip !== null);
    return ready.length === found.length ? (ready as readonly Machine[]) : null;
  }

  function accessTo({ jobId }: BrokerLaunch, machines: readonly Machine[], { user }: Cloud) {
    const others = machines.slice(1).map(({ ip }) => ip);
    const words = [others.length > 0 ? `The other machines: ${others.join(", ")}.` : null, notes];
    return {
      ...{ host: machines[0]!.ip, port: 22, user, url: null, secret: sshKeyOf(secret, jobId).privateKey },
      notes: words.filter((text) => text !== null).join(" ") || null,
    };
  }

  /** There is no API to start it by: somebody does, with what the source takes. */
  async function queue(launch: BrokerLaunch, { order }: BookedJob, provider: Principal): Promise<void> {
    const { jobId } = launch;
    if (launch.state === "manual" && options.playsHands) {
      const body = { ciphertext: null };
      await jobs.actAsProvider({ jobId, action: "start", key: randomUUID(), body, provider, by: "necto" });
      return later(launch, RUNNING_MS, { state: "running" });
    }
    if (launch.state === "manual") return later(launch, RUNNING_MS);
    const { offers } = await snapshot();
    const offer = offers.find(({ id }) => id === order?.offerId);
    const durationSeconds = Number((await findJob(db, indexer.key, launch.jobId as Hex))!.secs);
    const handOff = offer ? handOffFor(offer, { units: order!.units, durationSeconds }) : null;
    await later(launch, BY_HAND_MS, { state: "manual", handOff });
  }

  async function fail(
    launch: BrokerLaunch,
    provider: Principal,
    problem: NonNullable<BrokeredJob["problem"]>,
  ): Promise<void> {
    await save(launch, { state: "failed", problem });
    await decline(launch, provider);
  }

  /** The escrow gives everything back. */
  async function decline({ jobId, ...launch }: BrokerLaunch, provider: Principal): Promise<void> {
    const body = { ciphertext: null };
    await jobs.actAsProvider({
      jobId,
      action: "decline",
      key: `broker-declines-${jobId}`,
      body,
      provider,
      by: "necto",
    });
    await later({ jobId, ...launch }, 0);
  }

  /**
   * Ends every machine of a job, those that no row knows of included; a while later once more, for one whose launch was given
   * up and came through all the same.
   *
   * @param since Unix seconds at which the job was over
   */
  async function giveBack(launch: BrokerLaunch, since: number): Promise<void> {
    const cloud = clouds[launch.source];
    if (cloud !== undefined) {
      const prefix = nameOf(launch.jobId);
      const own = (await cloud.list(asking())).filter(({ name }) => name?.startsWith(prefix));
      if (own.length > 0)
        await cloud.terminate(
          own.map(({ id }) => id),
          asking(),
        );
      await cloud.removeKey(prefix, asking());
    }
    const state = launch.state === "failed" ? "failed" : "ended";
    const isLate = now() - since * 1_000 > STRAY_MS;
    await (isLate ? save(launch, { isOver: true, state }) : later(launch, STRAY_MS, { state }));
  }

  return { look };
}

const asking = (): AbortSignal => AbortSignal.timeout(ASK_MS);

/** A job's machines by name; what is before the place is the job's alone, and 64 characters are the most Lambda takes. */
const nameOf = (jobId: string, place?: number): string =>
  `necto-${jobId.slice(2, 42)}${place === undefined ? "" : `-${place}`}`;

const NO_VIEW_KEY = {
  code: "request/no-view-key",
  message: "The buyer left no key that the access to the machine could be encrypted to.",
};
const TOO_SLOW = {
  code: "source/timeout",
  message: "The machine was not ready in the time that a job has to start.",
};
