import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { canonicalRequest, signDispersed } from "./sign-dispersed.ts";

const KEYS = { publicKey: "pk_test_1", secretKey: "sk_test_secret" };
const NONCE = "000102030405060708090a0b0c0d0e0f";
const SHA256_OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const get = (query: string) => ({
  method: "GET",
  url: new URL(`https://api.dispersed.com/v1/compute/offers?${query}`),
  time: 1_763_798_400_000,
  nonce: NONCE,
});

describe("a signature for Dispersed", () => {
  it("is the HMAC of the canonical request, computed here by other means", async () => {
    const canonical = `pk_test_1|1763798400000|${NONCE}|GET|/v1/compute/offers|limit=50&page=1&sort=created_at|${SHA256_OF_NOTHING}`;
    const expected = createHmac("sha256", KEYS.secretKey).update(canonical).digest("hex");
    expect(expected).toBe("51b09a8ded8090c715e33599f72afe82750195d3d042f1f99278912e71c7a6fc");
    const request = get("limit=50&page=1&sort=created_at");
    expect(await canonicalRequest(request, KEYS.publicKey)).toBe(canonical);
    expect(await signDispersed(request, KEYS)).toEqual({
      "x-api-key": "pk_test_1",
      "x-time": "1763798400000",
      "x-nonce": NONCE,
      "x-signature": expected,
    });
  });

  it("covers the body of a POST, with an empty query", async () => {
    const request = {
      method: "POST",
      url: new URL("https://api.dispersed.com/v1/jobs"),
      body: '{"task":"BATCH"}',
      time: 1_763_798_400_000,
      nonce: NONCE,
    };
    expect((await signDispersed(request, KEYS))["x-signature"]).toBe(
      "4cc4679e603660f10c97542fe141400e6af8c92c3166af5f864d3312e43f132b",
    );
  });

  it("does not depend on the order of the query, and on everything else", async () => {
    const signatureOf = async (request: ReturnType<typeof get>, keys = KEYS) =>
      (await signDispersed(request, keys))["x-signature"];
    const signature = await signatureOf(get("limit=50&page=1"));
    expect(await signatureOf(get("page=1&limit=50"))).toBe(signature);
    const others = await Promise.all([
      signatureOf(get("limit=50&page=2")),
      signatureOf({ ...get("limit=50&page=1"), time: 1_763_798_400_001 }),
      signatureOf({ ...get("limit=50&page=1"), nonce: "f".repeat(32) }),
      signatureOf({ ...get("limit=50&page=1"), method: "POST" }),
      signatureOf(get("limit=50&page=1"), { ...KEYS, secretKey: "sk_other" }),
    ]);
    expect(new Set([signature, ...others]).size).toBe(6);
  });
});
