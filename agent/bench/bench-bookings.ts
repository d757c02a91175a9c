import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readClient } from "@necto/tools/chain/chain-clients";
import { type EscrowDoor, readJob } from "@necto/tools/chain/escrow";
import { NectoError } from "@necto/tools/errors";
import { ApprovalView } from "@necto/tools/protocol/approval";
import { BookingStatus } from "@necto/tools/protocol/booking";
import type { Address, Hex } from "viem";
import { beginBooking } from "../chaos/begin-booking.ts";
import { callServer } from "../chaos/call-server.ts";
import { type ServerProcess, startServerProcess } from "../chaos/server-process.ts";
import { openStore } from "../store/open-store.ts";
import { giveUnits } from "../testing/give-units.ts";
import { type Timing, toTiming } from "./measure.ts";

export interface BookingBench {
  /** From the start of the process to its address: with an empty data folder, and with one that has been used. */
  readonly coldStartMs: number;
  readonly warmStart: Timing;
  /** From the answer of Approve to funded, one booking after the other. Nobody takes time to read the card. */
  readonly booking: Timing;
  readonly atOnce: AtOnce;
}

/** Bookings that are approved in the same moment. */
export interface AtOnce {
  readonly bookings: number;
  /** Jobs that are on the chain with what their card said, each its own. */
  readonly right: number;
  readonly booking: Timing;
  /** Until the last one ended. */
  readonly totalMs: number;
}

export interface BookingBenchOptions {
  readonly starts: number;
  readonly bookings: number;
  readonly atOnce: number;
  /** PATH and whatever else the server's process needs. */
  readonly environment: Readonly<Record<string, string>>;
}

const LOOK_AGAIN_MS = 20;
/** Units of each listing. */
const MACHINES = 10_000;
const APPROVE = { decision: "approve", payer: { kind: "demo", account: "buyer" } };

/** Starts servers of their own in a new data folder and books at the last one: everything in it is real, the chains are the sandbox's. */
export async function benchBookings(options: BookingBenchOptions): Promise<BookingBench> {
  const { starts, bookings, atOnce, environment } = options;
  const home = await mkdtemp(join(tmpdir(), "necto-bench-"));
  const settings = {
    ...{ NECTO_SANDBOX_PROVIDER: "manual", NECTO_MAX_DAY_USD: "1000000", NECTO_RATE_LIMIT: "1000000" },
    ...environment,
    ...{ NECTO_HOME: home, PORT: "0" },
  };
  let end = async () => {};
  const restart = async (): Promise<Started> => {
    await end();
    const started = await start(settings);
    end = started.end;
    return started;
  };
  try {
    const { startedInMs: coldStartMs } = await restart();
    const warm: number[] = [];
    while (warm.length < starts) warm.push((await restart()).startedInMs);
    await end();
    await giveMachines(home);
    const { url } = await restart();
    // The first one is not measured: it loads what later ones find loaded.
    await book(url, await showCard(url));
    const single: number[] = [];
    while (single.length < bookings) {
      const { endedInMs, isFunded } = await book(url, await showCard(url));
      if (!isFunded) throw new Error("A booking of the benchmark came to nothing.");
      single.push(endedInMs);
    }
    return {
      ...{ coldStartMs, warmStart: toTiming(warm), booking: toTiming(single) },
      atOnce: await bookAtOnce(url, atOnce),
    };
  } finally {
    await end();
    await rm(home, { recursive: true, force: true });
  }
}

/** The sandbox has fewer machines than are booked here. */
async function giveMachines(home: string): Promise<void> {
  const store = await openStore(home, randomUUID);
  await giveUnits(store, MACHINES);
  await store.close();
}

interface Started {
  readonly url: string;
  readonly startedInMs: number;
  readonly end: () => Promise<void>;
}

async function start(settings: Readonly<Record<string, string>>): Promise<Started> {
  const startedAt = performance.now();
  const server: ServerProcess = startServerProcess(settings);
  const url = await server.ready;
  if (url === null)
    throw new NectoError({
      code: "run/bench-server",
      message: `The server for the benchmark ended. ${server.notes()}`,
    });
  const end = async () => {
    server.kill("SIGTERM");
    await server.exited;
  };
  return { url, startedInMs: Math.round(performance.now() - startedAt), end };
}

/** A machine that is too busy to ask its sources in time finds nothing to book; that is not what is measured. */
async function showCard(url: string, tries = 3): Promise<ApprovalView> {
  try {
    return await beginBooking(url);
  } catch (error) {
    const isBusy = error instanceof NectoError && error.code === "run/no-approval";
    if (!isBusy || tries <= 1) throw error;
    return showCard(url, tries - 1);
  }
}

interface Booked {
  readonly endedInMs: number;
  /** False when the payment came to nothing. */
  readonly isFunded: boolean;
}

/** Approves and waits for the end. */
async function book(url: string, { id }: ApprovalView): Promise<Booked> {
  const startedAt = performance.now();
  await callServer(`${url}/api/approvals/${id}`, { body: APPROVE, key: randomUUID() });
  for (;;) {
    const { booking } = ApprovalView.parse(await callServer(`${url}/api/approvals/${id}`));
    const isFunded = booking?.state === "funded";
    if (isFunded || booking?.state === "failed")
      return { endedInMs: performance.now() - startedAt, isFunded };
    await sleep(LOOK_AGAIN_MS);
  }
}

async function bookAtOnce(url: string, count: number): Promise<AtOnce> {
  const cards = await Promise.all(Array.from({ length: count }, () => showCard(url)));
  const startedAt = performance.now();
  const booked = await Promise.all(cards.map((card) => book(url, card)));
  const totalMs = Math.round(performance.now() - startedAt);
  const door = await escrowOf(url);
  const jobs = new Set<string>();
  for (const { order, payers } of cards) {
    const jobId = payers.demo.find(({ account }) => account === APPROVE.payer.account)?.jobId;
    const job = jobId ? await readJob(door, jobId as Hex) : null;
    if (job?.status === "funded" && job.deposit === BigInt(order.totalUsdMicros)) jobs.add(job.jobId);
  }
  return {
    ...{ bookings: count, right: jobs.size, totalMs },
    booking: toTiming(booked.filter(({ isFunded }) => isFunded).map(({ endedInMs }) => endedInMs)),
  };
}

async function escrowOf(url: string): Promise<EscrowDoor> {
  const { chain, escrow } = BookingStatus.parse(await callServer(`${url}/api/booking`));
  if (chain === null || escrow === null) throw new Error("Nothing can be booked at this server.");
  return { client: readClient({ url: chain.rpcUrl, chainId: chain.id }), escrow: escrow as Address };
}
