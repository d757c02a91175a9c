import { expect, test } from "vitest";
import { rootOf } from "../trace/merkle-root.ts";
import { conformStorage } from "./conformance.ts";
import { createInProcessNetwork, type NetworkChange } from "./in-process-network.ts";
import { openInProcessStorage } from "./in-process-storage.ts";
import type { Attempt } from "./trace-storage.ts";

const CHAIN = 16602;
const NEVER = new AbortController().signal;

conformStorage({
  name: "The in-process storage",
  open: async () => {
    const network = createInProcessNetwork({ chainId: CHAIN, saved: [], save: () => {} });
    return {
      chainId: CHAIN,
      open: (options) => openInProcessStorage({ network, signer: "necto", ...options }),
      setFaults: network.setFaults,
      transactions: async () => network.payments(),
      paid: async () => BigInt(network.sectorsPaid()),
      close: async () => {},
    };
  },
  deadlineMs: 10_000,
  shortDeadlineMs: 100,
});

test("a network comes back from what was saved of it, and pays nothing twice", async () => {
  const changes: NetworkChange[] = [];
  const bytes = new TextEncoder().encode('{"kept":true}');
  const before = createInProcessNetwork({ chainId: CHAIN, saved: [], save: (made) => changes.push(made) });
  before.setFaults({ paused: true });
  let attempt: Attempt | null = null;
  const storage = openInProcessStorage({ network: before, signer: "necto", chainId: CHAIN, deadlineMs: 20 });
  await expect(
    storage.store({
      bytes,
      resume: null,
      onAttempt: async (made) => void (attempt = made),
      onSubmitted: async () => {},
      signal: NEVER,
    }),
  ).rejects.toMatchObject({ code: "storage/deadline" });

  const saved = JSON.parse(JSON.stringify(changes)) as NetworkChange[];
  const after = createInProcessNetwork({ chainId: CHAIN, saved, save: () => {} });
  const restarted = openInProcessStorage({
    network: after,
    signer: "necto",
    chainId: CHAIN,
    deadlineMs: 1_000,
  });
  const stored = await restarted.store({
    bytes,
    resume: attempt,
    onAttempt: async () => {},
    onSubmitted: async () => {},
    signal: NEVER,
  });
  expect(after.payments()).toBe(1);
  expect(await restarted.fetch(stored.root, NEVER)).toEqual(bytes);
  expect(stored.root).toBe(rootOf(bytes));
});
