import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { Requirements } from "@necto/tools/core/requirements";
import { anOffer, fixed, iso, marketOf, NOW } from "@necto/tools/core/testing/offers";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { joinProcesses, type Membership } from "../../store/processes.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { signWebhook } from "./sign-webhook.ts";
import { createWatches, type WatchService } from "./watch-service.ts";
import { createWebhooks, pauseAfter, type Webhooks } from "./webhook-service.ts";

const ACCOUNT = `0x${"a".repeat(40)}`;
const TERMS = { requirements: Requirements.parse({ gpuModels: ["H100"] }), usdMicrosPerGpuHour: 2_000_000 };
const SECRET_BYTES = `0x${"07".repeat(32)}`;

let database: TestDatabase;
let store: Store;
let membership: Membership;
let server: Server;
let url: string;
let statuses: number[];
let heard: { readonly headers: IncomingHttpHeaders; readonly body: string }[];
let now: number;
let webhooks: Webhooks;
let watches: WatchService;
let watchId: string;
const faults: unknown[] = [];

beforeEach(async () => {
  [now, heard, statuses] = [NOW, [], []];
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      heard.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
      response.writeHead(statuses.shift() ?? 204).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  database = await databaseOf(":memory:");
  await open();
  watchId = (await watches.create({ account: ACCOUNT }, TERMS)).id;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await membership.leave();
  await store.close();
  await database.remove();
  expect(faults).toEqual([]);
});

async function open(): Promise<void> {
  store = await openStore(database.place, () => "epoch");
  membership = await joinProcesses(store, { onBeat: async () => {}, onFault: (fault) => faults.push(fault) });
  let ids = 0;
  const common = { store, now: () => now, newId: (kind: string) => `${kind}-${++ids}` };
  webhooks = createWebhooks({
    ...{ ...common, rules: { allowsLoopback: true }, newSecret: () => SECRET_BYTES },
    onFault: (fault) => faults.push(fault),
  });
  watches = createWatches({
    ...{ ...common, snapshot: async () => marketFor("2.5"), onFired: webhooks.enqueue },
  });
}

const marketFor = (usd: string) =>
  marketOf([anOffer({ pricing: fixed(usd), observedAt: iso(now) })], { takenAt: now });
const own = () => ({ account: ACCOUNT, watchId });
const deliveries = async () => (await webhooks.view(watchId))!.deliveries;

