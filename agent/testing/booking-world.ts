import { randomUUID } from "node:crypto";
import { readJob } from "@necto/tools/chain/escrow";
import { fetchEscrowLogs } from "@necto/tools/chain/escrow-logs";
import type { Offer } from "@necto/tools/core/offer";
import { NOTHING_SAID, type Requirements } from "@necto/tools/core/requirements";
import type { ApprovalDecision, ApprovalView } from "@necto/tools/protocol/approval";
import type { BookRequest } from "@necto/tools/protocol/order";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import { demoListingsAt } from "@necto/tools/sandbox/adi/demo-registry";
import { type AdiOptions, type AdiSandbox, openAdi } from "@necto/tools/sandbox/adi/open-adi";
import type { NectoListing } from "@necto/tools/sources/necto-listing";
import type { Hex } from "viem";
import type { Scan } from "../market/market.ts";
import { scanAt } from "../market/scan-at.ts";
import { registryOf } from "../registry/open-registry.ts";
import { listRunEvents, listRuns } from "../store/runs.ts";
import { sandboxScan } from "./sandbox-scan.ts";
import { signInAs } from "./sign-in.ts";
import { startTestServer, type TestServer, type TestServerOptions } from "./test-server.ts";

/** A chain with its listings, and servers on it. Listings may be changed while a server runs. */
export async function openBookingWorld(options: Pick<AdiOptions, "placeToken"> = {}) {
  const adi: AdiSandbox = await openAdi({ folder: null, now: Date.now, ...options });
  const registry = adi.deployment.contracts.registry.address;
  const listings: { rows: readonly NectoListing[] } = {
    rows: demoListingsAt({ chainId: adi.chain.chainId, registry }),
  };
  const clock = { aheadMs: 0 };
  const now = () => Date.now() + clock.aheadMs;
  const { clouds, ...market } = sandboxScan({ now, listings: async () => listings.rows });
  const says: { edit: (offer: Offer) => Offer | null } = { edit: (offer) => offer };
  const edited: Scan = async (onReport) => {
    const quotes = await market.scan(onReport);
    return { ...quotes, offers: quotes.offers.flatMap((offer) => says.edit(offer) ?? []) };
  };
  const scan = scanAt(edited, registryOf(adi));
  const servers: TestServer[] = [];
  return {
    ...{ adi, listings, clock, now, clouds, lambdaCloud: market.lambdaCloud },
    /** What sources say instead of what they said; null leaves an offer out. */
    says,
    async server(options: TestServerOptions = {}): Promise<TestServer> {
      const fields = { adi, scan, now, clouds, quotesMaxAgeMs: 0, units: 10_000 };
      const server = await startTestServer({ ...fields, ...options });
      let isOpen = true;
      const close = async () => {
        if (isOpen) await server.close();
        isOpen = false;
      };
      servers.push({ ...server, close });
      return { ...server, close };
    },
    /** Time goes on, for the chain and for servers alike. */
    async advance(seconds: number): Promise<void> {
      clock.aheadMs += seconds * 1_000;
      await adi.chain.advance(seconds);
    },
    async openedJobs(): Promise<readonly Hex[]> {
      const door = servers[0]!.booking!.open.door;
      const toBlock = await door.client.getBlockNumber();
      const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock });
      return logs.flatMap(({ eventName, args }) =>
        eventName === "JobOpened" && "jobId" in args ? [args.jobId] : [],
      );
    },
    async close() {
      for (const server of servers.splice(0)) await server.close();
      await adi.chain.close();
    },
  };
}

export type BookingWorld = Awaited<ReturnType<typeof openBookingWorld>>;

export const A100: Requirements = {
  ...NOTHING_SAID,
  ...{ gpuModels: ["A100"], sources: { include: ["necto"], exclude: [] }, durationSeconds: 7_200 },
};

/** Whose a conversation is: a demo account, in an organisation. */
export interface ThreadOf {
  readonly as?: DemoAccountName;
  readonly org?: string | null;
}

