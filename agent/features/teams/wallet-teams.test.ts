import { randomUUID } from "node:crypto";
import { writeClient } from "@necto/tools/chain/chain-clients";
import { formatSignInMessage } from "@necto/tools/protocol/sign-in-message";
import type { InvitationMade, OrgView, TeamCallView, Told } from "@necto/tools/protocol/team";
import type { Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type BookingWorld, openBookingWorld } from "../../testing/booking-world.ts";
import { signInAs } from "../../testing/sign-in.ts";
import { addressOf } from "../../testing/team-world.ts";
import type { TestServer } from "../../testing/test-server.ts";
import { ROLE_MS } from "./chain-roles.ts";

const HOST = "127.0.0.1:3000";
type Headers = Readonly<Record<string, string>>;

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

const ask = async (method: "GET" | "POST", url: string, headers: Headers, payload?: object) => {
  const key = { host: HOST, "idempotency-key": randomUUID() };
  const answer = await server.app.inject({
    ...{ method, url, headers: { ...key, ...headers }, ...(payload && { payload }) },
  });
  return { status: answer.statusCode, body: answer.json(), cookies: answer.cookies };
};

/** A wallet with gas that is signed in, and how it sends a transaction that it was given. */
async function openWallet() {
  const account = privateKeyToAccount(generatePrivateKey());
  await world.adi.chain.setBalance(account.address, 10n ** 18n);
  const asked = await ask("POST", "/api/session/nonce", {}, {});
  const now = world.now();
  const message = formatSignInMessage({
    ...{ domain: HOST, uri: `http://${HOST}`, address: account.address, statement: null, version: "1" },
    ...{ nonce: asked.body.nonce, chainId: world.adi.chain.chainId },
    ...{ issuedAt: new Date(now).toISOString(), expirationTime: new Date(now + 60_000).toISOString() },
  });
  const signature = await account.signMessage({ message });
  const cookie = `necto_sign_in=${asked.cookies[0]!.value}`;
  const { cookies } = await ask("POST", "/api/session/siwe", { cookie }, { message, signature });
  const session = cookies.find(({ name }) => name === "necto_session")!.value;
  const client = writeClient(world.adi.chain, account);
  return {
    address: account.address.toLowerCase(),
    headers: { cookie: `necto_session=${session}` },
    async send({ to, data, chainId }: TeamCallView) {
      expect(chainId).toBe(world.adi.chain.chainId);
      const hash = await client.sendTransaction({ to: to as Hex, data: data as Hex });
      await server.booking!.open.client.waitForTransactionReceipt({ hash });
      world.clock.aheadMs += ROLE_MS;
    },
  };
}

test("a wallet creates, invites and removes by transactions of its own, and the server sends none", async () => {
  const wallet = await openWallet();
  const asked = (await ask("POST", "/api/orgs", wallet.headers, { name: "Lab" })).body as Told;
  const { org } = asked;
  expect((await ask("GET", `/api/orgs/${org}`, wallet.headers)).status).toBe(404);
  expect((await ask("GET", "/api/orgs", wallet.headers)).body).toMatchObject({
    ...{ orgs: [], uncreated: [{ id: org, name: "Lab" }] },
  });
  // What it was told, it is told again.
  expect((await ask("GET", `/api/orgs/${org}/call`, wallet.headers)).body.call).toEqual(asked.call);
  await wallet.send(asked.call!);
  expect((await ask("GET", `/api/orgs/${org}/call`, wallet.headers)).body.call).toBeNull();
  const view = async () => (await ask("GET", `/api/orgs/${org}`, wallet.headers)).body as OrgView;
  expect(await view()).toMatchObject({
    role: "admin",
    sends: "wallet",
    members: [{ address: wallet.address }],
  });

  const made = await ask("POST", `/api/orgs/${org}/invitations`, wallet.headers, { role: "user" });
  const { secret } = made.body as InvitationMade;
  const member = await signInAs(server, "team-user");
  const accept = async () => (await ask("POST", "/api/invitations/accept", member, { secret })).body.state;
  expect(await accept()).toBe("waiting");
  const account = addressOf("team-user");
  expect((await view()).invitations).toMatchObject([{ state: "waiting", acceptedBy: account, role: "user" }]);
  const set = async (role: "user" | null) =>
    (await ask("POST", `/api/orgs/${org}/members`, wallet.headers, { address: account, role })).body as Told;
  await wallet.send((await set("user")).call!);
  expect(await accept()).toBe("done");
  expect((await view()).members).toHaveLength(2);

  await wallet.send((await set(null)).call!);
  expect((await ask("GET", `/api/orgs/${org}`, member)).status).toBe(404);
  expect((await view()).members).toHaveLength(1);
  const leave = await ask("POST", `/api/orgs/${org}/leave`, wallet.headers);
  expect(leave.body.code).toBe("request/last-admin");
  const { db } = server.store;
  expect(await db.selectFrom("intents").selectAll().execute()).toEqual([]);
  const acts = await db
    .selectFrom("acts")
    .select("action")
    .where("scope", "=", `org:${org}`)
    .orderBy("seq")
    .execute();
  expect(acts.map(({ action }) => action)).toEqual([
    ...["org.created", "invitation.made", "invitation.accepted", "role.set", "role.removed"],
  ]);
});

test("of an organisation that somebody asked for and never created, nobody else learns anything", async () => {
  const wallet = await openWallet();
  const { org } = (await ask("POST", "/api/orgs", wallet.headers, { name: "Secret plan" })).body as Told;
  const other = await signInAs(server, "team-admin");
  for (const url of [`/api/orgs/${org}`, `/api/orgs/${org}/call`, "/api/orgs"])
    expect(JSON.stringify((await ask("GET", url, other)).body)).not.toContain("Secret plan");
});
