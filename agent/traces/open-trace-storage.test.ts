import { openZeroGSandbox, type ZeroGSandbox } from "@necto/tools/sandbox/zero-g/open-zero-g-sandbox";
import { rootOf } from "@necto/tools/trace/merkle-root";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../config/config.ts";
import { openTraceStorage } from "./open-trace-storage.ts";

// A network of this machine in the place of a public one: by environment alone.

let network: ZeroGSandbox;
beforeAll(async () => {
  network = await openZeroGSandbox({ folder: null, now: Date.now, faults: {} });
});
afterAll(() => network.close());

const open = (settings: Record<string, string> = {}) => {
  const faults: unknown[] = [];
  const environment = {
    ZG_CHAIN_ID: String(network.chainId),
    ZG_EVM_RPC: network.rpcUrl,
    ZG_INDEXER_URL: network.url,
    ZG_PRIVATE_KEY: network.signerKey,
    ...settings,
  };
  const edge = { now: Date.now, onFault: (error: unknown) => void faults.push(error) };
  return { faults, opened: openTraceStorage(readConfig(environment, "/nowhere"), edge) };
};

test("a 0G network is chosen by environment alone", async () => {
  const { opened, faults } = open();
  const { storage, network: seen, close } = await opened;
  const bytes = new TextEncoder().encode("by environment alone");
  const paid = async () => {};
  const stored = await storage.store({
    bytes,
    resume: null,
    onAttempt: paid,
    onSubmitted: paid,
    signal: new AbortController().signal,
  });
  expect(stored.root).toBe(rootOf(bytes));
  expect(seen).toMatchObject({ chainId: network.chainId, gateway: network.url, explorer: null });
  expect(faults).toEqual([]);
  await close();
});

test.each([
  ["the settings name another chain", () => ({ ZG_CHAIN_ID: "16602" }), () => {}],
  ["the storage node is of another chain", () => ({}), () => network.setFaults({ chainId: 16661 })],
])("nothing is opened when %s, and both ids are named", async (_, settings, fault) => {
  fault();
  await expect(open(settings()).opened).rejects.toMatchObject({
    code: "storage/wrong-network",
    message: expect.stringMatching(/16602|16661/),
  });
  network.setFaults({ chainId: null });
});

test("without a key to pay with nothing is opened, and the variable is named", async () => {
  await expect(open({ ZG_PRIVATE_KEY: "" }).opened).rejects.toMatchObject({
    code: "config/missing-key",
    message: expect.stringContaining("ZG_PRIVATE_KEY"),
  });
});

test("a network that does not answer is told, and asked again with the first upload", async () => {
  network.setFaults({ dropped: true });
  const { opened, faults } = open();
  const { close } = await opened;
  expect(faults).toMatchObject([{ code: expect.stringMatching(/^storage\/(unreachable|deadline)$/) }]);
  network.setFaults({ dropped: false });
  await close();
});
