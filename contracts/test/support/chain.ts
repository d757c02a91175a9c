import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import {
  type Abi,
  type Account,
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  custom,
  defineChain,
  encodeDeployData,
  type Hex,
  type PublicClient,
  type TestClient,
  type TransactionReceipt,
  type Transport,
  type WalletClient,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";

/** The chain that the tests run on, in this process. */
export const testChain = defineChain({
  id: 31337,
  name: "Test",
  nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
  rpcUrls: { default: { http: [] } },
});

/** A chain, its clients, and how to send to it. */
export interface TestChain {
  readonly publicClient: PublicClient;
  readonly testClient: TestClient<"hardhat", Transport, typeof testChain>;
  readonly walletClient: WalletClient<Transport, typeof testChain>;
  deploy(
    contract: { readonly abi: unknown; readonly bytecode: Hex },
    args?: readonly unknown[],
  ): Promise<Address>;
  /** Sends and waits; throws when the transaction reverts. */
  send(account: Account, to: Address, data: Hex): Promise<TransactionReceipt>;
}

/** Test accounts, the same at every run. */
export const accounts = Array.from({ length: 80 }, (_, index) =>
  privateKeyToAccount(`0x${(index + 1).toString(16).padStart(64, "0")}`),
);

/** Starts an in-process chain with Cancun rules, as ADI has them, and funds the test accounts. */
export async function startChain(): Promise<TestChain> {
  const hre = await createHardhatRuntimeEnvironment({
    networks: {
      dev: {
        type: "edr-simulated",
        chainType: "l1",
        chainId: 31337,
        hardfork: "cancun",
        accounts: accounts.map((_, index) => ({
          privateKey: `0x${(index + 1).toString(16).padStart(64, "0")}`,
          balance: 10n ** 24n,
        })),
      },
    },
  });
  const { provider } = await hre.network.create("dev");
  const transport = custom({ request: (request) => provider.request(request) }, { retryCount: 0 });
  const options = { chain: testChain, transport, pollingInterval: 5, cacheTime: 0 } as const;
  const publicClient = createPublicClient(options) as PublicClient;
  const walletClient = createWalletClient(options);
  const testClient = createTestClient({ ...options, mode: "hardhat" });

  async function send(account: Account, to: Address | null, data: Hex): Promise<TransactionReceipt> {
    const hash = await walletClient.sendTransaction({
      account,
      to,
      data,
      gas: 12_000_000n,
      maxFeePerGas: 10n ** 10n,
      maxPriorityFeePerGas: 0n,
    });
    const receipt = await publicClient.getTransactionReceipt({ hash });
    if (receipt.status !== "success") throw new Error(`reverted: ${hash}`);
    return receipt;
  }

  return {
    publicClient,
    testClient,
    walletClient,
    send,
    async deploy({ abi, bytecode }, args = []) {
      const data = encodeDeployData({ abi: abi as Abi, bytecode, args });
      return (await send(accounts[0]!, null, data)).contractAddress!;
    },
  };
}
