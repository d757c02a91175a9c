import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Decision } from "@necto/tools/core/decision";
import { NOTHING_SAID } from "@necto/tools/core/requirements";
import {
  AskResult,
  MAX_MESSAGE_LENGTH,
  Problem,
  RejectedPage,
  RunView,
  ThreadView,
} from "@necto/tools/protocol/api";
import { DecisionView } from "@necto/tools/protocol/decision-view";
import { MatchView } from "@necto/tools/protocol/match-view";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { listRunEvents } from "../store/runs.ts";
import { makeKey } from "../testing/make-key.ts";
import { signInAs } from "../testing/sign-in.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { heldScan, startTestServer, type TestServer } from "../testing/test-server.ts";
import { originsOf } from "./app.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Requests as the server's own page sends them, unless said otherwise. */
const HOST = { host: "127.0.0.1:3000" };
const get = (url: string, headers: Record<string, string> = {}) =>
  server.app.inject({ method: "GET", url, headers: { ...HOST, ...headers } });
const post = (url: string, payload?: unknown, headers: Record<string, string> = {}) =>
  server.app.inject({
    method: "POST",
    url,
    headers: { ...HOST, ...headers },
    ...(payload !== undefined && { payload: payload as object }),
  });

async function openThread(mode?: string): Promise<string> {
  return (await post("/api/threads", mode ? { mode } : {})).json<ThreadView>().id;
}
async function finishRun(threadId: string, body: unknown): Promise<string> {
  const { id } = (await post(`/api/threads/${threadId}/runs`, body)).json<RunView>();
  for (;;) {
    if ((await get(`/api/runs/${id}`)).json<RunView>().status !== "running") return id;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
async function decisionOf(runId: string): Promise<string> {
  for (const { event } of await listRunEvents(server.store, runId, 0))
    if (event.type === "CUSTOM" && event.name === "decision") return event.value.id;
  throw new Error("no decision");
}

describe("conversations", () => {
  test("open untracked unless said otherwise, and can be read again", async () => {
    const opened = await post("/api/threads", {});
    expect(opened.statusCode).toBe(201);
    const thread = ThreadView.parse(opened.json());
    expect(thread).toMatchObject({ mode: "untracked", requirements: null, runs: [] });
    expect(thread.id).toMatch(/^thread-[0-9a-f]{32}$/);
    expect((await get(`/api/threads/${thread.id}`)).json()).toEqual(thread);
  });

  test("take a message or a frame, and show the run and what was understood", async () => {
    const thread = await openThread();
    const run = await finishRun(thread, { text: "cheapest H100 in EU under $3" });
    expect(RunView.parse((await get(`/api/runs/${run}`)).json())).toMatchObject({
      threadId: thread,
      status: "finished",
      epoch: server.store.epoch,
    });
    await finishRun(thread, { requirements: { ...NOTHING_SAID, gpuModels: ["A100"] } });
    const view = ThreadView.parse((await get(`/api/threads/${thread}`)).json());
    expect(view.runs).toHaveLength(2);
    expect(view.requirements).toMatchObject({ gpuModels: ["A100"] });
  });

  test("answer a stop with whether there was something to stop", async () => {
    const run = await finishRun(await openThread(), { text: "help" });
    const stopped = await post(`/api/runs/${run}/stop`);
    expect([stopped.statusCode, stopped.json()]).toEqual([202, { stopping: false }]);
  });
});

describe("decisions", () => {
  test("are shown, read whole, and paged through by reason", async () => {
    const id = await decisionOf(await finishRun(await openThread(), { text: "H100 in EU under $3" }));
    const view = DecisionView.parse((await get(`/api/decisions/${id}`)).json());
    expect(view.rankedTotal + view.rejectedTotal).toBe(view.offersSeen);
    const whole = Decision.parse((await get(`/api/decisions/${id}/full`)).json());
    expect(whole.ranked.length + whole.rejected.length).toBe(whole.offersSeen);
    const [group] = view.rejectedGroups;
    const url = `/api/decisions/${id}/rejected?constraint=${group!.constraint}&reason=${group!.reason}&limit=7`;
    const page = RejectedPage.parse((await get(url)).json());
    expect(page.total).toBe(group!.offers);
    expect(page.rows).toHaveLength(7);
    for (const { rejection } of page.rows)
      expect(rejection.reasons.map(({ constraint }) => constraint)).toContain(group!.constraint);
    const last = RejectedPage.parse((await get(`${url}&offset=${page.total - 1}`)).json());
    expect(last.rows).toHaveLength(1);
  });
});

describe("the market", () => {
  test("answers a question in one request", async () => {
    const answered = await post("/api/ask", { text: "cheapest H100 in EU under $3" });
    const { intent, decision, reply, sources } = AskResult.parse(answered.json());
    expect([answered.statusCode, intent]).toEqual([200, "search"]);
    expect(decision!.ranked.length + decision!.rejected.length).toBe(decision!.offersSeen);
    expect(reply).toMatch(/^Cheapest: /);
    expect(sources.map(({ source }) => source)).toEqual(
      expect.arrayContaining(["necto", "lambda", "aws-spot"]),
    );
  });

  test("routes a frame, also one that says nothing", async () => {
    const routed = Decision.parse((await post("/api/route", {})).json());
    expect(routed.requirements).toEqual(NOTHING_SAID);
    expect(routed.ranked[0]!.rank).toBe(1);
  });

  test("counts what a frame would rank, as the ranking itself does, and names the cheapest whatever the order", async () => {
    const frame = { gpuModels: ["H100"], regions: { include: ["EU"] }, rankBy: "reliability" };
    const routed = Decision.parse((await post("/api/route", frame)).json());
    const match = MatchView.parse((await post("/api/match", frame)).json());
    expect(match.rankedTotal).toBe(routed.ranked.length);
    expect(match.offersSeen).toBe(routed.offersSeen);
    const prices = routed.ranked.map(({ usdMicrosPerGpuHour }) => usdMicrosPerGpuHour);
    expect(match.cheapest!.usdMicrosPerGpuHour).toBe(Math.min(...prices));
    expect(match.funnel.at(-1)!.left).toBe(match.rankedTotal);
  });

  test("says what keeps everything out when nothing matches, and the change that lets most in", async () => {
    const frame = { gpuModels: ["H100"], maxUsdMicrosPerGpuHour: 10_000 };
    const match = MatchView.parse((await post("/api/match", frame)).json());
    expect([match.rankedTotal, match.cheapest]).toEqual([0, null]);
    const [relaxation] = match.relaxations;
    expect(relaxation!.constraint).toBe("maxUsdMicrosPerGpuHour");
    const relaxed = MatchView.parse((await post("/api/match", relaxation!.requirements)).json());
    expect(relaxed.rankedTotal).toBe(relaxation!.gains);
  });

  test("lists offers by GPU, region and source, cheapest first", async () => {
    const { total, offers } = (await get("/api/offers?gpu=h100&region=eu&limit=3")).json();
    expect(total).toBeGreaterThan(3);
    expect(offers).toHaveLength(3);
    for (const { offer } of offers) expect([offer.gpu.model, offer.location.inEu27]).toEqual(["H100", true]);
  });

  test("tells its sources and what this installation is", async () => {
    expect((await get("/api/sources")).json()).toEqual(
      expect.arrayContaining([expect.objectContaining({ source: "lambda", status: "ok" })]),
    );
    expect((await get("/api/status")).json()).toEqual({
      version: "0.1.0",
      prices: "sandbox",
      model: "scripted",
      sources: ["necto", "lambda", "aws-spot"],
    });
  });
});

describe("what cannot be answered is a problem document:", () => {
  const TEXT = { text: "help" };
  test.each<[string, string, string, unknown, number, string]>([
    ["an unknown conversation", "GET", "/api/threads/nothing", undefined, 404, "request/not-found"],
    [
      "a message to an unknown conversation",
      "POST",
      "/api/threads/nothing/runs",
      TEXT,
      404,
      "request/not-found",
    ],
    ["an unknown run", "GET", "/api/runs/nothing", undefined, 404, "request/not-found"],
    ["a stop of an unknown run", "POST", "/api/runs/nothing/stop", undefined, 404, "request/not-found"],
    ["an unknown decision", "GET", "/api/decisions/nothing", undefined, 404, "request/not-found"],
    ["an unknown decision, whole", "GET", "/api/decisions/nothing/full", undefined, 404, "request/not-found"],
    ["an unknown path of the API", "GET", "/api/nothing", undefined, 404, "request/not-found"],
    ["an unknown path", "POST", "/nothing", {}, 404, "request/not-found"],
    ["an id of any length", "GET", `/api/runs/${"x".repeat(81)}`, undefined, 400, "request/invalid"],
    ["an id with a NUL", "GET", "/api/runs/a%00b", undefined, 400, "request/invalid"],
    ["no text", "POST", "/api/ask", {}, 400, "request/invalid"],
    ["an empty text", "POST", "/api/ask", { text: "  " }, 400, "request/invalid"],
    ["a long text", "POST", "/api/ask", { text: "x".repeat(MAX_MESSAGE_LENGTH + 1) }, 400, "request/invalid"],
    ["an unknown role", "POST", "/api/ask", { text: "hi", role: "admin" }, 400, "request/invalid"],
    ["an unknown field", "POST", "/api/ask", { text: "hi", pay: true }, 400, "request/invalid"],
    ["an unknown mode", "POST", "/api/threads", { mode: "secret" }, 400, "request/invalid"],
    ["a float for a price", "POST", "/api/route", { maxUsdMicrosPerGpuHour: 2.5 }, 400, "request/invalid"],
    [
      "a region nobody knows",
      "POST",
      "/api/route",
      { regions: { include: ["ATLANTIS"] } },
      400,
      "request/invalid",
    ],
    ["a GPU nobody knows", "GET", "/api/offers?gpu=zorblax", undefined, 400, "request/invalid"],
    ["a page of no size", "GET", "/api/offers?limit=0", undefined, 400, "request/invalid"],
    ["text instead of JSON", "POST", "/api/ask", "{", 400, "request/invalid"],
    ["a body of a megabyte", "POST", "/api/ask", { text: "x".repeat(1e6) }, 413, "request/invalid"],
  ])("%s", async (_, method, url, payload, status, code) => {
    const answered = await server.app.inject({
      method: method as "GET",
      url,
      headers: { ...HOST, ...(payload === "{" && { "content-type": "application/json" }) },
      ...(payload !== undefined && { payload: payload as object }),
    });
    expect(answered.statusCode).toBe(status);
    expect(answered.headers["content-type"]).toMatch(/^application\/problem\+json/);
    expect(Problem.parse(answered.json())).toMatchObject({ status, code });
    expect(answered.body).not.toMatch(/node_modules|\.ts:\d|stack/);
  });

  test("a second message while the first is worked on", async () => {
    const { scan, started, release } = heldScan();
    const busy = await startTestServer({ scan });
    const send = (url: string, payload: object) =>
      busy.app.inject({ method: "POST", url, headers: HOST, payload });
    const { id } = (await send("/api/threads", {})).json();
    await send(`/api/threads/${id}/runs`, { text: "H100" });
    await started;
    const refused = await send(`/api/threads/${id}/runs`, { text: "only spot" });
    expect(refused.json()).toMatchObject({ status: 409, code: "run/busy", title: "Conflict" });
    release();
    await busy.close();
  });

  test("more requests than an address may send", async () => {
    const limited = await startTestServer({ rateLimit: 3 });
    const answers = [];
    for (let at = 0; at < 5; at++)
      answers.push(await limited.app.inject({ method: "GET", url: "/api/status", headers: HOST }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429, 429]);
    expect(Problem.parse(answers[4]!.json())).toMatchObject({ code: "request/too-many" });
    expect(answers[4]!.headers).toHaveProperty("retry-after");
    await limited.close();
  });

  test("count who guesses keys too, by every door", async () => {
    for (const [method, url] of [
      ["GET", "/api/jobs"],
      ["POST", "/mcp"],
    ] as const) {
      const limited = await startTestServer({ rateLimit: 3 });
      const guess = (at: number) => ({
        ...HOST,
        authorization: `Bearer necto_${String(at).padStart(64, "0")}`,
      });
      const answers = [];
      for (let at = 0; at < 5; at++)
        answers.push((await limited.app.inject({ method, url, headers: guess(at) })).statusCode);
      expect([url, answers]).toEqual([url, [401, 401, 401, 429, 429]]);
      await limited.close();
    }
  });

  test("more requests than a key may send, each counted for itself", async () => {
    const limited = await startTestServer({ keyRateLimit: 2 });
    const session = await signInAs(limited, "buyer");
    const ask = async (headers: Record<string, string>) =>
      (await limited.app.inject({ method: "GET", url: "/api/status", headers })).statusCode;
    for (const { secret } of [
      await makeKey(limited, session, ["read"]),
      await makeKey(limited, session, ["read"]),
    ]) {
      const headers = { authorization: `Bearer ${secret}` };
      expect([await ask(headers), await ask(headers), await ask(headers)]).toEqual([200, 200, 429]);
    }
    expect(await ask(session)).toBe(200);
    await limited.close();
  });
});

const CONTRACT = { chainId: 1, address: "0x00", fromBlock: 0 };
const WITNESS = {
  zeroG: { network: "0G", chainId: 2, gateway: "https://gateway.example/files", explorer: null },
  agentKeys: [],
  registry: { ...CONTRACT, rpcUrl: "https://registry.example/rpc/key" },
  escrow: { ...CONTRACT, rpcUrl: "https://escrow.example" },
  chains: [
    {
      ...{ chainId: 2, title: "0G", currency: "0G", token: null, explorerUrl: null, fromBlock: 0 },
      ...{ rpcUrl: "https://node.example/rpc", contracts: [] },
    },
  ],
};

describe("security", () => {
  test("keeps answers of the API out of every cache, refusals too, unless a route says otherwise", async () => {
    const session = await signInAs(server, "buyer");
    const { id } = (await post("/api/threads", { mode: "tracked" }, session)).json<ThreadView>();
    for (const url of [`/api/threads/${id}`, "/api/threads", "/api/jobs", "/api/spend", "/api/nothing"]) {
      const { headers } = await get(url, session);
      expect([url, headers["cache-control"]]).toEqual([url, "no-store"]);
    }
    expect((await get(`/api/threads/${id}`)).headers["cache-control"]).toBe("no-store");
    expect((await get("/api/market/volatility")).headers["cache-control"]).toBe("private, max-age=600");
  });

  test("every answer carries exactly these headers", async () => {
    for (const url of ["/api/status", "/api/nothing", "/nothing"]) {
      const { headers } = await get(url);
      expect(headers).toMatchObject({
        "content-security-policy":
          "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; connect-src 'self' http://127.0.0.1:9; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html necto-worker",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
      });
      expect(headers).not.toHaveProperty("access-control-allow-origin");
      expect(headers).not.toHaveProperty("x-powered-by");
    }
  });

  test("a page may ask 0G and every chain it verifies with or explores, each once and none else", () => {
    expect(originsOf(WITNESS)).toEqual([
      "https://gateway.example",
      "https://registry.example",
      "https://escrow.example",
      "https://node.example",
    ]);
    expect(
      originsOf({ ...WITNESS, escrow: { ...WITNESS.escrow, rpcUrl: "https://registry.example/other" } }),
    ).toEqual(["https://gateway.example", "https://registry.example", "https://node.example"]);
    expect(originsOf({ ...WITNESS, registry: null, escrow: null, chains: null })).toEqual([
      "https://gateway.example",
    ]);
  });

  test.each<[string, Record<string, string>, number]>([
    ["no origin, as programs send", {}, 200],
    ["its own origin", { origin: "http://127.0.0.1:3000" }, 200],
    ["its own origin behind TLS", { origin: "https://127.0.0.1:3000" }, 200],
    ["a loopback name in capitals", { host: "LOCALHOST:3000" }, 200],
    ["loopback's IPv6", { host: "[::1]:3000", origin: "http://[::1]:3000" }, 200],
    ["a name it was given", { host: "necto.example", origin: "https://necto.example" }, 200],
    ["another origin", { origin: "https://evil.example" }, 403],
    ["another port of this machine", { origin: "http://127.0.0.1:8080" }, 403],
    ["an origin of a sandboxed frame", { origin: "null" }, 403],
    ["a host it does not know", { host: "evil.example" }, 403],
    ["a host that ends like one it knows", { host: "evil-necto.example" }, 403],
    ["a host with a known name as its user", { host: "127.0.0.1@evil.example" }, 403],
  ])("%s", async (_, headers, status) => {
    const named = await startTestServer({ hosts: ["necto.example"] });
    const answered = await named.app.inject({
      method: "GET",
      url: "/api/status",
      headers: { ...HOST, ...headers },
    });
    expect(answered.statusCode).toBe(status);
    if (status === 403) expect(Problem.parse(answered.json()).code).toBe("auth/bad-origin");
    await named.close();
  });
});

test("the API describes every route it has in OpenAPI 3.1", async () => {
  const document = (await get("/api/docs/json")).json();
  expect(document).toMatchObject({ openapi: "3.1.0", info: { title: "Necto", version: "0.1.0" } });
  const routes = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(routes.sort()).toEqual([
    "delete /api/account",
    "delete /api/keys/{id}",
    "delete /api/mandates/{id}",
    "delete /api/orgs/{org}/invitations/{id}",
    "delete /api/provider/listings/{listingId}/agents/{agent}",
    "delete /api/session",
    "delete /api/watches/{id}",
    "delete /api/watches/{id}/webhook",
    "get /api/account",
    "get /api/account/export",
    "get /api/approvals/{id}",
    "get /api/arbiter/jobs",
    "get /api/audit",
    "get /api/audit/export",
    "get /api/audit/{scope}/{seq}",
    "get /api/booking",
    "get /api/changes/{id}",
    "get /api/decisions/{id}",
    "get /api/decisions/{id}/full",
    "get /api/decisions/{id}/rejected",
    "get /api/decisions/{id}/trace",
    "get /api/inbox",
    "get /api/inbox/state",
    "get /api/jobs",
    "get /api/jobs/{jobId}",
    "get /api/jobs/{jobId}/calls/{action}",
    "get /api/keys",
    "get /api/mandates",
    "get /api/market/history",
    "get /api/market/offers",
    "get /api/market/snapshot",
    "get /api/market/volatility",
    "get /api/offers",
    "get /api/orgs",
    "get /api/orgs/{org}",
    "get /api/orgs/{org}/call",
    "get /api/orgs/{org}/invitations",
    "get /api/orgs/{org}/policy",
    "get /api/orgs/{org}/requests",
    "get /api/provider/earnings",
    "get /api/provider/jobs",
    "get /api/provider/jobs/{jobId}/calls/{action}",
    "get /api/provider/listings",
    "get /api/provider/listings/export",
    "get /api/provider/listings/{listingId}",
    "get /api/provider/listings/{listingId}/call",
    "get /api/provider/listings/{listingId}/history",
    "get /api/provider/listings/{listingId}/losses",
    "get /api/provider/usage",
    "get /api/provider/withdrawals/call",
    "get /api/providers/{address}/reputation",
    "get /api/runs/{id}",
    "get /api/session",
    "get /api/sources",
    "get /api/spend",
    "get /api/status",
    "get /api/threads",
    "get /api/threads/{id}",
    "get /api/threads/{id}/approvals",
    "get /api/threads/{id}/changes",
    "get /api/traces/{root}",
    "get /api/traces/{root}/file",
    "get /api/watches",
    "get /api/watches/{id}",
    "get /api/watches/{id}/webhook",
    "get /api/witness",
    "get /schema/necto.trace-1.json",
    "post /api/approvals/{id}",
    "post /api/approvals/{id}/stop",
    "post /api/arbiter/jobs/{jobId}/resolve",
    "post /api/ask",
    "post /api/changes/{id}",
    "post /api/inbox/read",
    "post /api/invitations/accept",
    "post /api/invitations/look",
    "post /api/jobs/{jobId}/{action}",
    "post /api/keys",
    "post /api/mandates",
    "post /api/match",
    "post /api/orgs",
    "post /api/orgs/{org}",
    "post /api/orgs/{org}/invitations",
    "post /api/orgs/{org}/leave",
    "post /api/orgs/{org}/members",
    "post /api/orgs/{org}/requests",
    "post /api/orgs/{org}/requests/{id}",
    "post /api/provider/heartbeat",
    "post /api/provider/jobs/{jobId}/access",
    "post /api/provider/jobs/{jobId}/{action}",
    "post /api/provider/listings",
    "post /api/provider/listings/import",
    "post /api/provider/listings/preview",
    "post /api/provider/listings/{listingId}",
    "post /api/provider/listings/{listingId}/{action}",
    "post /api/provider/withdrawals",
    "post /api/route",
    "post /api/runs/{id}/stop",
    "post /api/sandbox/faucet",
    "post /api/session/demo",
    "post /api/session/nonce",
    "post /api/session/siwe",
    "post /api/threads",
    "post /api/threads/{id}/runs",
    "post /api/watches",
    "post /api/watches/{id}",
    "post /api/watches/{id}/webhook/test",
    "put /api/orgs/{org}/budgets",
    "put /api/orgs/{org}/policy",
    "put /api/watches/{id}/webhook",
  ]);
  const refs = JSON.stringify(document).match(/"#\/components\/schemas\/[^"]+"/g) ?? [];
  for (const ref of refs)
    expect(document.components.schemas).toHaveProperty([JSON.parse(ref).split("/").at(-1)]);
  const page = await get("/api/docs");
  expect(page.statusCode).toBe(200);
  expect(page.headers["content-security-policy"]).toContain("script-src 'self';");
});

describe("with a built page", () => {
  let folder: Awaited<ReturnType<typeof tempFolder>>;
  let served: TestServer;
  beforeAll(async () => {
    folder = await tempFolder();
    await mkdir(join(folder.path, "assets"));
    await writeFile(join(folder.path, "index.html"), "<title>Necto</title>");
    await writeFile(join(folder.path, "assets/app-1a2b.js"), "export {};");
    served = await startTestServer({ uiFolder: folder.path });
  });
  afterAll(async () => {
    await served.close();
    await folder.remove();
  });
  const open = (url: string, method: "GET" | "POST" = "GET") =>
    served.app.inject({ method, url, headers: HOST });

  test.each(["/", "/index.html", "/thread/thread-1", "/apiary"])("%s is the page", async (url) => {
    const { statusCode, body, headers } = await open(url);
    expect([statusCode, body]).toEqual([200, "<title>Necto</title>"]);
    expect(headers["cache-control"]).toBe("no-cache");
    expect(headers["content-security-policy"]).toContain("trusted-types lit-html");
  });

  test("hashed assets may be kept for ever", async () => {
    expect((await open("/assets/app-1a2b.js")).headers["cache-control"]).toBe(
      "public, max-age=31536000, immutable",
    );
  });

  test.each(["/api/nothing", "/ws", "/../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd"])(
    "%s is not the page, nor a file",
    async (url) => {
      const { statusCode, body } = await open(url);
      expect(body).not.toContain("root:");
      if (url.startsWith("/api") || url === "/ws") expect(statusCode).toBe(404);
    },
  );

  test("only reading gets the page", async () => {
    expect((await open("/thread/thread-1", "POST")).statusCode).toBe(404);
  });
});

afterEach(() => {
  expect(server.faults).toEqual([]);
});

test("a fault while words are read is told to the log without them, by REST and by MCP", async () => {
  const failing = await startTestServer();
  vi.spyOn(failing.traces, "keep").mockRejectedValue(new TypeError("my secret words"));
  const call = (url: string, payload: object) =>
    failing.app.inject({
      ...{ method: "POST", url, payload },
      headers: { ...HOST, accept: "application/json, text/event-stream" },
    });
  const asked = await call("/api/ask", { text: "cheapest H100" });
  expect([asked.statusCode, asked.json().code]).toEqual([500, "run/internal"]);
  const params = { name: "search", arguments: { text: "cheapest H100" } };
  const searched = await call("/mcp", { jsonrpc: "2.0", id: 1, method: "tools/call", params });
  expect([searched.statusCode, searched.json().result.isError]).toEqual([200, true]);
  const log = (failing.faults as Error[]).map(({ message, stack }) => `${message} ${stack}`);
  expect(log).toHaveLength(2);
  for (const told of log) expect(told).toMatch(/^TypeError in a request;.*\n\s+at /);
  expect(`${log} ${asked.body} ${searched.body}`).not.toContain("secret words");
  await failing.close();
});
