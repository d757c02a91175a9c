import { nectoEscrow, testUSDC } from "@necto/contracts/abi/generated";
import { depositOf, earnedOf, feeOf } from "@necto/contracts/abi/pricing";
import { jobIdOf, type Terms, toAbiTerms, zeroBytes32 } from "@necto/contracts/abi/terms";
import { openAuthorization } from "@necto/contracts/abi/typed-data";
import type { Address } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type ReadClient, readClient, writeClient } from "../../chain/chain-clients.ts";
import { devAccount } from "../dev-accounts.ts";
import { demoListingsAt, demoProvider } from "./demo-registry.ts";
import { type AdiSandbox, openAdi } from "./open-adi.ts";

let adi: AdiSandbox;
let client: ReadClient;

beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  client = readClient(adi.chain);
});

afterAll(() => adi.chain.close());

const buyer = devAccount("buyer");
const relayer = devAccount("relayer");
const provider = demoProvider("Rheinwerk Compute");

/** As a product does it: simulated first, gas estimated by the chain, then sent. */
async function call(account: typeof buyer, functionName: string, args: readonly unknown[]) {
  const { escrow } = adi.deployment.contracts;
  const contract = { address: escrow.address, abi: nectoEscrow.abi, functionName, args } as never;
  const { request } = await client.simulateContract({ ...(contract as object), account } as never);
  const hash = await writeClient(adi.chain, account).writeContract(request as never);
  expect((await client.waitForTransactionReceipt({ hash })).status).toBe("success");
}

const balanceOf = (address: Address) =>
  client.readContract({
    address: adi.deployment.token,
    abi: testUSDC.abi,
    functionName: "balanceOf",
    args: [address],
  });

test("a job is paid by one signature, runs by the chain's clock, and everybody gets what is theirs", async () => {
  const { contracts, tokenCapabilities, chainId } = adi.deployment;
  const [listing] = demoListingsAt({ chainId, registry: contracts.registry.address });
  const at = { chainId, escrow: contracts.escrow.address };
  const terms: Terms = {
    buyer: buyer.address,
    provider: provider.address,
    listingVersion: 1,
    rate: 2_450_000,
    secs: 7_200,
    listingId: listing!.listingId as `0x${string}`,
    root: `0x${"ab".repeat(32)}`,
    mode: zeroBytes32,
    feeBps: 250,
    salt: `0x${"01".repeat(32)}`,
  };
  const before = await balanceOf(buyer.address);

  const validity = { validAfter: 0n, validBefore: 4_000_000_000n };
  const signature = await buyer.signTypedData(
    openAuthorization(at, tokenCapabilities.domain!, terms, validity),
  );
  const { validAfter, validBefore } = validity;
  await call(relayer, "openWithAuthorization", [toAbiTerms(terms), validAfter, validBefore, signature]);
  expect(await balanceOf(buyer.address)).toBe(before - depositOf(2_450_000n, 7_200n));

  const jobId = jobIdOf(at, terms);
  await call(provider, "start", [jobId]);
  await adi.chain.advance(3_600);
  await call(buyer, "end", [jobId]);

  const earned = before - (await balanceOf(buyer.address));
  expect(earned).toBeGreaterThanOrEqual(earnedOf(2_450_000n, 3_600n));
  expect(earned).toBeLessThan(earnedOf(2_450_000n, 7_200n));
  expect(await balanceOf(provider.address)).toBe(earned - feeOf(earned, 250n));
  expect(await balanceOf(contracts.escrow.address)).toBe(feeOf(earned, 250n));
});
