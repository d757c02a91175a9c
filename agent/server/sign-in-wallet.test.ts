import { randomUUID } from "node:crypto";
import { writeClient } from "@necto/tools/chain/chain-clients";
import { openAccess, sealAccess, viewKeyOf } from "@necto/tools/protocol/access-document";
import { toAuthorization, toJobId } from "@necto/tools/protocol/checkout";
import { DEMO_PROVIDERS } from "@necto/tools/protocol/demo-accounts";
import type { JobRow, JobView } from "@necto/tools/protocol/job";
import type { ProviderJobView } from "@necto/tools/protocol/provider-job";
import { formatSignInMessage } from "@necto/tools/protocol/sign-in-message";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { type Hex, hashMessage, type PrivateKeyAccount } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newAccessBytes } from "../agent.ts";
import { A100, type BookingWorld, openBookingWorld, PAY, startThread } from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import type { TestServer } from "../testing/test-server.ts";

let world: BookingWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openBookingWorld();
  server = await world.server();
});
afterAll(async () => {
  expect(server.faults).toEqual([]);
  await world.close();
});

type Headers = Readonly<Record<string, string>>;
const HOST = "127.0.0.1:3000";

const post = (url: string, payload: object, headers: Headers = {}) =>
  server.app.inject({ method: "POST", url, payload, headers: { host: HOST, ...headers } });
const get = async <T>(url: string, headers: Headers) =>
  (await server.app.inject({ url, headers: { host: HOST, ...headers } })).json() as T;

async function signIn(address: string, sign: (message: string) => Promise<Hex>) {
  const asked = await post("/api/session/nonce", {});
  const { nonce } = asked.json();
  const now = Date.now() + world.clock.aheadMs;
  const message = formatSignInMessage({
    ...{ domain: HOST, uri: `http://${HOST}`, address, statement: null, version: "1", nonce },
    chainId: world.adi.chain.chainId,
    ...{ issuedAt: new Date(now).toISOString(), expirationTime: new Date(now + 60_000).toISOString() },
  });
  const cookie = `necto_sign_in=${asked.cookies[0]!.value}`;
  const answer = await post("/api/session/siwe", { message, signature: await sign(message) }, { cookie });
  const session = answer.cookies.find(({ name }) => name === "necto_session")?.value;
  return { asked, answer, headers: { cookie: `necto_session=${session}` } };
}
const signInWith = (wallet: PrivateKeyAccount) =>
  signIn(wallet.address, (message) => wallet.signMessage({ message }));

describe("signing in with a wallet", () => {
  test("takes a nonce with a cookie of its own, a message and a signature", async () => {
    const wallet = privateKeyToAccount(generatePrivateKey());
    const { asked, answer, headers } = await signInWith(wallet);
    expect(asked.cookies[0]).toMatchObject({
      ...{ name: "necto_sign_in", path: "/api/session", httpOnly: true, sameSite: "Lax" },
    });
    const account = { address: wallet.address.toLowerCase(), demo: null, title: null };
    expect([answer.statusCode, answer.json().account]).toEqual([200, account]);
    expect(answer.cookies.find(({ name }) => name === "necto_sign_in")!.value).toBe("");
    expect((await get<{ account: object }>("/api/session", headers)).account).toEqual(account);
  });

  test("works for an account that is a contract, which says itself what it signed (ERC-1271)", async () => {
    // Takes the signed hash for a signature: returns the magic value when both words are equal.
    const code = "0x60188060093d393df36064356004351463" + "1626ba7e60e01b0260005260206000f3";
    const client = writeClient(world.adi.chain, devAccount("deployer"));
    const hash = await client.sendTransaction({ data: code as Hex });
    const { contractAddress } = await server.booking!.open.client.waitForTransactionReceipt({ hash });
    const good = await signIn(contractAddress!, async (message) => hashMessage(message));
    expect([good.answer.statusCode, good.answer.body]).toEqual([200, expect.any(String)]);
    expect(good.answer.json().account.address).toBe(contractAddress!.toLowerCase());
    const bad = await signIn(contractAddress!, async (message) => hashMessage(`${message}!`));
    expect([bad.answer.statusCode, bad.answer.json().code]).toEqual([403, "auth/bad-sign-in"]);
  });

  test("refuses what another account signed, and bytes that are no signature", async () => {
    const [wallet, other] = [generatePrivateKey(), generatePrivateKey()].map((key) =>
      privateKeyToAccount(key),
    );
    for (const signature of ["0x", "0x00", `0x${"11".repeat(65)}`] as const) {
      const { answer } = await signIn(wallet!.address, async () => signature);
      expect([answer.statusCode, answer.json().code]).toEqual([403, "auth/bad-sign-in"]);
    }
    const { answer } = await signIn(wallet!.address, (message) => other!.signMessage({ message }));
    expect(answer.json().detail).toMatch(/did not sign/);
    expect(answer.cookies).toEqual([]);
  });
});

