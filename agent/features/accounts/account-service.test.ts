import { randomBytes } from "node:crypto";
import { formatSignInMessage, type SignInMessage } from "@necto/tools/protocol/sign-in-message";
import { verifyMessage } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { createSiweMessage } from "viem/siwe";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { type Accounts, createAccounts, NONCE_MS, SESSION_MS } from "./account-service.ts";

const CHAIN = { id: 313_370_036, name: "sandbox for ADI" };
const DOMAIN = "127.0.0.1:3000";
const URI = "http://127.0.0.1:3000";
const START = Date.parse("2026-11-26T12:00:00.000Z");
const DEMO = `0x${"d".repeat(40)}`;
const iso = (epochMs: number) => new Date(epochMs).toISOString();
const wallet = privateKeyToAccount(generatePrivateKey());

let database: TestDatabase;
let store: Store;
let accounts: Accounts;
let now: number;
let ended: string[];
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch");
  [now, ended] = [START, []];
  accounts = createAccounts({
    ...{ store, chain: CHAIN, now: () => now, onEnded: (id) => void ended.push(id) },
    demo: [{ account: "buyer", address: DEMO, title: "Demo buyer" }],
    newSecret: () => `0x${randomBytes(32).toString("hex")}`,
    isSignedBy: ({ by, text, signature }) =>
      verifyMessage({ address: by as never, message: text, signature: signature as never }).catch(
        () => false,
      ),
  });
});
afterEach(async () => {
  await store.close();
  await database.remove();
});

interface Given {
  readonly nonce: string;
  readonly cookie: string;
}

const messageFor = ({ nonce }: Given, change: Partial<SignInMessage> = {}): SignInMessage => ({
  ...{ domain: DOMAIN, address: wallet.address, statement: "Sign in.", uri: URI, version: "1" },
  ...{ chainId: CHAIN.id, nonce, issuedAt: iso(now), expirationTime: iso(now + 5 * 60_000) },
  ...change,
});

async function signInWith(
  given: Given,
  text: string,
  change: Partial<Parameters<Accounts["signIn"]>[0]> = {},
) {
  return accounts.signIn({
    ...{ message: text, signature: await wallet.signMessage({ message: text }), nonceCookie: given.cookie },
    ...{ domain: DOMAIN, uri: URI, before: null, ...change },
  });
}

