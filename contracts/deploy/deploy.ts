/**
 * Deploys Necto's contracts and writes what it did to `deploy/records/<chain id>.json`. See `README.md` beside this file.
 *
 * node deploy/deploy.ts --network sandbox|adi-testnet|adi-mainnet --plan plan.json [--rpc URL] [--confirm-mainnet]
 *
 * The deployer's key comes from `NECTO_DEPLOYER_KEY`. It gets no role: owner, guardian, arbiter and treasury come from the plan.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createPublicClient, createWalletClient, defineChain, getAddress, http, isHex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { type DeploymentPlan, defaultWindows, deployNecto } from "../abi/deploy-necto.ts";
import { networks } from "../abi/networks.ts";
import { verificationInput } from "./verification-input.ts";

const here = dirname(fileURLToPath(import.meta.url));
const { values: options } = parseArgs({
  options: {
    network: { type: "string" },
    plan: { type: "string" },
    rpc: { type: "string" },
    "confirm-mainnet": { type: "boolean" },
  },
});

const network = networks[(options.network ?? "") as keyof typeof networks];
if (network === undefined) fail(`--network is one of ${Object.keys(networks).join(", ")}.`);
if (options.plan === undefined)
  fail("--plan names a JSON file with owner, guardian, treasury, arbiter and feeBps.");
const rpcUrl = options.rpc ?? network.rpcUrl;
if (rpcUrl === null) fail(`--rpc is needed for ${network.name}.`);
const key = process.env.NECTO_DEPLOYER_KEY;
if (!isHex(key)) fail("NECTO_DEPLOYER_KEY is not set to a 0x private key.");
if (network.name === "adi-mainnet" && options["confirm-mainnet"] !== true)
  fail("This is real money: read the run-book, then add --confirm-mainnet.");

const chain = defineChain({
  id: network.chainId,
  name: network.name,
  nativeCurrency: { name: "ADI", symbol: "ADI", decimals: 18 },
  rpcUrls: { default: { http: [rpcUrl] } },
});
const account = privateKeyToAccount(key);
const transport = http(rpcUrl);
const deployment = await deployNecto(
  {
    publicClient: createPublicClient({ chain, transport }),
    walletClient: createWalletClient({ chain, transport, account }),
  },
  network,
  readPlan(options.plan),
);

const records = join(here, "records");
mkdirSync(records, { recursive: true });
const recordPath = join(records, `${network.chainId}.json`);
writeFileSync(recordPath, `${toJson(deployment)}\n`);
const inputPath = join(records, "verification-input.json");
writeFileSync(inputPath, JSON.stringify(verificationInput(), null, 2));
process.stdout.write(`${toJson(deployment)}\n`);
process.stderr.write(`Recorded in ${recordPath}. Sources for the explorer: ${inputPath}.\n`);

function readPlan(path: string): DeploymentPlan {
  const plan = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
  const address = (name: string) => getAddress(String(plan[name]));
  const feeBps = plan.feeBps;
  if (typeof feeBps !== "number") fail("The plan has no feeBps.");
  return {
    ...defaultWindows,
    owner: address("owner"),
    guardian: address("guardian"),
    treasury: address("treasury"),
    arbiter: address("arbiter"),
    feeBps,
  };
}

function toJson(value: unknown): string {
  return JSON.stringify(value, (_, field) => (typeof field === "bigint" ? Number(field) : field), 2);
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(64);
}
