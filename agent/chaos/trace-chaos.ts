import { setTimeout as sleep } from "node:timers/promises";
import { registryWitness } from "@necto/tools/chain/registry-witness";
import { openZeroGSandbox, type ZeroGSandbox } from "@necto/tools/sandbox/zero-g/open-zero-g-sandbox";
import { callJsonRpc } from "@necto/tools/storage/call-json-rpc";
import { parseSubmission, SubmitLog, submitTopics } from "@necto/tools/storage/submission";
import { z } from "zod";
import { openRegistry } from "../registry/open-registry.ts";
import { openStore } from "../store/open-store.ts";
import { countQueued } from "../store/traces.ts";
import { readAgentAddress } from "../traces/agent-signer.ts";
import { FAILPOINTS } from "../traces/failpoints.ts";
import { callServer } from "./call-server.ts";
import { checkTraces, type TraceReport } from "./check-traces.ts";
import { type ServerProcess, startServerProcess } from "./server-process.ts";

export interface TraceChaosOptions {
  readonly kills: number;
  /** Data folder of the servers; empty or new. */
  readonly home: string;
  /** PATH and whatever else the server's process needs. */
  readonly environment: Readonly<Record<string, string>>;
  /** `outside`: 0G goes on while the server dies; `inside`: it is the server's own sandbox and dies with it. */
  readonly zeroG: "outside" | "inside";
  /** Numbers from 0 to 1; equal ones kill at equal moments. */
  readonly random: () => number;
  readonly now: () => number;
  readonly onRound: (text: string) => void;
  readonly signal: AbortSignal;
}

export interface TraceChaosReport extends TraceReport {
  readonly kills: number;
  /** Kills by the point they struck at; `random` for those between two. */
  readonly killsAt: Readonly<Record<string, number>>;
  /** At the last start: traces that waited, and how long it took until none did. */
  readonly queuedAtLastStart: number;
  readonly drainMs: number;
  /** 10 s and 2.5 s for each. */
  readonly allowedMs: number;
}

/** Latest moment of a random kill after the questions were asked. */
const LATEST_KILL_MS = 3_500;
/** A failpoint that has not been reached by then will not be. */
const PATIENCE_MS = 6_000;
const QUESTIONS = ["cheapest H100 in EU under $3", "8x A100 for 12 hours", "help", "H100 under 3 euros"];

/**
 * Starts a server, asks it something, kills it with SIGKILL, again and again; then lets it finish and compares what it
 * promised with what 0G has.
 */
export async function runTraceChaos(options: TraceChaosOptions): Promise<TraceChaosReport> {
  const { kills, home, zeroG, random, onRound, signal } = options;
  const outside =
    zeroG === "outside" ? await openZeroGSandbox({ folder: null, now: options.now, faults: {} }) : null;
  const environment = {
    ...options.environment,
    NECTO_HOME: home,
    PORT: "0",
    ...(outside && settingsOf(outside)),
  };
  const accepted: string[] = [];
  const killsAt: Record<string, number> = {};
  try {
    for (let round = 0; round < kills && !signal.aborted; round++) {
      const point = round % 2 === 0 ? "random" : FAILPOINTS[(round >> 1) % FAILPOINTS.length]!;
      const nth = 1 + Math.floor(random() * 2);
      const server = startServerProcess({
        ...environment,
        ...(point !== "random" && { NECTO_FAILPOINT: `${point}:${nth}` }),
      });
      const struck = await strike(server, point, options, accepted);
      killsAt[struck] = (killsAt[struck] ?? 0) + 1;
      onRound(`${round + 1}/${kills} killed at ${struck}; ${accepted.length} runs accepted`);
    }
    return { kills, killsAt, ...(await settle(options, environment, outside, accepted)) };
  } finally {
    await outside?.close();
  }
}

/** What a server is told to keep its traces on a sandbox of 0G outside of it. */
export const settingsOf = ({ rpcUrl, url, chainId, signerKey }: ZeroGSandbox) => ({
  ZG_EVM_RPC: rpcUrl,
  ZG_INDEXER_URL: url,
  ZG_CHAIN_ID: String(chainId),
  ZG_PRIVATE_KEY: signerKey,
});

/** One life of a server. Answers where it ended. */
async function strike(
  server: ServerProcess,
  point: string,
  { random }: TraceChaosOptions,
  accepted: string[],
): Promise<string> {
  const url = await server.ready;
  if (url !== null)
    for (let asked = 0; asked < 2; asked++) {
      const text = QUESTIONS[Math.floor(random() * QUESTIONS.length)]!;
      // A server that dies while it is asked has promised nothing.
      const runId = await ask(url, text).catch(() => null);
      if (runId) accepted.push(runId);
    }
  if (point === "random") await Promise.race([sleep(random() * LATEST_KILL_MS), server.exited]);
  else if (await Promise.race([server.exited.then(() => true), sleep(PATIENCE_MS).then(() => false)]))
    return point;
  server.kill("SIGKILL");
  await server.exited;
  return "random";
}

const Id = z.object({ id: z.string() });

async function ask(url: string, text: string): Promise<string> {
  const { id } = Id.parse(await callServer(`${url}/api/threads`, { body: {} }));
  return Id.parse(await callServer(`${url}/api/threads/${id}/runs`, { body: { text } })).id;
}

type Settled = Omit<TraceChaosReport, "kills" | "killsAt">;

/** The last start, without a kill: everything that waits goes through. */
async function settle(
  { home, now, signal }: TraceChaosOptions,
  environment: Readonly<Record<string, string>>,
  outside: ZeroGSandbox | null,
  accepted: readonly string[],
): Promise<Settled> {
  const server = startServerProcess(environment);
  if ((await server.ready) === null) throw new Error(`The server did not start again: ${server.notes()}`);
  const readyAt = now();
  const store = await openStore(home, () => "chaos");
  try {
    const queuedAtLastStart = await countQueued(store);
    while ((await countQueued(store)) > 0 && !signal.aborted) await sleep(100);
    const drainMs = now() - readyAt;
    server.kill("SIGTERM");
    await server.exited;
    const inside = outside ?? (await openZeroGSandbox({ folder: `${home}/sandbox/zero-g`, now, faults: {} }));
    try {
      const registry = await openRegistry(
        { prices: "sandbox", home, adi: null },
        {
          agentKey: (await readAgentAddress({ agentKey: null, home })) ?? "",
          now,
          onFault: () => {},
        },
      );
      const report = await checkTraces(
        store,
        {
          paidRoots: () => paidRoots(inside),
          gateway: inside.url,
          registry: registryWitness({ ...registry!.at, url: registry!.at.rpcUrl }),
        },
        accepted,
      );
      await registry!.close();
      return { ...report, queuedAtLastStart, drainMs, allowedMs: 10_000 + 2_500 * queuedAtLastStart };
    } finally {
      if (!outside) await inside.close();
    }
  } finally {
    await store.close();
  }
}

/** The root of every submission that a sandbox's chain was paid for. */
export async function paidRoots({ rpcUrl, flow }: ZeroGSandbox): Promise<string[]> {
  const filter = { address: flow, fromBlock: "0x0", toBlock: "latest", topics: submitTopics(null) };
  const call = { url: rpcUrl, what: "the 0G chain", method: "eth_getLogs", params: [filter] };
  const logs = await callJsonRpc(call, AbortSignal.timeout(60_000));
  return z
    .array(SubmitLog)
    .parse(logs)
    .map((log) => parseSubmission(log).root);
}