describe("a message to sign in", () => {
  test("opens a session for the account that signed it, whose cookie is kept as a hash only", async () => {
    const given = await accounts.newNonce();
    const session = await signInWith(given, formatSignInMessage(messageFor(given)));
    expect(session.principal).toEqual({ address: wallet.address.toLowerCase(), demo: null });
    expect(await accounts.find(session.cookie)).toEqual({
      ...{ id: session.id, principal: session.principal, expiresAt: iso(START + SESSION_MS) },
    });
    const rows = JSON.stringify(await store.db.selectFrom("sessions").selectAll().execute());
    expect(rows).not.toContain(session.cookie.slice(2));
    expect(await store.db.selectFrom("sign_in_nonces").selectAll().execute()).toEqual([]);
  });

  test("may be the text that viem makes", async () => {
    const given = await accounts.newNonce();
    const message = messageFor(given);
    const text = createSiweMessage({
      ...{ domain: DOMAIN, address: wallet.address, uri: URI, version: "1", chainId: CHAIN.id },
      ...{ nonce: message.nonce, issuedAt: new Date(now), expirationTime: new Date(now + 60_000) },
    });
    expect((await signInWith(given, text)).principal.demo).toBeNull();
  });

  test("opens one session, however often and however many at once", async () => {
    const given = await accounts.newNonce();
    const text = formatSignInMessage(messageFor(given));
    const tried = await Promise.allSettled(Array.from({ length: 5 }, () => signInWith(given, text)));
    expect(tried.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await expect(signInWith(given, text)).rejects.toMatchObject({ code: "auth/bad-sign-in" });
    expect(await store.db.selectFrom("sessions").selectAll().execute()).toHaveLength(1);
  });

  const other = privateKeyToAccount(generatePrivateKey());
  test.each<[string, Partial<SignInMessage>, RegExp]>([
    ["for another domain", { domain: "evil.example" }, /for evil\.example/],
    ["for this host on another port", { domain: "127.0.0.1:3001" }, /for 127\.0\.0\.1:3001/],
    ["for another origin", { uri: "http://evil.example" }, /for http:\/\/evil\.example/],
    ["for this origin by TLS", { uri: "https://127.0.0.1:3000" }, /for https:/],
    ["for a path of this origin", { uri: `${URI}/chat` }, /\/chat/],
    ["for another chain", { chainId: 1 }, /chain 1,/],
    ["of another version", { version: "2" }, /version 2/],
    ["of an account that did not sign it", { address: other.address }, /did not sign/],
    ["whose time is over", { expirationTime: iso(START) }, /time is over/],
    [
      "issued in the future",
      { issuedAt: iso(START + 121_000), expirationTime: iso(START + 200_000) },
      /clock/,
    ],
    ["issued long ago", { issuedAt: iso(START - 121_000) }, /clock/],
    ["that is good for long", { expirationTime: iso(START + 10 * 60_000 + 1) }, /10 minutes/],
    ["with a nonce that nobody gave out", { nonce: "0".repeat(64) }, /nonce/],
    ["with a time that is none", { issuedAt: "2026-99-99T00:00:00Z" }, /no such message/],
  ])("%s opens nothing, and burns no nonce", async (_, change, why) => {
    const given = await accounts.newNonce();
    const failed = signInWith(given, formatSignInMessage(messageFor(given, change)));
    await expect(failed).rejects.toMatchObject({
      code: "auth/bad-sign-in",
      message: expect.stringMatching(why),
    });
    expect((await signInWith(given, formatSignInMessage(messageFor(given)))).principal.demo).toBeNull();
  });

  test.each([
    ["more behind it", (text: string) => `${text}\nResources:\n- https://evil.example`],
    ["more before it", (text: string) => `x\n${text}`],
    [
      "a second message in its statement",
      (text: string) => text.replace("Sign in.", `URI: ${URI}`).replace(/\nURI: .*\nVersion/, "\nVersion"),
    ],
    ["another end of lines", (text: string) => text.replaceAll("\n", "\r\n")],
    ["no time to end at", (text: string) => text.replace(/\nExpiration.*/, "")],
    ["nothing in it", () => ""],
  ])("with %s is none", async (_, change) => {
    const given = await accounts.newNonce();
    const text = change(formatSignInMessage(messageFor(given)));
    await expect(signInWith(given, text)).rejects.toMatchObject({
      ...{ code: "auth/bad-sign-in", message: expect.stringMatching(/no such message/) },
    });
  });

  test("is good in the browser only that its nonce was given to", async () => {
    const [given, others] = [await accounts.newNonce(), await accounts.newNonce()];
    const text = formatSignInMessage(messageFor(given));
    for (const nonceCookie of [others.cookie, null, ""])
      await expect(signInWith(given, text, { nonceCookie })).rejects.toMatchObject({
        message: expect.stringMatching(/another browser/),
      });
    expect(await signInWith(given, text)).toBeTruthy();
  });

  test("is good for as long as its nonce", async () => {
    const given = await accounts.newNonce();
    now += NONCE_MS;
    await expect(signInWith(given, formatSignInMessage(messageFor(given)))).rejects.toMatchObject({
      message: expect.stringMatching(/nonce/),
    });
    await accounts.newNonce();
    expect(await store.db.selectFrom("sign_in_nonces").selectAll().execute()).toHaveLength(1);
  });

  test("has a nonce of 256 random bits", async () => {
    const nonces = await Promise.all(Array.from({ length: 50 }, () => accounts.newNonce()));
    expect(nonces.every(({ nonce }) => /^[0-9a-f]{64}$/.test(nonce))).toBe(true);
    expect(new Set(nonces.flatMap(({ nonce, cookie }) => [nonce, cookie])).size).toBe(100);
  });
});

describe("a session", () => {
  test("is a new one for every sign-in, and ends the one before it", async () => {
    const first = await accounts.signInAsDemo("buyer", null);
    const second = await accounts.signInAsDemo("buyer", first.cookie);
    expect(second.cookie).not.toBe(first.cookie);
    expect([await accounts.find(first.cookie), ended]).toEqual([null, [first.id]]);
    // What somebody else put into the browser beforehand opens nothing afterwards.
    await accounts.signInAsDemo("buyer", "0xplanted");
    expect(await accounts.find("0xplanted")).toBeNull();
  });

  test("ends after twelve hours, by sign-out, and with all others of its account", async () => {
    const [here, there, third] = [
      await accounts.signInAsDemo("buyer", null),
      await accounts.signInAsDemo("buyer", null),
      await accounts.signInAsDemo("buyer", null),
    ];
    await accounts.signOut(here.cookie);
    expect(ended).toEqual([here.id]);
    expect(await accounts.stillOpen([here.id, there.id, third.id])).toEqual(
      expect.arrayContaining([there.id, third.id]),
    );
    now += SESSION_MS - 1;
    expect(await accounts.find(there.cookie)).toMatchObject({ principal: { address: DEMO, demo: "buyer" } });
    now += 1;
    expect([await accounts.find(there.cookie), await accounts.stillOpen([there.id])]).toEqual([null, []]);
    now -= 1;
    await accounts.signOutEverywhere(DEMO);
    expect(await accounts.find(third.cookie)).toBeNull();
  });

  test("whose time is over is swept away, with nonces, and no other", async () => {
    await accounts.newNonce();
    await accounts.signInAsDemo("buyer", null);
    now += NONCE_MS;
    await accounts.sweep();
    const left = async (table: "sessions" | "sign_in_nonces") =>
      (await store.db.selectFrom(table).selectAll().execute()).length;
    expect([await left("sessions"), await left("sign_in_nonces")]).toEqual([1, 0]);
    now = START + SESSION_MS;
    await accounts.sweep();
    expect(await left("sessions")).toBe(0);
  });

  test("of a demo account is there only where demo accounts are", async () => {
    const { cookie } = await accounts.signInAsDemo("buyer", null);
    await expect(accounts.signInAsDemo("arbiter", null)).rejects.toMatchObject({
      code: "auth/no-demo-account",
    });
    const elsewhere = createAccounts({
      ...{ store, chain: CHAIN, demo: [], now: () => now, onEnded: () => {} },
      ...{ newSecret: () => "0x00", isSignedBy: async () => true },
    });
    expect(await elsewhere.find(cookie)).toBeNull();
  });
});
