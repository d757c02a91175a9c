import { expect, test } from "vitest";
import { anOffer, marketOf, route } from "../../core/testing/offers.ts";
import { sealed, verdictsOf, witnesses } from "../testing/traces.ts";
import type { ListingRegistry } from "../witnesses.ts";

const BROKER = "0x00000000000000000000000000000000000000B0";
const AT = { chainId: 1, address: "0x01", block: 7, blockHash: "0x07" };
const market = marketOf(
  [
    anOffer(),
    anOffer({ id: "lambda:1", source: "lambda", fulfilment: { kind: "broker", account: BROKER } }),
    anOffer({ id: "render:1", source: "render", fulfilment: { kind: "quote-only" } }),
  ],
  { registry: AT },
);

const registry = (fields: Partial<ListingRegistry> = {}): ListingRegistry => ({
  ...{ from: "a map", chainId: 1, address: "0x01", blockHash: async () => AT.blockHash },
  activeListings: async () => ["1"],
  brokers: async () => new Map([["lambda", BROKER.toLowerCase()]]),
  ...fields,
});

async function completenessWith(fields: Partial<ListingRegistry>) {
  const trace = await sealed(route(market));
  const given = { ...witnesses([trace]), registry: registry(fields) };
  return verdictsOf({ kind: "root", root: trace.root }, given);
}

test("a market whose listings and brokers are the registry's is verified, its replay included", async () => {
  expect(await completenessWith({})).toMatchObject({
    ...{ completeness: "verified", replay: "verified", overall: "verified" },
  });
});

test.each<[string, Partial<ListingRegistry>]>([
  ["a listing that was left out", { activeListings: async () => ["1", "2"] }],
  ["an account that was no broker", { brokers: async () => new Map() }],
  ["a broker of another source", { brokers: async () => new Map([["render", BROKER]]) }],
  ["another broker of the source", { brokers: async () => new Map([["lambda", AT.address]]) }],
])("%s is found", async (_, fields) => {
  expect(await completenessWith(fields)).toMatchObject({ completeness: "mismatch", overall: "mismatch" });
});

test("a chain that does not answer, or has another block there, is none that verifies", async () => {
  const fails = async () => Promise.reject(new Error("away"));
  expect(await completenessWith({ brokers: fails })).toMatchObject({ completeness: "unchecked" });
  expect(await completenessWith({ blockHash: async () => "0x08" })).toMatchObject({
    completeness: "unchecked",
  });
});
