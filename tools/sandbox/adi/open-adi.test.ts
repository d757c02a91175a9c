import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { providerRegistry, testUSDC } from "@necto/contracts/abi/generated";
import { afterEach, expect, test } from "vitest";
import { readClient, writeClient } from "../../chain/chain-clients.ts";
import { agentKeyAt, listingsAt } from "../../chain/registry.ts";
import { demoListings } from "../demo-listings.ts";
import { devAccount } from "../dev-accounts.ts";
import { ceilingRateOf, demoListingsAt, demoProvider } from "./demo-registry.ts";
import { type AdiSandbox, openAdi } from "./open-adi.ts";

let adi: AdiSandbox | undefined;
let folder: string | null = null;

afterEach(async () => {
  await adi?.chain.close();
  adi = undefined;
  if (folder !== null) await rm(folder, { recursive: true, force: true });
  folder = null;
});

async function open(): Promise<AdiSandbox> {
  adi = await openAdi({ folder, now: Date.now });
  return adi;
}

async function reopen(): Promise<AdiSandbox> {
  await adi?.chain.close();
  return open();
}

const usdcOf = ({ chain, deployment }: AdiSandbox, role: "buyer" | "team-user") =>
  readClient(chain).readContract({
    address: deployment.token,
    abi: testUSDC.abi,
    functionName: "balanceOf",
    args: [devAccount(role).address],
  });

async function listingsOf({ chain, deployment }: AdiSandbox) {
  const client = readClient(chain);
  const block = await client.getBlockNumber();
  return listingsAt({ client, registry: deployment.contracts.registry.address }, { block, fromBlock: 0n });
}

test("contracts, money, the agent's key and the listings are there", async () => {
  const it = await open();
  const { chain, deployment } = it;
  expect(chain.chainId).toBe(313_370_036);
  expect(deployment).toMatchObject({ network: "sandbox", chainId: 313_370_036, fromBlock: 0n });
  expect(deployment.tokenCapabilities).toMatchObject({
    decimals: 6,
    hasAuthorization: true,
    hasPermit: true,
  });
  expect(await usdcOf(it, "buyer")).toBe(10_000_000_000n);
  const client = readClient(chain);
  const at = { client, registry: deployment.contracts.registry.address };
  const { isValid } = await agentKeyAt(at, devAccount("agent").address, await client.getBlockNumber());
  expect(isValid).toBe(true);
});

test("the demo listings are on the chain as the market tells of them", async () => {
  const it = await open();
  const registered = await listingsOf(it);
  const told = demoListingsAt({
    chainId: it.chain.chainId,
    registry: it.deployment.contracts.registry.address,
  });
  expect(told).toHaveLength(demoListings().length);
  expect(registered.map(({ registeredAt, salt, ...listing }) => listing)).toEqual(
    told
      .map((listing) => ({
        listingId: listing.listingId,
        provider: listing.payee,
        version: listing.version,
        ceilingRate: ceilingRateOf(listing),
        specsHash: listing.specsHash,
        status: listing.spec.status,
      }))
      .sort((a, b) => (a.listingId < b.listingId ? -1 : 1)),
  );
  expect(new Set(registered.map(({ status }) => status))).toEqual(
    new Set(["available", "reserved", "offline"]),
  );
});

test("a second start changes nothing: not a block, not an address", async () => {
  folder = await mkdtemp(join(tmpdir(), "necto-adi-"));
  const first = await open();
  const block = await readClient(first.chain).getBlock();
  const second = await reopen();
  expect(second.chain.isNew).toBe(false);
  expect(await readClient(second.chain).getBlock()).toEqual(block);
  expect(second.deployment.contracts.escrow.address).toBe(first.deployment.contracts.escrow.address);
  expect(second.deployment.token).toBe(first.deployment.token);
});

test("what people did stays: money that was spent, a listing that was changed", async () => {
  folder = await mkdtemp(join(tmpdir(), "necto-adi-"));
  const { chain, deployment } = await open();
  await writeClient(chain, devAccount("buyer")).writeContract({
    address: deployment.token,
    abi: testUSDC.abi,
    functionName: "transfer",
    args: [devAccount("team-user").address, 10_000_000_000n],
  });
  const [listing] = (await listingsOf(adi!)).filter(({ status }) => status === "offline");
  const provider = writeClient(chain, demoProvider("Rheinwerk Compute"));
  const registry = { address: deployment.contracts.registry.address, abi: providerRegistry.abi } as const;
  await provider.writeContract({ ...registry, functionName: "updateRate", args: [listing!.listingId, 5] });
  await provider.writeContract({ ...registry, functionName: "setStatus", args: [listing!.listingId, 1] });
  const again = await reopen();
  expect(await usdcOf(again, "buyer")).toBe(0n);
  expect(await usdcOf(again, "team-user")).toBe(20_000_000_000n);
  expect(await listingsOf(again)).toContainEqual({
    ...listing,
    ceilingRate: 5,
    version: 2,
    status: "available",
  });
});

test("a start that is killed wherever it was is finished by the next one", async () => {
  folder = await mkdtemp(join(tmpdir(), "necto-adi-"));
  const script = fileURLToPath(new URL("testing/open-adi-once.ts", import.meta.url));
  /** Blocks that were written so far. */
  const written = async () => {
    const journal = await readFile(join(folder!, "adi/journal.txt"), "utf8").catch(() => "");
    return journal.split('"kind":"block"').length - 1;
  };
  let kills = 0;
  for (let isDone = false; !isDone; ) {
    const child = spawn(process.execPath, [script, folder], { detached: true, stdio: "ignore" });
    const exited = once(child, "exit");
    const before = await written();
    while (child.exitCode === null && (await written()) < before + 2) await sleep(1);
    if (child.exitCode === null) process.kill(-child.pid!, "SIGKILL");
    const [code] = await exited;
    expect([0, null]).toContain(code);
    isDone = code === 0;
    kills += isDone ? 0 : 1;
  }
  expect(kills).toBeGreaterThan(2);
  const it = await open();
  const fresh = await openAdi({ folder: null, now: Date.now });
  const comparable = async (sandbox: AdiSandbox) =>
    (await listingsOf(sandbox)).map(({ registeredAt, ...listing }) => listing);
  expect(await comparable(it)).toEqual(await comparable(fresh));
  expect(await usdcOf(it, "buyer")).toBe(await usdcOf(fresh, "buyer"));
  expect(it.deployment.contracts.escrow.address).toBe(fresh.deployment.contracts.escrow.address);
  await fresh.chain.close();
});
