import { randomBytes, randomUUID } from "node:crypto";
import { NectoError } from "@necto/tools/errors";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import { formatSignInMessage, SIGN_IN_STATEMENT } from "@necto/tools/protocol/sign-in-message";
import { type Hex, keccak256 } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { A100 } from "../testing/booking-world.ts";
import { cursorAfter, eventsIn, openFeed } from "../testing/feed-page.ts";
import type { TestServer } from "../testing/test-server.ts";
import type { Canaries, ChosenCanaries } from "./canaries.ts";

const HOST = "127.0.0.1:3000";
const LOOK_AGAIN_MS = 10;
/** The shortest job that demo listings take. */
const DURATION_SECONDS = 600;

/** The server of the check has a fault in its model, which tells the words that it was given. */
export const FAULT = "fault:";

export interface Booked {
  readonly jobId: Hex;
  readonly canaries: Canaries;
  /** Ids that lead to the job, none of which the account may come upon. */
  readonly ids: readonly string[];
  /** Everything that the account which was signed in is told of its own, each by its route. */
  readonly read: () => Promise<readonly { readonly where: string; readonly text: string }[]>;
}

/** Where an account reads what is known of it: its data, its logs, its figures and its lists. */
const OWN_ROUTES = [
  ...["/api/account/export", "/api/audit", "/api/audit/export", "/api/jobs", "/api/threads", "/api/inbox"],
  ...["/api/watches", "/api/mandates", "/api/spend?from=2026-01-01&to=2026-12-31"],
] as const;

/**
 * Books one untracked job as a browser that tells everything it can: it is signed in with a wallet, and its words, headers,
 * cookies, addresses and bodies that the server refuses all carry canaries. A fresh key pays.
 */
