import type { Store } from "../../../store/open-store.ts";
import { type IndexKey, rewind, savePage } from "../../booking/index/index-queries.ts";
import {
  addressOf,
  createRandom,
  type GeneratedLog,
  generateJobs,
  hex32,
} from "../../earnings/testing/generated-jobs.ts";

/** What is kept of a generated job beside the escrow's events. */
export interface GeneratedBooking {
  readonly jobId: string;
  /** Null for an untracked job. */
  readonly thread: string | null;
  readonly org: string | null;
  readonly member: string | null;
  readonly provider: string;
  readonly gpu: string;
  readonly gpus: number;
  readonly source: string;
  readonly region: string | null;
  /** Null where no decision is recorded. */
  readonly decision: {
    readonly medianRate: number | null;
    readonly ruledOutRate: number | null;
    readonly marketP50: number | null;
  } | null;
}

export interface GeneratedSpend {
  readonly key: IndexKey;
  readonly logs: readonly GeneratedLog[];
  /** By job id. */
  readonly bookings: ReadonlyMap<string, GeneratedBooking>;
}

/** Two accounts with conversations of their own, and two organisations with six members. */
export const ACCOUNTS = [addressOf(0xa1), addressOf(0xa2)] as const;
export const ORGS = [hex32(0x0a), hex32(0x0b)] as const;
export const MEMBERS = Array.from({ length: 6 }, (_, index) => addressOf(0xb0 + index));

const GPUS = ["H100 SXM", "A100 PCIe", "RTX 4090", "=cmd|'/c calc'!A0", "L40S, 48 GB"];
const SOURCES = ["necto", "lambda", "akash"];
const REGIONS = ["DE", "FI", "US", null];

/** A year of jobs from 2026-01-01 in a store, a third of an organisation's, some untracked, with a stretch that the chain took back. */
export async function saveGeneratedSpend(
  store: Store,
  {
    count,
    seed,
    isOneTeams = false,
  }: { readonly count: number; readonly seed: number; readonly isOneTeams?: boolean },
): Promise<GeneratedSpend> {
  const since = Date.parse("2026-01-01T00:00:00.000Z") / 1_000;
  const key = { chainId: 31_337, address: addressOf(0xe5c) };
  const logs = generateJobs(count, { since, seconds: 366 * 86_400, seed });
  const save = (some: readonly GeneratedLog[], nextBlock: bigint) =>
    savePage(store.db, key, { nextBlock, blocks: [], logs: some, at: "2027-01-02T00:00:00.000Z" });
  for (let at = 0; at < logs.length; at += 2_000)
    await save(logs.slice(at, at + 2_000), logs.at(Math.min(at + 1_999, logs.length - 1))!.blockNumber);
  // The last blocks are replaced: their events come again in others.
  const last = logs.at(-1)!.blockNumber;
  const cut = last - 300n;
  await rewind(store.db, key, { nextBlock: cut, at: "2027-01-02T00:00:00.000Z" });
  const again = logs
    .filter(({ blockNumber }) => blockNumber >= cut)
    .map((log) => ({ ...log, blockHash: hex32((log.blockNumber << 64n) + 1n) }));
  await save(again, last + 1n);
  // And for a moment the very last ones are gone.
  await rewind(store.db, key, { nextBlock: last - 100n, at: "2027-01-02T00:00:00.000Z" });
  await save(
    again.filter(({ blockNumber }) => blockNumber >= last - 100n),
    last + 1n,
  );
  const bookings = generateBookings(logs, seed).map((booking) =>
    isOneTeams ? { ...booking, org: ORGS[0], thread: "thread-of-org" } : booking,
  );
  await saveThreads(store);
  await saveBookings(store, logs, bookings);
  return { key, logs, bookings: new Map(bookings.map((booking) => [booking.jobId, booking])) };
}

interface Opening {
  readonly jobId: string;
  readonly provider: string;
  readonly buyer: string;
  readonly listingId: string;
  readonly rate: number;
}

const openingsOf = (logs: readonly GeneratedLog[]) =>
  logs.flatMap(({ eventName, args, blockTime }) =>
    eventName === "JobOpened" ? [{ ...(args as unknown as Opening), blockTime }] : [],
  );

export function generateBookings(logs: readonly GeneratedLog[], seed: number): readonly GeneratedBooking[] {
  const random = createRandom(seed + 1);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  return openingsOf(logs).map(({ jobId, provider, rate }) => {
    const whose = random();
    const org = whose < 0.55 ? ORGS[whose < 0.45 ? 0 : 1] : null;
    const account = whose < 0.75 ? ACCOUNTS[0] : ACCOUNTS[1];
    const isTracked = whose < 0.9;
    const near = (share: number) => Math.floor(rate * (share + random()));
    return {
      ...{ jobId, provider, org },
      thread: isTracked ? (org ? "thread-of-org" : `thread-of-${account}`) : null,
      // Of some the account is gone.
      member: org === null || random() < 0.05 ? null : one(MEMBERS),
      ...{ gpu: one(GPUS), gpus: one([1, 2, 8]), source: one(SOURCES), region: one(REGIONS) },
      decision:
        random() < 0.2
          ? null
          : {
              medianRate: random() < 0.02 ? null : near(0.6),
              ruledOutRate: random() < 0.3 ? null : near(0.3),
              marketP50: random() < 0.3 ? null : near(0.5),
            },
    };
  });
}

const AT = "2026-01-01T00:00:00.000Z";

async function saveThreads({ db }: Store): Promise<void> {
  const thread = { mode: "tracked" as const, created_at: AT, state: "{}" };
  await db
    .insertInto("threads")
    .values([
      ...ACCOUNTS.map((owner) => ({ ...thread, id: `thread-of-${owner}`, owner })),
      { ...thread, id: "thread-of-org", owner: ACCOUNTS[0], org: ORGS[0] },
    ])
    .execute();
}

/** What is kept of generated jobs; their threads are the caller's. */
export async function saveBookings(
  { db }: Store,
  logs: readonly GeneratedLog[],
  bookings: readonly GeneratedBooking[],
): Promise<void> {
  const openings = new Map(openingsOf(logs).map((opening) => [opening.jobId, opening]));
  for (let from = 0; from < bookings.length; from += 500) {
    const some = bookings.slice(from, from + 500);
    await db
      .insertInto("jobs")
      .values(
        some.map(({ jobId, thread, org, member, provider, gpu, gpus, source, region }) => {
          const { buyer, listingId, blockTime } = openings.get(jobId)!;
          const order = {
            ...{ offerId: `${source}:${listingId}`, provider: `Provider ${BigInt(provider)}`, gpu },
            ...{ gpuCount: gpus, units: 1, country: region, listingId, listingVersion: 1 },
          };
          return {
            ...{ job_id: jobId, order_json: JSON.stringify(order), buyer, payee: provider, account: null },
            ...{ thread_id: thread, org, member, view_key: null, capability_hash: null, access: null },
            ...{ access_at: null, created_at: new Date(blockTime * 1_000).toISOString() },
          };
        }),
      )
      .execute();
    const decided = some.flatMap(({ jobId, thread, decision }) =>
      decision === null || thread === null
        ? []
        : [
            {
              ...{
                job_id: jobId,
                decision_id: `decision-${jobId}`,
                decided_at: AT,
                pricing: "fixed" as const,
              },
              ...{ median_rate: decision.medianRate, ruled_out_rate: decision.ruledOutRate },
              market_p50: decision.marketP50,
            },
          ],
    );
    if (decided.length > 0) await db.insertInto("job_decisions").values(decided).execute();
  }
}