/** One conversation with a server over its routes; a tracked one is the demo buyer's, unless it is said whose. */
export async function startThread(
  server: TestServer,
  mode: "tracked" | "untracked" = "untracked",
  { as = "buyer", org = null }: ThreadOf = {},
) {
  const { app, store } = server;
  const session = mode === "tracked" ? await signInAs(server, as) : {};
  const post = async (url: string, payload: object, headers: Record<string, string> = {}) => {
    const response = await app.inject({ method: "POST", url, payload, headers: { ...session, ...headers } });
    return { status: response.statusCode, body: response.json() as never, text: response.body };
  };
  const { body: thread } = await post("/api/threads", { mode, org });
  const { id } = thread as { id: string };

  const eventsOf = async (runId: string): Promise<RunEvent[]> =>
    (await listRunEvents(store, runId, 0)).map(({ event }) => event);
  async function untilOver(runId: string): Promise<RunEvent[]> {
    for (;;) {
      const events = await eventsOf(runId);
      if (events.some(isTerminal)) return events;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }
  async function say(run: { text: string } | { requirements: Requirements } | { book: BookRequest }) {
    const { status, body } = await post(`/api/threads/${id}/runs`, run);
    if (status !== 202) throw new Error(JSON.stringify(body));
    const runId = (body as { id: string }).id;
    return { runId, events: await untilOver(runId) };
  }
  const approvalIn = (events: readonly RunEvent[]): ApprovalView => {
    const asked = events.find((event) => event.type === "CUSTOM" && event.name === "approval-requested");
    if (asked?.type !== "CUSTOM" || asked.name !== "approval-requested")
      throw new Error(`No approval was asked for: ${wordsIn(events)}`);
    return asked.value;
  };
  return {
    ...{ id, post, say, untilOver, approvalIn },
    /** Searches, and asks for the first offer. */
    async ask(requirements: Requirements = A100): Promise<ApprovalView> {
      await say({ requirements });
      return approvalIn((await say({ text: "book the first one" })).events);
    },
    answer: (
      approvalId: string,
      decision: ApprovalDecision | object,
      key: string = randomUUID(),
    ): ReturnType<typeof post> => post(`/api/approvals/${approvalId}`, decision, { "idempotency-key": key }),
    async view(approvalId: string): Promise<ApprovalView> {
      return (await app.inject({ url: `/api/approvals/${approvalId}`, headers: session })).json();
    },
    /** Events of the run that went on with an approval, once it is over. */
    async resumed(approvalId: string): Promise<RunEvent[]> {
      for (;;) {
        const url = `/api/approvals/${approvalId}`;
        const view = (await app.inject({ url, headers: session })).json() as ApprovalView;
        const runId = view.booking?.runId;
        if (runId && (await listRunEvents(store, runId, 0)).length > 0) return untilOver(runId);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    },
    /** Waits until no run of the thread is going, and gives all their events. */
    async settled(): Promise<RunEvent[]> {
      const runs = await listRuns(store, { threadId: id });
      return (await Promise.all(runs.map((run) => untilOver(run.id)))).flat();
    },
  };
}

export const PAY = { decision: "approve", payer: { kind: "demo", account: "buyer" } } as const;

/** What was said, for failures of tests. */
export const wordsIn = (events: readonly RunEvent[]): string =>
  events
    .flatMap((event) =>
      event.type === "TEXT_MESSAGE_CONTENT"
        ? [event.delta]
        : event.type === "RUN_ERROR"
          ? [`${event.code} ${event.message}`]
          : [],
    )
    .join(" ");

export const customs = (events: readonly RunEvent[], name: string): readonly unknown[] =>
  events.flatMap((event) => (event.type === "CUSTOM" && event.name === name ? [event.value] : []));

export const jobOf = (server: TestServer, jobId: string) => readJob(server.booking!.open.door, jobId as Hex);