export async function bookUntracked(server: TestServer, chosen: ChosenCanaries): Promise<Booked> {
  const wallet = privateKeyToAccount(generatePrivateKey());
  const headers: Record<string, string> = {
    ...{ "user-agent": chosen["user-agent"], referer: chosen.referrer, from: chosen.mail },
    ...{ "x-forwarded-for": chosen.ip, "x-real-ip": chosen.ip, forwarded: `for=${chosen.ip}` },
    ...{ "x-organisation": chosen.org, host: HOST, cookie: `tracker=${chosen.cookie}` },
  };
  const query = `ref=${chosen.query}&mail=${encodeURIComponent(chosen.mail)}`;
  const ask = async (method: "GET" | "POST", path: string, payload?: object | string) => {
    const url = `${path}${path.includes("?") ? "&" : "?"}${query}`;
    const type = typeof payload === "string" ? { "content-type": "application/json" } : {};
    return server.app.inject({
      ...{ method, url, remoteAddress: chosen.ip, ...(payload !== undefined && { payload }) },
      headers: { ...headers, ...type, "idempotency-key": randomUUID() },
    });
  };
  const get = async <T>(path: string): Promise<T> => good(await ask("GET", path));
  const post = async <T>(path: string, payload: object): Promise<T> => good(await ask("POST", path, payload));

  const session = await signIn();
  headers.cookie += `; necto_session=${session}`;
  const canaries: Canaries = { ...chosen, wallet: wallet.address, session };
  const words = Object.values(canaries);

  const { id: thread } = await post<{ id: string }>("/api/threads", { mode: "untracked" });
  // As they are, and as a program would write them.
  await say({ text: `A100 for 2 hours from ${words.slice(0, 6).join(", ")}` });
  await say({ text: `my data: ${words.map((word) => Buffer.from(word).toString("base64")).join(" ")}` });
  await say({ text: `H100 in ${words.map(encodeURIComponent).join(" in ")}` });
  await say({ text: `${FAULT} ${words.join(" ")}` });
  await post("/api/ask", { text: `cheapest H100 for ${words.join(" and ")}` });
  await fillForm();
  await say({ requirements: { ...A100, durationSeconds: DURATION_SECONDS } });
  await watch();
  const asking = await say({ text: "book the first one" });
  await lookAt(asking);
  const [approval] = await get<{ id: string }[]>(`/api/threads/${thread}/approvals`);
  if (approval === undefined) throw new Error("The agent asked for no approval.");
  const jobId = await pay(approval.id);
  for (const refused of [
    ...[
      `/api/jobs/${jobId}/end?cap=${chosen.capability}`,
      `/api/threads/${encodeURIComponent(chosen.name)}/runs`,
    ],
    ...[`/api/${encodeURIComponent(chosen.prompt)}`, `/api/approvals/${approval.id}`, "/api/threads"],
  ])
    for (const body of [{ text: chosen.prompt, org: chosen.org }, `{"text": "${chosen.prompt}`])
      await ask("POST", refused, body);
  const ids = [jobId, thread, approval.id, asking];
  return { jobId, canaries, ids, read: () => Promise.all(OWN_ROUTES.map(readOwn)) };

  async function readOwn(where: string) {
    const answer = await ask("GET", where);
    if (answer.statusCode !== 200) throw new Error(`${where}: ${answer.statusCode} ${answer.body}`);
    return { where: `GET ${where}`, text: answer.body };
  }

  async function signIn(): Promise<string> {
    const given = await ask("POST", "/api/session/nonce");
    const nonceCookie = given.cookies.find(({ name }) => name === "necto_sign_in")!.value;
    const { chain } = await get<{ chain: { id: number } }>("/api/session");
    const now = Date.now();
    const message = formatSignInMessage({
      ...{ domain: HOST, uri: `http://${HOST}`, address: wallet.address, statement: SIGN_IN_STATEMENT },
      ...{ version: "1", chainId: chain.id, nonce: good<{ nonce: string }>(given).nonce },
      ...{ issuedAt: new Date(now).toISOString(), expirationTime: new Date(now + 60_000).toISOString() },
    });
    headers.cookie += `; necto_sign_in=${nonceCookie}`;
    const signed = { message, signature: await wallet.signMessage({ message }) };
    const answer = await ask("POST", "/api/session/siwe", signed);
    good(answer);
    return answer.cookies.find(({ name }) => name === "necto_session")!.value;
  }

  async function say(run: object): Promise<string> {
    const { id } = await post<{ id: string }>(`/api/threads/${thread}/runs`, run);
    while ((await get<{ status: string }>(`/api/runs/${id}`)).status === "running") await pause();
    return id;
  }

  /** The form counts what matches while it is filled; some fields take names, and somebody writes words into them. */
  async function fillForm(): Promise<void> {
    await post("/api/match", A100);
    for (const words of [chosen.prompt, chosen.org])
      await ask("POST", "/api/match", {
        ...A100,
        gpuModels: [words],
        sources: { include: [words], exclude: [] },
      });
  }

  /** A watch of nobody, made and read by whoever is signed in, and one whose names are words. */
  async function watch(): Promise<void> {
    const bytes = randomBytes(32);
    const wish = { usdMicrosPerGpuHour: 1_000_000, capabilityHash: keccak256(bytes) };
    const { id } = await post<{ id: string }>("/api/watches", { ...wish, requirements: A100 });
    await get(`/api/watches/${id}?cap=0x${bytes.toString("hex")}`);
    const sources = { include: [chosen.org, chosen.name], exclude: [] };
    for (const named of [{ gpuModels: [chosen.prompt] }, { sources }])
      await ask("POST", "/api/watches", { ...wish, requirements: { ...A100, ...named } });
  }

  /** The feed, as the page that shows the run has it. */
  async function lookAt(run: string): Promise<void> {
    const page = await openFeed(server.app.listeningOrigin, {
      ...headers,
      host: new URL(server.app.listeningOrigin).host,
    });
    const ch = `run:${run}`;
    page.send({ t: "sub", ch: [ch] });
    await page.until(({ t }) => t === "ready");
    const cursor = cursorAfter(server.store.epoch, eventsIn(page.frames, ch));
    page.send({ t: "sub", ch: [ch], ...(cursor && { cur: { [ch]: cursor } }) });
    page.send(`{"t":"${chosen.prompt}"}`);
    page.socket.terminate();
    await page.closed;
  }

  async function pay(approvalId: string): Promise<Hex> {
    const fresh = privateKeyToAccount(generatePrivateKey());
    await post("/api/sandbox/faucet", { address: fresh.address });
    const path = `/api/approvals/${approvalId}`;
    const { checkout } = await get<Checkout>(`${path}?buyer=${fresh.address}`);
    const plan = checkout.plans.find(({ way }) => way === "authorization")!;
    const signature = await fresh.signTypedData(plan.typedData as never);
    const keys = {
      viewKey: viewKeyOf(`0x${randomBytes(32).toString("hex")}`),
      capabilityHash: keccak256(chosen.capability as Hex),
    };
    const payer = { kind: "burner", address: fresh.address, signature, ...keys };
    await post(path, { decision: "approve", payer });
    for (;;) {
      const { booking } = await get<Paid>(path);
      if (booking?.state === "funded") break;
      if (booking?.state === "failed")
        throw new Error(`A booking failed: ${JSON.stringify(booking.problem)}`);
      await pause();
    }
    await get(`/api/jobs/${checkout.jobId}?cap=${chosen.capability}`);
    await ask("GET", `/api/jobs/${checkout.jobId}/calls/cancel?cap=${chosen.capability}`);
    return checkout.jobId;
  }
}

interface Checkout {
  readonly checkout: {
    readonly jobId: Hex;
    readonly plans: readonly { readonly way: string; readonly typedData: unknown }[];
  };
}
interface Paid {
  readonly booking: { readonly state: string; readonly problem: unknown } | null;
}
type Answer = Awaited<ReturnType<TestServer["app"]["inject"]>>;

function good<T>(answer: Answer): T {
  if (answer.statusCode < 300) return answer.json() as T;
  throw new NectoError({ code: "run/refused", message: `${answer.statusCode} ${answer.body}` });
}

const pause = () => new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
