import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { sandboxFlow, sandboxMarket } from "@necto/contracts/abi/generated";
import { type Abi, createPublicClient, createWalletClient, type Hex, http } from "viem";
import { privateKeyToAccount } from "viem/accounts";

import { layoutOf } from "../../trace/merkle-layout.ts";
import { submissionNodesOf } from "../../trace/merkle-nodes.ts";

/** A chain with a Flow contract, for tests of storage: anvil, in memory. */
export interface FlowChain {
  readonly url: string;
  readonly chainId: number;
  readonly flow: string;
  /** Account with money of its own that has sent nothing. */
  readonly signerKey: string;
  readonly transactions: () => Promise<number>;
  /** Balance of the market in wei. */
  readonly paid: () => Promise<bigint>;
  /** Pays for a file from another account, as a stranger would. */
  readonly submit: (bytes: Uint8Array) => Promise<void>;
  readonly rpc: (method: string, params: unknown[]) => Promise<unknown>;
  readonly close: () => Promise<void>;
}

// The first accounts of the mnemonic that every anvil starts with.
const DEPLOYER = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const SIGNER = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
/** Wei per sector, what 0G's turbo networks ask (observed 2026-09). */
const PRICE = 30_733_644_962n;

export async function startFlowChain(chainId: number): Promise<FlowChain> {
  const { url, child } = await startAnvil(chainId);
  const transport = http(url);
  const reader = createPublicClient({ transport });
  const writer = createWalletClient({ transport, account: privateKeyToAccount(DEPLOYER) });
  const deploy = async (abi: Abi, bytecode: Hex, args: readonly unknown[]) => {
    const hash = await writer.deployContract({ abi, bytecode, args, chain: null });
    const { contractAddress } = await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 });
    return contractAddress!;
  };
  const market = await deploy(sandboxMarket.abi, sandboxMarket.bytecode, [PRICE]);
  const flow = await deploy(sandboxFlow.abi, sandboxFlow.bytecode, [market]);
  const signer = privateKeyToAccount(SIGNER).address;
  return {
    url,
    chainId,
    flow,
    signerKey: SIGNER,
    transactions: () => reader.getTransactionCount({ address: signer }),
    paid: () => reader.getBalance({ address: market }),
    submit: async (bytes) => {
      const data = {
        length: BigInt(bytes.length),
        tags: "0x" as const,
        nodes: submissionNodesOf(bytes).map(({ root, height }) => ({ root, height: BigInt(height) })),
      };
      const hash = await writer.writeContract({
        address: flow,
        abi: sandboxFlow.abi,
        functionName: "submit",
        args: [{ data, submitter: writer.account.address }],
        value: BigInt(layoutOf(bytes.length).sectors) * PRICE,
        chain: null,
      });
      await reader.waitForTransactionReceipt({ hash, pollingInterval: 20 });
    },
    rpc: (method, params) => reader.request({ method, params } as never),
    close: async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

async function startAnvil(chainId: number): Promise<{ url: string; child: ChildProcess }> {
  const { platform, arch } = process;
  const name = `@foundry-rs/anvil-${platform}-${arch === "x64" ? "amd64" : arch}`;
  const binary = fileURLToPath(import.meta.resolve(`${name}/bin/anvil`));
  const child = spawn(
    binary,
    ["--port", "0", "--host", "127.0.0.1", "--chain-id", String(chainId), "--hardfork", "cancun"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  for await (const line of createInterface({ input: child.stdout })) {
    const [, port] = /^Listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    child.stdout.resume();
    return { url: `http://127.0.0.1:${port}`, child };
  }
  throw new Error("anvil ended before it listened");
}
