import type { NetworkChange } from "@necto/tools/storage/in-process-network";
import { createInProcessNetwork } from "@necto/tools/storage/in-process-network";
import { readConfig } from "../config/config.ts";
import type { AgentModel } from "../models/agent-model.ts";
import { openBookingWorld } from "../testing/booking-world.ts";
import { scriptedModel } from "../testing/scripted-model.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { ALLOWED } from "./allowed.ts";
import { type Booked, bookUntracked, FAULT } from "./book-untracked.ts";
import { CANARY_KINDS, type CanaryKind, chooseCanaries } from "./canaries.ts";
import { encodingsOf } from "./encodings.ts";
import { type Leak, makeLeaks } from "./leaks.ts";
import { readPlaces } from "./read-places.ts";
import { searchMany } from "./search-many.ts";

export interface PrivacyCheckOptions {
  readonly jobs: number;
  /** Jobs that are booked at the same time. */
  readonly atOnce: number;
  /** The same one gives the same canaries. */
  readonly seed: string;
  /** How many traces are brought to a 0G of this machine as well. */
  readonly flowFiles: number;
  /** Mistakes to make, of the first job; to see that they are found. */
  readonly leaks: readonly Leak[];
  readonly onBooked?: (jobs: number) => void;
}

/** A canary where it must not be. */
export interface Hit {
  /** `job`: something that leads to the job, told to the account that was signed in. */
  readonly kind: CanaryKind | "job";
  readonly where: string;
  readonly encoding: string;
  readonly jobs: number;
}

export interface PrivacyReport {
  readonly jobs: number;
  /** Bytes that were searched, by place. */
  readonly searched: Readonly<Record<string, number>>;
  readonly hits: readonly Hit[];
  /** Where canaries must be and were found, by what `ALLOWED` says of them. */
  readonly allowed: readonly string[];
}

/** Books untracked jobs at a server of the sandbox, then searches all that it has kept or published. */
export async function checkPrivacy(options: PrivacyCheckOptions): Promise<PrivacyReport> {
  const { jobs, atOnce, seed, flowFiles, leaks, onBooked } = options;
  const folder = await tempFolder();
  const zeroG: NetworkChange[] = [];
  const hearing = hearProcess();
  const world = await openBookingWorld();
  try {
    const server = await world.server({
      ...{
        home: folder.path,
        quotesMaxAgeMs: 60_000,
        model: faultyModel(),
        zeroG: createInProcessNetwork({ ...NETWORK, save: (change) => void zeroG.push(change) }),
      },
      rules: readConfig({ NECTO_MAX_DAY_USD: "10000000" }, "/nowhere").booking,
    });
    await server.app.listen({ host: "127.0.0.1", port: 0 });
    const booked: Booked[] = [];
    let next = 0;
    const worker = async () => {
      while (next < jobs) {
        booked.push(await bookUntracked(server, chooseCanaries(seed, next++)));
        onBooked?.(booked.length);
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    await allStored(server);
    await requireUntracked(server, booked);
    const { chain } = world.adi;
    if (booked[0])
      await makeLeaks(leaks, booked[0], { chain, server, say: (line) => hearing.log.push(line) });
    const log = [
      ...hearing.log,
      ...server.faults.map((fault) => (fault instanceof Error ? `${fault.stack}` : String(fault))),
    ];
    const report = await search(
      booked,
      readPlaces({ chain, store: server.store, home: folder.path, zeroG, flowFiles, log }),
    );
    return { ...report, hits: [...report.hits, ...(await findJoins(booked))] };
  } finally {
    hearing.stop();
    await world.close();
    await folder.remove();
  }
}

/** A model with a fault: what it throws tells what it was given. */
function faultyModel(): AgentModel {
  const model = scriptedModel();
  return {
    ...model,
    understand: async (text, ...rest) => {
      if (text.startsWith(FAULT)) throw new TypeError(`${text} is not iterable`);
      return model.understand(text, ...rest);
    },
  };
}

const NETWORK = { chainId: 16602, saved: [] };

async function search(
  booked: readonly Booked[],
  places: ReturnType<typeof readPlaces>,
): Promise<PrivacyReport> {
  const find = searchMany(
    booked.flatMap(({ canaries }, job) =>
      CANARY_KINDS.flatMap((kind) =>
        encodingsOf(canaries[kind]).map(({ encoding, text }) => ({ text, told: { kind, encoding, job } })),
      ),
    ),
  );
  const searched: Record<string, number> = {};
  const jobsOf = new Map<string, Set<number>>();
  for await (const { where, bytes } of places) {
    searched[where] = (searched[where] ?? 0) + bytes.length;
    for (const { kind, encoding, job } of find(bytes)) {
      const key = JSON.stringify({ kind, where, encoding });
      jobsOf.set(key, (jobsOf.get(key) ?? new Set()).add(job));
    }
  }
  const found = [...jobsOf].map(([key, { size }]) => ({
    ...(JSON.parse(key) as Omit<Hit, "jobs">),
    jobs: size,
  }));
  const reasonFor = ({ kind, encoding, where }: Hit) =>
    ALLOWED.find((one) => one.kind === kind && one.encoding === encoding && one.where === where)?.why;
  return {
    ...{ jobs: booked.length, searched },
    hits: found.filter((hit) => reasonFor(hit) === undefined),
    allowed: found.flatMap((hit) => reasonFor(hit) ?? []),
  };
}

/** Routes that tell an account of a job that it booked untracked. */
async function findJoins(booked: readonly Booked[]): Promise<Hit[]> {
  const jobsAt = new Map<string, number>();
  for (const { ids, read } of booked)
    for (const { where, text } of await read())
      if (ids.some((id) => text.includes(id))) jobsAt.set(where, (jobsAt.get(where) ?? 0) + 1);
  return [...jobsAt].map(([where, jobs]) => ({ kind: "job", encoding: "plain", where, jobs }));
}

type Server = Awaited<ReturnType<Awaited<ReturnType<typeof openBookingWorld>>["server"]>>;

/** A check of jobs that were not booked would find nothing. */
async function requireUntracked({ store }: Server, booked: readonly Booked[]): Promise<void> {
  const rows = await store.db.selectFrom("jobs").select(["job_id", "thread_id", "account"]).execute();
  const ids = new Set(
    rows.filter((row) => row.thread_id === null && row.account === null).map((row) => row.job_id),
  );
  if (rows.length !== booked.length || !booked.every(({ jobId }) => ids.has(jobId)))
    throw new Error(`${rows.length} jobs are in the database, ${booked.length} untracked ones were booked.`);
}

async function allStored({ store, traces }: Server): Promise<void> {
  for (;;) {
    const left = await store.db
      .selectFrom("traces")
      .select("root")
      .where("state", "=", "queued")
      .limit(1)
      .execute();
    if (left.length === 0) return;
    traces.wake();
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** What this process, which is the server, says on stdout and stderr meanwhile. */
function hearProcess() {
  const log: string[] = [];
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream, write } of streams)
    stream.write = ((chunk: Uint8Array | string, ...rest: []) => {
      log.push(typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      return write.call(stream, chunk, ...rest);
    }) as typeof stream.write;
  const stop = () => {
    for (const { stream, write } of streams) stream.write = write;
  };
  return { log, stop };
}