describe("a webhook", () => {
  test("is told of a firing once it is recorded, signed as Standard Webhooks says", async () => {
    const { secret } = (await webhooks.set(own(), url))!;
    await watches.evaluate(marketFor("1.95"));
    await webhooks.deliver();
    const [{ headers, body }] = heard as [(typeof heard)[number]];
    const id = String(headers["webhook-id"]);
    expect(JSON.parse(body)).toMatchObject({
      ...{ type: "watch.fired", timestamp: iso(NOW) },
      data: { watchId, crossing: 1, usdMicrosPerGpuHour: 1_950_000, offerId: "necto:1", terms: TERMS },
    });
    const timestamp = Number(headers["webhook-timestamp"]);
    expect(timestamp).toBe(NOW / 1000);
    expect(headers).toMatchObject(signWebhook(secret, { id, timestamp, body }));
    expect(await deliveries()).toMatchObject([
      { id, state: "delivered", tries: 1, problem: null, isTest: false },
    ]);
    await webhooks.deliver();
    expect(heard).toHaveLength(1);
  });

  test("is tested once at a time: who asks often makes nobody else's messages wait", async () => {
    await webhooks.set(own(), url);
    const [before] = server.listeners("request") as [(...args: unknown[]) => void];
    const answered = Promise.withResolvers<void>();
    server.removeAllListeners("request");
    server.on("request", (...args) => void answered.promise.then(() => before(...args)));
    const asked = Array.from({ length: 40 }, () => webhooks.test(own()));
    // All have been written down, or not, before the first one is answered.
    await vi.waitUntil(() => store.db.selectFrom("deliveries").select("id").executeTakeFirst());
    await watches.create({ account: ACCOUNT }, TERMS);
    const queued = await store.db.selectFrom("deliveries").select("id").execute();
    answered.resolve();
    await Promise.all(asked);
    expect(queued).toHaveLength(1);
    await webhooks.test(own());
    expect((await deliveries()).map(({ isTest, state }) => [isTest, state])).toContainEqual([
      true,
      "delivered",
    ]);
  });

  test("is tried again with the same id, later and later, and given up after a day", async () => {
    await webhooks.set(own(), url);
    statuses = Array.from({ length: 100 }, () => 503);
    await watches.evaluate(marketFor("1.95"));
    for (let tries = 1; ; tries++) {
      await webhooks.deliver();
      const [told] = await deliveries();
      expect(told).toMatchObject({ tries, problem: "it answered 503" });
      if (told!.state === "given-up") break;
      expect(Date.parse(told!.nextTryAt!)).toBe(now + pauseAfter(tries));
      now = Date.parse(told!.nextTryAt!) - 1;
      await webhooks.deliver();
      expect(heard).toHaveLength(tries);
      now += 1;
    }
    expect(now - NOW).toBeGreaterThan(20 * 3_600_000);
    expect(now - NOW).toBeLessThan(24 * 3_600_000);
    expect(new Set(heard.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(new Set(heard.map(({ headers }) => headers["webhook-signature"])).size).toBe(heard.length);
  });

  test("is told late rather than never when it was away", async () => {
    await webhooks.set(own(), url);
    statuses = [500];
    await watches.evaluate(marketFor("1.95"));
    await webhooks.deliver();
    now += pauseAfter(1);
    await webhooks.deliver();
    expect(await deliveries()).toMatchObject([{ state: "delivered", tries: 2, problem: null }]);
  });

  test("says in a few words why it could not be told, and nothing of what the other side wrote", async () => {
    server.close();
    await webhooks.set(own(), url.replace("/hook", "/a?secret=b"));
    const view = (await webhooks.test(own()))!;
    expect(view.deliveries).toMatchObject([
      { isTest: true, state: "given-up", tries: 1, problem: "it could not be reached (ECONNREFUSED)" },
    ]);
  });

  test("can be tried out, once and at once", async () => {
    await webhooks.set(own(), url);
    expect((await webhooks.test(own()))!.deliveries).toMatchObject([{ isTest: true, state: "delivered" }]);
    expect(JSON.parse(heard[0]!.body)).toMatchObject({ type: "watch.test", data: { watchId } });
  });

  test("is its account's alone, and the secret is told once", async () => {
    const created = (await webhooks.set(own(), url))!;
    expect(created.secret).toBe(`whsec_${Buffer.alloc(32, 7).toString("base64")}`);
    expect(JSON.stringify(await webhooks.view(watchId))).not.toContain(created.secret.slice(6));
    const others = { account: `0x${"b".repeat(40)}`, watchId };
    expect(await webhooks.set(others, url)).toBeNull();
    expect([await webhooks.remove(others), await webhooks.test(others)]).toEqual([false, null]);
    expect([await webhooks.remove(own()), await webhooks.view(watchId)]).toEqual([true, null]);
    const acts = await store.db.selectFrom("acts").select(["action", "target"]).orderBy("seq").execute();
    expect(acts).toEqual([
      { action: "watch.created", target: watchId },
      { action: "webhook.set", target: watchId },
    ]);
  });

  test("forgets its messages after thirty days, but none that is still to arrive", async () => {
    await webhooks.set(own(), url);
    await webhooks.test(own());
    await watches.evaluate(marketFor("1.95"));
    now += 31 * 86_400_000;
    await watches.sweep();
    expect(await deliveries()).toMatchObject([{ isTest: false, state: "queued" }]);
  });

  test("goes with its watch, and what it was still to be told", async () => {
    await webhooks.set(own(), url);
    await watches.evaluate(marketFor("1.95"));
    await watches.delete({ account: ACCOUNT }, watchId);
    await webhooks.deliver();
    expect(heard).toEqual([]);
  });

  test.each(["http://10.0.0.1/", "https://169.254.169.254/", "ftp://127.0.0.1/"])(
    "is not set to %s",
    async (where) => {
      await expect(webhooks.set(own(), where)).rejects.toMatchObject({ code: "request/forbidden-url" });
    },
  );
});

test("signs as the standard's own example does", () => {
  // standardwebhooks.com, `spec/standard-webhooks.md` and its libraries' tests (read 2026-11-26).
  const message = { id: "msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp: 1614265330, body: '{"test": 2432232314}' };
  expect(signWebhook("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", message)["webhook-signature"]).toBe(
    "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  );
});
