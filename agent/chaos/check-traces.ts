import { gatewayBytes } from "@necto/tools/trace/gateway-bytes";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import type { Witnesses } from "@necto/tools/trace/witnesses";
import type { Store } from "../store/open-store.ts";
import { listRunEvents, listRuns } from "../store/runs.ts";
import { listTraces } from "../store/traces.ts";

/** What a network was paid for: the root of every submission, as often as it was paid. */
export interface PaidNetwork {
  readonly paidRoots: () => Promise<readonly string[]>;
  readonly gateway: string;
  /** The registry that knows the agent's keys and what was on offer. */
  readonly registry: Pick<Witnesses, "agentKeys" | "registry">;
}

export interface TraceReport {
  readonly runs: number;
  readonly decisions: number;
  readonly traces: number;
  /** Accepted runs that the server does not know, or that never ended. */
  readonly lostRuns: readonly string[];
  /** Decisions that somebody was told of, and runs that ended, whose trace is not on 0G. */
  readonly lostTraces: readonly string[];
  /** Roots that were paid for more than once, or by nobody's trace. */
  readonly paidTwice: readonly string[];
  /** Traces on 0G that are not verified. */
  readonly unverified: readonly string[];
}

/**
 * Compares what was promised with what is there, from three sides: the runs that callers were told of, the database,
 * and the chain that was paid.
 *
 * @param accepted ids of runs that a caller was told were accepted
 */
export async function checkTraces(
  store: Store,
  network: PaidNetwork,
  accepted: readonly string[],
): Promise<TraceReport> {
  const runs = (await Promise.all(STATUSES.map((status) => listRuns(store, { status })))).flat();
  const traces = await listTraces(store);
  const stored = new Set(traces.filter(({ state }) => state === "stored").map(({ root }) => root));
  const sealed = new Set<string>();
  for (const { id } of runs)
    for (const { event } of await listRunEvents(store, id, 0))
      if (event.type === "CUSTOM" && event.name === "sealed") sealed.add(event.value.root);

  const ended = new Set(runs.filter(({ status }) => status !== "running").map(({ id }) => id));
  const runTraces = traces.filter(({ kind, root }) => kind === "run" && stored.has(root)).length;
  const lostTraces = [
    ...[...sealed].filter((root) => !stored.has(root)),
    ...traces.filter(({ root }) => !stored.has(root)).map(({ root }) => root),
    ...(runTraces === ended.size ? [] : [`${ended.size} runs ended, ${runTraces} have a trace`]),
  ];

  const paid = new Map<string, number>();
  for (const root of await network.paidRoots()) paid.set(root, (paid.get(root) ?? 0) + 1);
  const paidTwice = [...paid].filter(([root, times]) => times > 1 || !stored.has(root)).map(([root]) => root);
  const unpaid = [...stored].filter((root) => !paid.has(root));

  const witnesses: Witnesses = {
    storage: gatewayBytes({ ...network, fetch: globalThis.fetch, signal: AbortSignal.timeout(600_000) }),
    ...network.registry,
  };
  const unverified: string[] = [];
  for (const root of stored)
    if ((await verifyTrace({ kind: "root", root }, witnesses)).overall !== "verified") unverified.push(root);

  return {
    runs: runs.length,
    decisions: traces.filter(({ kind }) => kind === "decision").length,
    traces: traces.length,
    lostRuns: accepted.filter((id) => !ended.has(id)),
    lostTraces: [...lostTraces, ...unpaid],
    paidTwice,
    unverified,
  };
}

const STATUSES = ["running", "finished", "failed", "stopped"] as const;
