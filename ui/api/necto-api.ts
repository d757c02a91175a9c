import type {
  NewRun,
  Problem,
  RejectedPage,
  RunView,
  StatusView,
  ThreadRow,
  ThreadView,
} from "@necto/tools/protocol/api";
import type { RejectedGroup } from "@necto/tools/protocol/decision-view";
import type { MarketBody, OffersBody, PriceHistory, VolatilityView } from "@necto/tools/protocol/market";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { WitnessView } from "@necto/tools/protocol/witness-view";

/** The server said no, or could not be reached (`status` 0, code `request/unreachable`). */
export class ApiError extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
  }
}

const problemOf = (status: number, title: string, code: string): Problem => ({
  type: "about:blank",
  title,
  status,
  detail: title,
  code,
  hint: null,
});

/** Posts are `keepalive`: a message is not lost when its page is closed right after. */
export async function request<T>(path: string, body?: unknown, idempotencyKey?: string): Promise<T> {
  return (await requestWithTime<T>(path, body, idempotencyKey)).answer;
}

/** The answer, and the server's time in epoch milliseconds; null when it told none. */
export async function requestWithTime<T>(
  path: string,
  body?: unknown,
  idempotencyKey?: string,
): Promise<{ readonly answer: T; readonly serverTime: number | null }> {
  const init: RequestInit =
    body === undefined
      ? {}
      : {
          method: "POST",
          keepalive: true,
          headers: {
            "content-type": "application/json",
            ...(idempotencyKey !== undefined && { "idempotency-key": idempotencyKey }),
          },
          body: JSON.stringify(body),
        };
  return answerOf<T>(path, init);
}

/** A request with another method; only a `PUT` has a body. */
export async function send<T>(method: "DELETE" | "PUT", path: string, body?: unknown): Promise<T> {
  const json =
    body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  return (await answerOf<T>(path, { method, ...json })).answer;
}

/** Sets the whole of something. */
export async function put<T>(path: string, body: unknown): Promise<T> {
  const headers = { "content-type": "application/json" };
  return (await answerOf<T>(path, { method: "PUT", headers, body: JSON.stringify(body) })).answer;
}

async function answerOf<T>(
  path: string,
  init: RequestInit,
): Promise<{ readonly answer: T; readonly serverTime: number | null }> {
  const response = await fetch(path, init).catch(() => {
    throw new ApiError(problemOf(0, "The server cannot be reached.", "request/unreachable"));
  });
  const isJson = /\bjson\b/.test(response.headers.get("content-type") ?? "");
  const answer: unknown = isJson ? await response.json() : null;
  const date = Date.parse(response.headers.get("date") ?? "");
  if (response.ok) return { answer: answer as T, serverTime: Number.isNaN(date) ? null : date };
  throw new ApiError(
    (answer as Problem | null) ??
      problemOf(response.status, `The server answered ${response.status}.`, "request/failed"),
  );
}

const id = encodeURIComponent;

export const createThread = ({
  mode,
  role,
  org,
}: Pick<ThreadView, "mode" | "role" | "org">): Promise<ThreadView> =>
  request("/api/threads", { mode, role, org });

/** Tracked conversations of the account that is signed in. */
export const fetchThreads = (): Promise<{ readonly threads: readonly ThreadRow[] }> =>
  request("/api/threads");

export const fetchThread = (threadId: string): Promise<ThreadView> => request(`/api/threads/${id(threadId)}`);

export const startRun = (threadId: string, run: NewRun): Promise<RunView> =>
  request(`/api/threads/${id(threadId)}/runs`, run);

export const fetchRun = (runId: string): Promise<RunView> => request(`/api/runs/${id(runId)}`);

export const stopRun = (runId: string): Promise<unknown> => request(`/api/runs/${id(runId)}/stop`, {});

export const fetchStatus = (): Promise<StatusView> => request("/api/status");

/** Rejected offers of one group, in the server's order. */
export function fetchRejected(
  decisionId: string,
  group: Pick<RejectedGroup, "constraint" | "reason">,
  page: { readonly offset: number; readonly limit: number },
): Promise<RejectedPage> {
  const query = new URLSearchParams({
    constraint: group.constraint,
    reason: group.reason,
    offset: String(page.offset),
    limit: String(page.limit),
  });
  return request(`/api/decisions/${id(decisionId)}/rejected?${query}`);
}

/** Every row of the market, and the server's time in epoch milliseconds. */
export async function fetchMarket(
  url: string,
): Promise<{ readonly body: MarketBody; readonly serverTime: number | null }> {
  const { answer, serverTime } = await requestWithTime<MarketBody>(url);
  return { body: answer, serverTime };
}

/** A few offers with their arithmetic, as they are now. */
export const fetchOffers = (ids: readonly string[]): Promise<OffersBody> =>
  request(`/api/market/offers?${new URLSearchParams(ids.map((id) => ["id", id]))}`);

export const fetchPriceHistory = (
  of: Pick<PriceHistory, "gpu" | "region" | "range">,
): Promise<PriceHistory> => request(`/api/market/history?${new URLSearchParams({ ...of })}`);

/** How fast recorded prices moved, by GPU model and pricing model. */
export const fetchVolatility = (): Promise<VolatilityView> => request("/api/market/volatility");

/** How far a trace is on its way to 0G, by its root or by the id of its decision. */
export const fetchTrace = (
  by: { readonly root: string } | { readonly decisionId: string },
): Promise<TraceStatus> =>
  request("root" in by ? `/api/traces/${id(by.root)}` : `/api/decisions/${id(by.decisionId)}/trace`);

/** Where 0G is and which keys are the agent's, as this server says. */
export const fetchWitness = (): Promise<WitnessView> => request("/api/witness");

/** This server's copy of a trace that 0G does not have yet. */
export async function fetchTraceCopy(root: string): Promise<Blob> {
  const response = await fetch(`/api/traces/${id(root)}/file`).catch(() => null);
  if (!response?.ok)
    throw new ApiError(
      problemOf(response?.status ?? 0, "The server did not give the file.", "request/failed"),
    );
  return response.blob();
}
