import { expect, test } from "vitest";
import { createUpstreams, upstreamUrls } from "../sandbox/create-upstreams.ts";
import { fetchUpstreams } from "../sandbox/fetch-upstreams.ts";
import { lambdaCloud } from "./lambda-cloud.ts";

const signal = new AbortController().signal;
const REQUEST = {
  ...{ name: "necto-1-0", offerId: "lambda:gpu_1x_a10:us-east-1" },
  sshKey: { name: "necto-1", publicKey: "ssh-ed25519 AAAA" },
};

function sandbox() {
  let now = 0;
  const upstreams = createUpstreams({ seed: 1, now: () => now });
  const baseUrl = upstreamUrls("http://sandbox.invalid").lambda;
  const cloud = lambdaCloud({ fetch: fetchUpstreams(upstreams), apiKey: "key", baseUrl });
  return {
    cloud,
    account: upstreams.lambdaCloud.account,
    refuse: upstreams.lambdaCloud.refuse,
    pass: (ms: number) => (now += ms),
  };
}

/** A Lambda that answers everything alike. */
const answering = (status: number, body: string, headers: Record<string, string> = {}) =>
  lambdaCloud({ fetch: async () => new Response(body, { status, headers }), apiKey: "key" });

test("an instance boots, is reached by its address, and is gone when it is terminated", async () => {
  const { cloud, account, pass } = sandbox();
  const { id } = await cloud.launch(REQUEST, signal);
  expect(await cloud.list(signal)).toEqual([{ id, name: "necto-1-0", status: "booting", ip: null }]);
  pass(2_000);
  expect(await cloud.list(signal)).toEqual([{ id, name: "necto-1-0", status: "active", ip: "192.0.2.1" }]);
  expect(account().sshKeys).toMatchObject([{ name: "necto-1", public_key: "ssh-ed25519 AAAA" }]);
  await cloud.terminate([id], signal);
  await cloud.terminate([id], signal);
  expect(await cloud.list(signal)).toEqual([]);
  await cloud.removeKey("necto-1", signal);
  expect(account().sshKeys).toEqual([]);
});

test("a second launch takes the key that is there; Lambda itself launches whatever it is asked to", async () => {
  const { cloud, account } = sandbox();
  await cloud.launch(REQUEST, signal);
  await cloud.launch(REQUEST, signal);
  expect([account().sshKeys.length, account().instances.length]).toEqual([1, 2]);
});

test("what Lambda refuses is for good, and said in its own words, cut short", async () => {
  const { cloud, refuse } = sandbox();
  refuse("instance-operations/launch/insufficient-capacity");
  await expect(cloud.launch(REQUEST, signal)).rejects.toMatchObject({
    ...{ code: "source/refused", retryable: false },
    message: "Lambda refused: Not enough capacity to fulfill launch request.",
    meta: { status: 400, lambda: "instance-operations/launch/insufficient-capacity" },
  });
  const nowhere = { ...REQUEST, offerId: "lambda:gpu_1x_a10:nowhere-1" };
  await expect(cloud.launch(nowhere, signal)).rejects.toMatchObject({ code: "source/refused" });
  const error = JSON.stringify({ error: { code: "x".repeat(500), message: "y".repeat(5_000) } });
  const refused = await answering(400, error)
    .list(signal)
    .catch((cause: Error) => cause);
  expect((refused as Error).message.length).toBeLessThan(300);
});

test.each<[string, ReturnType<typeof lambdaCloud>, object]>([
  ["429", answering(429, "{}", { "retry-after": "7" }), { code: "source/rate-limited", retryable: true }],
  ["500", answering(500, "{}"), { code: "source/upstream", retryable: true }],
  ["a bad key", answering(401, "{}"), { code: "source/auth", retryable: false }],
  ["a web page", answering(200, "<!doctype html>"), { code: "source/schema" }],
  ["another shape", answering(200, `{"data":[{"id":7}]}`), { code: "source/schema" }],
  [
    "no connection",
    lambdaCloud({ fetch: () => Promise.reject(new TypeError("fetch failed")), apiKey: "key" }),
    { code: "source/upstream", retryable: true },
  ],
])("%s is an error that says whether to ask again", async (_, cloud, error) => {
  await expect(cloud.list(signal)).rejects.toMatchObject(error);
});

test("the key is in no error", async () => {
  const secret = "secret-api-key";
  const cloud = lambdaCloud({ fetch: async () => new Response("{}", { status: 401 }), apiKey: secret });
  const error = (await cloud.list(signal).catch((cause: unknown) => cause)) as Error;
  expect(JSON.stringify({ ...error, message: error.message })).not.toContain(secret);
});
