import { setTimeout as sleep } from "node:timers/promises";
import { permit2Address } from "@necto/contracts/abi/networks";
import { fetchEscrowLogs } from "@necto/tools/chain/escrow-logs";
import { NectoError } from "@necto/tools/errors";
import { toCheckout } from "@necto/tools/protocol/checkout";
import type { Hex } from "viem";
import { checkActs } from "../features/audit/check-acts-queries.ts";
import { type Approval, findApproval } from "../features/booking/approval-queries.ts";
import { openRegistry } from "../registry/open-registry.ts";
import { openStore, type Store } from "../store/open-store.ts";
import { countQueued } from "../store/traces.ts";
import { readAgentAddress } from "../traces/agent-signer.ts";
import { FAILPOINTS } from "../traces/failpoints.ts";
import { beginBooking } from "./begin-booking.ts";
import { callServer, isUnanswered } from "./call-server.ts";
import { chaosEscrow, doorOf } from "./chaos-orders.ts";
import { type BookingReport, driftsOf } from "./check-bookings.ts";
import { startServerProcess } from "./server-process.ts";

export interface ServerBookingChaosOptions {
  readonly bookings: number;
  readonly kills: number;
  /** Data folder of the servers; empty or new. */
  readonly home: string;
  /** PATH and whatever else the server's process needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** Numbers from 0 to 1; equal ones kill at equal moments. */
  readonly random: () => number;
  readonly now: () => number;
  readonly onRound: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface ServerBookingChaosReport extends BookingReport {
  readonly kills: number;
  /** Kills by the point they struck at; `random` for those between two. */
  readonly killsAt: Readonly<Record<string, number>>;
  /** At the last start: approved and not paid, traces that waited, and how long until neither was. */
  readonly openAtLastStart: number;
  readonly queuedAtLastStart: number;
  readonly resolveMs: number;
  readonly allowedMs: number;
  /** What living servers answered that they should not have. */
  readonly wrongAnswers: readonly string[];
}

/** Latest moment of a random kill, and of giving up on a failpoint, after the bookings were begun. */
const LATEST_KILL_MS = 7_000;
const APPROVE = { decision: "approve", payer: { kind: "demo", account: "buyer" } };

/**
 * Books at whole servers with everything real in them (0G through its SDK, both chains, the agent) and kills them with
 * SIGKILL meanwhile, together with the chains that are part of them. Whoever got no answer asks again with the same key.
 */
export async function runServerBookingChaos(
  options: ServerBookingChaosOptions,
): Promise<ServerBookingChaosReport> {
  const { bookings, kills, home, random, now, onRound, signal } = options;
  const environment = {
    ...{ NECTO_SOURCES: "necto", NECTO_SANDBOX_PROVIDER: "manual" },
    ...options.environment,
    ...{ NECTO_HOME: home, PORT: "0" },
  };
  const accepted = new Set<string>();
  const unanswered = new Set<string>();
  const killsAt: Record<string, number> = {};
  const wrongAnswers: string[] = [];
  let begun = 0;

  /** A server that died while it was asked has promised nothing; one that lives must answer well. */
  function died(error: unknown): void {
    if (isUnanswered(error) || (error instanceof NectoError && FAIR.has(error.code))) return;
    wrongAnswers.push(error instanceof Error ? error.message : String(error));
  }

  /** Approves, twice with the same key: an answer is the promise that is checked in the end. */
  async function approve(url: string, id: string): Promise<void> {
    unanswered.add(id);
    const post = () => callServer(`${url}/api/approvals/${id}`, { body: APPROVE, key: `chaos-${id}` });
    await Promise.all([post(), post()]);
    unanswered.delete(id);
    accepted.add(id);
  }

  const bookOne = async (url: string): Promise<void> => approve(url, (await beginBooking(url)).id);

  /** One life of a server, which is killed. Answers where it ended. */
  async function live(round: number): Promise<string> {
    const point = round % 2 === 0 ? "random" : FAILPOINTS[(round >> 1) % FAILPOINTS.length]!;
    const failpoint = { NECTO_FAILPOINT: `${point}:${1 + Math.floor(random() * 3)}` };
    const server = startServerProcess({ ...environment, ...(point !== "random" && failpoint) });
    const url = await server.ready;
    if (url !== null) {
      for (const id of unanswered) void approve(url, id).catch(died);
      for (let left = Math.ceil((bookings - accepted.size) / (kills - round)); left > 0; left--) {
        begun++;
        void bookOne(url).catch(died);
      }
    }
    const wait = point === "random" ? random() * LATEST_KILL_MS : LATEST_KILL_MS;
    const hasStruck = await Promise.race([server.exited.then(() => true), sleep(wait, false)]);
    server.kill("SIGKILL");
    await server.exited;
    return hasStruck ? point : "random";
  }

  for (let round = 0; round < kills && !signal.aborted; round++) {
    const struck = await live(round);
    killsAt[struck] = (killsAt[struck] ?? 0) + 1;
    onRound(`${round + 1}/${kills} killed at ${struck}; ${begun} begun, ${accepted.size} accepted`);
  }

  const server = startServerProcess(environment);
  const url = await server.ready;
  if (url === null) throw new Error(`The server did not start again: ${server.notes()}`);
  const store = await openStore(home, () => "chaos");
  try {
    const readyAt = now();
    const queuedAtLastStart = await countQueued(store);
    const openAtLastStart = (await approvalsOf(store, accepted)).filter(isOpen).length;
    const untilPaid = async () => {
      while ((await approvalsOf(store, accepted)).some(isOpen) && !signal.aborted) await sleep(50);
    };
    await untilPaid();
    const resolveMs = now() - readyAt;
    for (const id of unanswered) await approve(url, id).catch(died);
    while (accepted.size < bookings && !signal.aborted) await bookOne(url);
    await untilPaid();
    server.kill("SIGTERM");
    await server.exited;
    return {
      ...{ kills, killsAt, openAtLastStart, queuedAtLastStart, resolveMs, wrongAnswers },
      allowedMs: 10_000 + 2_500 * queuedAtLastStart,
      ...(await checkPaid(store, { home, now }, accepted)),
    };
  } finally {
    server.kill("SIGKILL");
    await store.close();
  }
}

/**
 * A price runs out while no server lives to take the answer, a thread is busy with what its last server left, and a machine
 * that is too busy to ask its sources in time finds nothing to book.
 */
const FAIR: ReadonlySet<string> = new Set([
  ...["request/approval-expired", "request/approval-void", "request/approval-decided", "run/busy"],
  "run/no-approval",
]);

const isOpen = ({ state }: Approval): boolean => state !== "funded" && state !== "failed";

const approvalsOf = async (store: Store, ids: Iterable<string>): Promise<Approval[]> =>
  Promise.all([...ids].map(async (id) => (await findApproval(store.db, id))!));

/** Holds what was accepted against the chain, which is opened again without a server. */
async function checkPaid(
  store: Store,
  { home, now }: Pick<ServerBookingChaosOptions, "home" | "now">,
  accepted: ReadonlySet<string>,
): Promise<BookingReport> {
  const agentKey = (await readAgentAddress({ agentKey: null, home })) ?? "";
  const registry = (await openRegistry(
    { prices: "sandbox", home, adi: null },
    { agentKey, now, onFault: () => {} },
  ))!;
  try {
    const at = chaosEscrow(registry.sandbox!, permit2Address);
    const door = doorOf(at);
    const toBlock = await door.client.getBlockNumber();
    const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock });
    const jobs = logs.flatMap(({ eventName, args }) =>
      eventName === "JobOpened" && "jobId" in args ? [args.jobId.toLowerCase() as Hex] : [],
    );
    const approvals = await store.db.selectFrom("approvals").select("id").execute();
    const approved = (
      await approvalsOf(
        store,
        approvals.map(({ id }) => id),
      )
    ).flatMap(({ id, order, payer }) =>
      payer === null ? [] : [{ id, jobId: toCheckout(order, payer.address).jobId.toLowerCase() }],
    );
    const times = (jobId: string) => jobs.filter((job) => job === jobId).length;
    const planned = new Set(approved.map(({ jobId }) => jobId));
    return {
      ...{ bookings: accepted.size, jobs: jobs.length },
      duplicated: approved.filter(({ jobId }) => times(jobId) > 1).map(({ id }) => id),
      lost: [...accepted].filter(
        (wanted) => !approved.some(({ id, jobId }) => id === wanted && times(jobId) > 0),
      ),
      strange: jobs.filter((jobId) => !planned.has(jobId)),
      drifts: await driftsOf(store, at),
      mistold: await checkActs(store.db),
    };
  } finally {
    await registry.close();
  }
}
