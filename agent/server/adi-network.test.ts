import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { readClient } from "@necto/tools/chain/chain-clients";
import { readJob } from "@necto/tools/chain/escrow";
import { memorySigner } from "@necto/tools/chain/signer";
import { ApprovalView } from "@necto/tools/protocol/approval";
import { encryptKeystoreJson } from "ethers";
import type { Address, Hex } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { beginBooking } from "../chaos/begin-booking.ts";
import { callServer } from "../chaos/call-server.ts";
import { readConfig } from "../config/config.ts";
import { seedDemoListings } from "../features/listings/seed-demo-listings.ts";
import { openStore } from "../store/open-store.ts";
import { openTestNetwork, type TestNetwork } from "../testing/adi-network.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import { startServer } from "./start-server.ts";

// A chain with the id of ADI's testnet in the place of a public one: by environment alone.

const SENDER_KEY = generatePrivateKey();
const QUOTE_KEY = generatePrivateKey();
const PASSPHRASE = "correct horse battery";
const SECRETS = [SENDER_KEY.slice(2), QUOTE_KEY.slice(2), PASSPHRASE];

let network: TestNetwork;
let folder: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => {
  const [sender, quoteOperator] = [SENDER_KEY, QUOTE_KEY].map((key) => memorySigner(key).address);
  network = await openTestNetwork({ sender: sender!, quoteOperator: quoteOperator! });
});
afterAll(() => network.chain.close());
beforeEach(async () => {
  folder = await tempFolder();
});
afterEach(() => folder.remove());

const settings = (more: Record<string, string> = {}) => {
  const { chain, deployment } = network;
  const environment = {
    ...{ NECTO_HOME: folder.path, PORT: "0", NECTO_SOURCES: "necto" },
    ...{ ADI_CHAIN_ID: "99999", ADI_RPC_URL: chain.url, ADI_TOKEN: deployment.token },
    ADI_ESCROW: deployment.contracts.escrow.address,
    ADI_REGISTRY: deployment.contracts.registry.address,
    ...{ ADI_PRIVATE_KEY: SENDER_KEY, ADI_QUOTE_PRIVATE_KEY: QUOTE_KEY },
    ...more,
  };
  return readConfig(environment, "/nowhere");
};

async function writeKeystore(): Promise<Record<string, string>> {
  const [keystore, passphrase] = [join(folder.path, "key.json"), join(folder.path, "passphrase")];
  const account = { address: memorySigner(SENDER_KEY).address, privateKey: SENDER_KEY };
  await writeFile(keystore, await encryptKeystoreJson(account, PASSPHRASE, { scrypt: { N: 1024 } }));
  await writeFile(passphrase, `${PASSPHRASE}\n`);
  return { ADI_PRIVATE_KEY: "", ADI_KEYSTORE: keystore, ADI_KEYSTORE_PASSWORD_FILE: passphrase };
}

/** The providers of the chain's listings have described them on this server before. */
async function describeListings(): Promise<void> {
  const store = await openStore(folder.path, () => "described");
  const { address: registry } = network.deployment.contracts.registry;
  await seedDemoListings(store, { chainId: network.chain.chainId, registry }, Date.now);
  await store.close();
}

const leaks = (text: string): string[] => SECRETS.filter((secret) => text.includes(secret));

test("a job is booked with a wallet's signature, and no secret is in anything the server says", async () => {
  const faults: unknown[] = [];
  await describeListings();
  const server = await startServer(settings(await writeKeystore()), {
    onFault: (error) => faults.push(error),
  });
  const said: string[] = [];
  const call = async (path: string, post?: Parameters<typeof callServer>[1]) => {
    const answer = await callServer(`${server.url}/api${path}`, post).catch((error: unknown) =>
      inspect(error),
    );
    said.push(JSON.stringify(answer));
    return answer;
  };
  try {
    const buyer = privateKeyToAccount(generatePrivateKey());
    const { id, order, payers } = await beginBooking(server.url);
    expect(order).toMatchObject({ chain: { id: 99_999 }, escrow: expect.stringMatching(/^0x/) });
    expect(payers).toMatchObject({ demo: [], faucet: false, signature: true });
    await network.giveUsdc(buyer.address, BigInt(order.totalUsdMicros));
    const { checkout } = ApprovalView.parse(await call(`/approvals/${id}?buyer=${buyer.address}`));
    const plan = checkout!.plans.find(({ way }) => way === "authorization");
    const signature = await buyer.signTypedData(plan!.typedData as never);
    const payer = { kind: "wallet", address: buyer.address, signature };
    const approved = await call(`/approvals/${id}`, {
      body: { decision: "approve", payer },
      key: `wallet-books-${id}`,
    });
    expect(approved).toMatchObject({ status: "approved" });
    await vi.waitFor(
      async () => expect(await call(`/approvals/${id}`)).toMatchObject({ booking: { state: "funded" } }),
      { timeout: 30_000, interval: 250 },
    );
    const door = { client: readClient(network.chain), escrow: order.escrow as Address };
    expect(await readJob(door, checkout!.jobId as Hex)).toMatchObject({
      ...{ status: "funded", buyer: buyer.address, deposit: BigInt(order.totalUsdMicros) },
    });
    for (const path of ["/status", "/witness", "/booking", "/nowhere", `/approvals/${id}`, "/approvals/none"])
      await call(path);
    expect(leaks(said.join("\n"))).toEqual([]);
    expect(leaks(inspect(faults, { depth: 20, showHidden: true }))).toEqual([]);
  } finally {
    await server.close();
  }
  expect(faults).toEqual([]);
});

const NOBODY = "0x00000000000000000000000000000000000000aa";
test.each([
  ["the node is on another chain", { ADI_CHAIN_ID: "313370036" }, "chain/wrong-network", /99999.*313370036/],
  ["there is no escrow", { ADI_ESCROW: NOBODY }, "chain/no-contract", /ADI_ESCROW.*no code/],
  ["there are no roles", { ADI_TEAM_ROLES: NOBODY }, "chain/no-contract", /ADI_TEAM_ROLES.*no code/],
  ["there is no registry", { ADI_REGISTRY: NOBODY }, "chain/no-contract", /ADI_REGISTRY.*no code/],
  ["the token is another", { ADI_TOKEN: NOBODY }, "chain/wrong-token", /ADI_TOKEN/],
  ["nobody answers", { ADI_RPC_URL: "http://127.0.0.1:1" }, "chain/unreachable", /does not answer/],
  [
    "the keystore is not there",
    { ADI_PRIVATE_KEY: "", ADI_KEYSTORE: "/nowhere/key", ADI_KEYSTORE_PASSWORD_FILE: "/nowhere/pass" },
    "config/keystore",
    /nowhere\/key/,
  ],
])("the start is refused when %s, and says so without a secret", async (_, more, code, message) => {
  const starting = startServer(settings(more as Record<string, string>), { onFault: () => {} });
  const error = await starting.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  expect(leaks(inspect(error, { depth: 20, showHidden: true }))).toEqual([]);
});

test("another contract than the registry is refused", async () => {
  const { escrow } = network.deployment.contracts;
  const starting = startServer(settings({ ADI_REGISTRY: escrow.address }), { onFault: () => {} });
  await expect(starting).rejects.toMatchObject({ code: "chain/no-contract" });
});
