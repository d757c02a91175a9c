import { SessionView } from "@necto/tools/protocol/session";
import { formatSignInMessage } from "@necto/tools/protocol/sign-in-message";
import { hashMessage } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { signInAs } from "../testing/sign-in.ts";
import { startTestServer, type TestServer } from "../testing/test-server.ts";

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer({ signInLimit: 10 });
});
afterEach(async () => {
  expect(server.faults).toEqual([]);
  await server.close();
});

const post = (url: string, payload: object = {}, headers: Record<string, string> = {}) =>
  server.app.inject({ method: "POST", url, payload, headers });
const session = async (headers: Record<string, string> = {}) =>
  SessionView.parse((await server.app.inject({ url: "/api/session", headers })).json());

describe("a session over the routes", () => {
  test("begins with one click in the sandbox, and says who is signed in", async () => {
    expect(await session()).toMatchObject({ account: null, expiresAt: null });
    const answer = await post("/api/session/demo", { account: "provider-nordlys" });
    const [cookie] = answer.cookies;
    expect(cookie).toMatchObject({ name: "necto_session", path: "/", httpOnly: true, sameSite: "Lax" });
    expect(cookie!.secure).toBeUndefined();
    const view = await session({ cookie: `necto_session=${cookie!.value}` });
    expect(view.account).toMatchObject({ demo: "provider-nordlys", title: "Nordlys" });
    expect(view.account!.address).toBe(view.account!.address.toLowerCase());
    expect(answer.json()).toEqual(view);
  });

  test("has a cookie for TLS only when the page came by it", async () => {
    const headers = { origin: "https://localhost:80", host: "localhost:80" };
    const [cookie] = (await post("/api/session/demo", { account: "buyer" }, headers)).cookies;
    expect(cookie).toMatchObject({ secure: true });
  });

  test("cannot be begun, ended or used by the page of another origin", async () => {
    const { cookie } = await signInAs(server, "buyer");
    const origin = "http://evil.example";
    for (const [method, url] of [
      ["POST", "/api/session/demo"],
      ["POST", "/api/session/nonce"],
      ["POST", "/api/session/siwe"],
      ["DELETE", "/api/session"],
      ["POST", "/api/threads"],
    ] as const) {
      const answer = await server.app.inject({ method, url, payload: {}, headers: { cookie, origin } });
      expect([url, answer.statusCode, answer.json().code]).toEqual([url, 403, "auth/bad-origin"]);
      expect(answer.cookies).toEqual([]);
    }
    expect((await session({ cookie })).account).not.toBeNull();
  });

  test("takes no cookie that was there before: a planted one opens nothing", async () => {
    const planted = { cookie: `necto_session=0x${"1".repeat(64)}` };
    expect((await session(planted)).account).toBeNull();
    const answer = await post("/api/session/demo", { account: "buyer" }, planted);
    expect(answer.cookies[0]!.value).not.toContain("1".repeat(64));
    expect((await session(planted)).account).toBeNull();
  });

  test("ends with sign-out, here and everywhere", async () => {
    const [first, second] = [await signInAs(server, "buyer"), await signInAs(server, "buyer")];
    const ended = await server.app.inject({ method: "DELETE", url: "/api/session", headers: first });
    expect([ended.statusCode, ended.json().account, ended.cookies[0]!.value]).toEqual([200, null, ""]);
    expect((await session(first)).account).toBeNull();
    expect((await session(second)).account).not.toBeNull();
    const third = await signInAs(server, "buyer");
    await server.app.inject({ method: "DELETE", url: "/api/session?everywhere=true", headers: third });
    expect([(await session(second)).account, (await session(third)).account]).toEqual([null, null]);
    const anonymous = await server.app.inject({ method: "DELETE", url: "/api/session?everywhere=true" });
    expect([anonymous.statusCode, anonymous.json().code]).toEqual([401, "auth/sign-in"]);
  });

  test("is begun ten times a minute at most", async () => {
    const answers = [];
    for (let i = 0; i < 12; i++) answers.push(await post("/api/session/demo", { account: "buyer" }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([...Array(10).fill(200), 429, 429]);
    expect(answers.at(-1)!.json().code).toBe("request/too-many");
    expect(answers.at(-1)!.headers["retry-after"]).toBeTruthy();
  });

  test("is for accounts that may be signed in as, not for every key of the sandbox", async () => {
    for (const account of ["deployer", "agent", "relayer", "guardian", "treasury", "nobody"])
      expect((await post("/api/session/demo", { account })).statusCode).toBe(400);
  });

  test("is a key's also where there is no escrow; no contract can be asked there", async () => {
    const wallet = privateKeyToAccount(generatePrivateKey());
    const { chain } = await session();
    expect(chain).toEqual({ id: 313_370_036, name: "sandbox for ADI" });
    const attempt = async (sign: (message: string) => Promise<string>) => {
      const asked = await post("/api/session/nonce");
      const message = formatSignInMessage({
        ...{ domain: "localhost:80", uri: "http://localhost:80", address: wallet.address, statement: null },
        ...{ version: "1", chainId: chain.id, nonce: asked.json().nonce },
        issuedAt: new Date().toISOString(),
        expirationTime: new Date(Date.now() + 60_000).toISOString(),
      });
      const cookie = `necto_sign_in=${asked.cookies[0]!.value}`;
      return post("/api/session/siwe", { message, signature: await sign(message) }, { cookie });
    };
    const signed = await attempt((message) => wallet.signMessage({ message }));
    expect([signed.statusCode, signed.json().account?.address]).toEqual([200, wallet.address.toLowerCase()]);
    expect((await attempt(async (message) => hashMessage(message))).json().code).toBe("auth/bad-sign-in");
  });
});