/** A conversation of a wallet that pays by itself. */
async function bookWith(wallet: PrivateKeyAccount, session: Headers, mode: "tracked" | "untracked") {
  await post("/api/sandbox/faucet", { address: wallet.address, gas: true });
  const { id } = (await post("/api/threads", { mode }, session)).json();
  const thread = { ...(await startThread(server)), id };
  const say = async (run: object) => {
    const { id: runId } = (await post(`/api/threads/${id}/runs`, run, session)).json();
    return thread.untilOver(runId);
  };
  await say({ requirements: A100 });
  const approval = thread.approvalIn(await say({ text: "book the first one" }));
  const signature = await wallet.signTypedData(toAuthorization(approval.order, wallet.address) as never);
  const payer = { kind: "wallet", address: wallet.address, signature };
  const headers = { ...session, "idempotency-key": randomUUID() };
  const answer = await post(`/api/approvals/${approval.id}`, { decision: "approve", payer }, headers);
  expect([answer.statusCode, answer.body]).toEqual([202, expect.any(String)]);
  await thread.untilOver(answer.json().booking.runId);
  return toJobId(approval.order, wallet.address);
}

describe("jobs of a wallet", () => {
  test("are in its list when they are tracked; an untracked one is read with its capability only", async () => {
    const wallet = privateKeyToAccount(generatePrivateKey());
    const { headers } = await signInWith(wallet);
    const tracked = await bookWith(wallet, headers, "tracked");
    const untracked = await bookWith(wallet, headers, "untracked");
    const { jobs } = await get<{ jobs: JobRow[] }>("/api/jobs", headers);
    expect(jobs.map(({ jobId }) => jobId)).toEqual([tracked]);
    expect(await get(`/api/jobs/${tracked}`, headers)).toMatchObject({ acts: "transaction" });
    expect(await get(`/api/jobs/${tracked}`, {})).toMatchObject({ status: 404 });
    expect(await get(`/api/jobs/${untracked}`, headers)).toMatchObject({ status: 404 });
  });
});

describe("a provider that is a wallet", () => {
  test("reads what it is paid for, gives access, and sends its own transactions", async () => {
    const viewSecret = `0x${"5".repeat(64)}`;
    const thread = await startThread(server);
    const { id, order, payers } = await thread.ask();
    await thread.answer(id, { ...PAY, payer: { ...PAY.payer, viewKey: viewKeyOf(viewSecret) } });
    await thread.resumed(id);
    const { jobId } = payers.demo.find(({ account }) => account === "buyer")!;
    const wallet = devAccount(DEMO_PROVIDERS.find((role) => devAccount(role).address === order.payee)!);
    const { headers } = await signInWith(wallet);
    const { jobs } = await get<{ jobs: ProviderJobView[] }>("/api/provider/jobs", headers);
    const job = jobs.find((known) => known.jobId === jobId)!;
    expect(job).toMatchObject({ acts: "transaction", actions: ["start", "decline"], hasAccess: false });

    const keyed = { ...headers, "idempotency-key": randomUUID() };
    const relayed = await post(`/api/provider/jobs/${jobId}/start`, {}, keyed);
    expect([relayed.statusCode, relayed.json().code]).toEqual([409, "escrow/own-key-only"]);

    const access = { host: "gpu.example", port: 22, user: "me", secret: null, url: null, notes: null };
    const ciphertext = sealAccess(access, { viewKey: job.viewKey!, jobId, random: newAccessBytes() });
    const posted = await post(`/api/provider/jobs/${jobId}/access`, { ciphertext }, headers);
    expect(posted.json()).toMatchObject({ hasAccess: true, status: "funded" });

    const send = async (action: string) => {
      const call = await get<{ to: Hex; data: Hex }>(`/api/provider/jobs/${jobId}/calls/${action}`, headers);
      return writeClient(world.adi.chain, wallet).sendTransaction(call);
    };
    await send("start");
    const started = await get<{ jobs: ProviderJobView[] }>("/api/provider/jobs", headers);
    expect(started.jobs.find((known) => known.jobId === jobId)).toMatchObject({
      ...{ status: "active", actions: ["end"], hasAccess: true },
    });
    await send("end");
    const ended = await get<{ jobs: ProviderJobView[] }>("/api/provider/jobs", headers);
    expect(["ended", "closed"]).toContain(ended.jobs.find((known) => known.jobId === jobId)!.status);
    const buyers = await get<JobView>(`/api/jobs/${jobId}`, await signInAs(server, "buyer"));
    expect(openAccess(buyers.access!.ciphertext, { secret: viewSecret, jobId })).toEqual(access);
    const late = await post(`/api/provider/jobs/${jobId}/access`, { ciphertext }, headers);
    expect([late.statusCode, late.json().code]).toEqual([409, "escrow/wrong-status"]);
  });
});
