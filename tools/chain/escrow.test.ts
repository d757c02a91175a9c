import { emptyEscrow, foldEvents } from "@necto/contracts/abi/fold-events";
import { depositOf } from "@necto/contracts/abi/pricing";
import { jobIdOf, type Terms, zeroBytes32 } from "@necto/contracts/abi/terms";
import { extendAuthorization, openAuthorization } from "@necto/contracts/abi/typed-data";
import fc from "fast-check";
import { type Address, type Hex, keccak256, stringToBytes } from "viem";
import { generatePrivateKey } from "viem/accounts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { divideJob } from "../protocol/divide-job.ts";
import { type AdiSandbox, openAdi } from "../sandbox/adi/open-adi.ts";
import { devAccount, devKey } from "../sandbox/dev-accounts.ts";
import { type ReadClient, readClient } from "./chain-clients.ts";
import { type EscrowDoor, readBalance, readCredit, readJob, readLocked, readRules } from "./escrow.ts";
import { type EscrowCall, encodeApproval, encodeEscrowCall, jobOfCall } from "./escrow-call.ts";
import { fetchEscrowLogs } from "./escrow-logs.ts";
import { memorySigner, type Signer, signTransaction, signTypedData } from "./signer.ts";
import { broadcast, bumpFees, fetchFees, fetchNonce, fetchReceipt, simulate } from "./transactions.ts";

let adi: AdiSandbox;
let client: ReadClient;
let door: EscrowDoor;
let at: { chainId: number; escrow: Address };

const signerOf = (role: Parameters<typeof devKey>[0]): Signer => memorySigner(devKey(role));
const provider = signerOf("provider-rheinwerk");
const relayer = signerOf("relayer");
const VALIDITY = { validAfter: 0n, validBefore: 2n ** 40n };

beforeAll(async () => {
  adi = await openAdi({ folder: null, now: Date.now });
  client = readClient(adi.chain);
  at = { chainId: adi.chain.chainId, escrow: adi.deployment.contracts.escrow.address };
  door = { client, escrow: at.escrow };
});
afterAll(() => adi.chain.close());

const termsOf = (buyer: Address, fields: Partial<Terms> = {}): Terms => ({
  ...{ buyer, provider: provider.address, listingId: zeroBytes32, listingVersion: 1, rate: 2_500_000 },
  ...{ secs: 3_601, root: keccak256("0x01"), mode: zeroBytes32, feeBps: 250 },
  salt: keccak256(stringToBytes(String(fields.secs ?? expect.getState().currentTestName))),
  ...fields,
});

async function send(from: Signer, data: Hex, to: Address = at.escrow): Promise<boolean> {
  const simulation = await simulate(client, { from: from.address, to, data });
  if (simulation.kind === "reverts") throw new Error(simulation.reason);
  const { raw, hash } = await signTransaction(from, {
    ...{ chainId: at.chainId, to, data, gas: simulation.gas + 120_000n, ...(await fetchFees(client)) },
    nonce: await fetchNonce(client, from.address, { blockTag: "latest" }),
  });
  expect(await broadcast(client, raw)).toEqual({ kind: "accepted" });
  expect((await broadcast(client, raw)).kind).toMatch(/known|nonce-used/);
  return (await fetchReceipt(client, hash))!.isSuccess;
}

const call = (from: Signer, escrowCall: EscrowCall) => send(from, encodeEscrowCall(escrowCall));

async function openRelayed(buyer: Signer, terms: Terms): Promise<Hex> {
  const data = openAuthorization(at, adi.deployment.tokenCapabilities.domain!, terms, VALIDITY);
  const signature = await signTypedData(buyer, data);
  await call(relayer, { call: "openWithAuthorization", terms, ...VALIDITY, signature });
  return jobIdOf(at, terms);
}

test("a buyer without gas opens a job with one signature, and the job is as agreed", async () => {
  const buyer = memorySigner(generatePrivateKey());
  await send(signerOf("buyer"), encodeTransfer(buyer.address, 3_000_000n), adi.deployment.token);
  const terms = termsOf(buyer.address);
  expect(await readJob(door, jobIdOf(at, terms))).toBeNull();
  const jobId = await openRelayed(buyer, terms);
  const job = await readJob(door, jobId);
  expect(job).toMatchObject({
    ...{ jobId, status: "funded", reason: "none", buyer: buyer.address, provider: provider.address },
    ...{ rate: 2_500_000n, secs: 3_601, feeBps: 250, root: terms.root, isRated: false },
    // 2.50 USD an hour for an hour and a second: 2,500,694.4 micro-USD, rounded up.
    deposit: 2_500_695n,
  });
  expect(await readLocked(door, jobId)).toBe(2_500_695n);
  expect(await readBalance(client, adi.deployment.token, buyer.address)).toBe(499_305n);
  expect(await client.getBalance({ address: buyer.address })).toBe(0n);
});

test("a second opening of the same terms is refused by the contract's own name", async () => {
  const buyer = signerOf("buyer");
  const terms = termsOf(buyer.address);
  await openRelayed(buyer, terms);
  await expect(openRelayed(buyer, terms)).rejects.toThrow("WrongStatus");
});

test("start, extend and end pay the meter to the base unit and give the rest back", async () => {
  const buyer = signerOf("buyer");
  const jobId = await openRelayed(buyer, termsOf(buyer.address));
  await call(provider, { call: "start", jobId });
  const job = (await readJob(door, jobId))!;
  const extension = { extraSecs: 600, ...VALIDITY };
  const signature = await signTypedData(
    buyer,
    extendAuthorization(at, adi.deployment.tokenCapabilities.domain!, job, extension),
  );
  await call(relayer, { call: "extendWithAuthorization", jobId, secs: job.secs, ...extension, signature });
  expect((await readJob(door, jobId))!.deposit).toBe(depositOf(2_500_000n, 4_201n));
  await adi.chain.advance(1_234);
  const before = await readBalance(client, adi.deployment.token, provider.address);
  await call(buyer, { call: "end", jobId });
  const closed = (await readJob(door, jobId))!;
  expect(closed).toMatchObject({ status: "closed", reason: "paid", secs: 4_201 });
  expect(closed.usedSecs).toBeGreaterThanOrEqual(1_234);
  const { toProvider } = divideJob(closed, closed.usedSecs);
  expect((await readBalance(client, adi.deployment.token, provider.address)) - before).toBe(toProvider);
  expect(await readLocked(door, jobId)).toBe(0n);
});

test("a claim is disputed, resolved, and its events fold to what is stored", async () => {
  const buyer = signerOf("buyer");
  const jobId = await openRelayed(buyer, termsOf(buyer.address));
  await call(provider, { call: "start", jobId });
  await adi.chain.advance(100);
  await call(provider, { call: "claimEnd", jobId, usedSecs: 90 });
  await call(buyer, { call: "dispute", jobId, evidence: keccak256("0x02"), acceptedSecs: 10 });
  await call(signerOf("arbiter"), { call: "resolve", jobId, providerSecs: 40, reason: keccak256("0x03") });
  await call(buyer, { call: "rate", jobId, stars: 2 });
  const block = await client.getBlockNumber();
  const logs = await fetchEscrowLogs(door, { fromBlock: 0n, toBlock: block });
  const state = foldEvents(
    logs.map((log) => ({ ...log, timestamp: 1 }) as never),
    emptyEscrow,
  );
  const stored = (await readJob(door, jobId))!;
  const { status, reason, usedSecs, paidSecs } = stored;
  expect(state.jobs.get(jobId)).toMatchObject({ status, reason, usedSecs, paidSecs, stars: 2, locked: 0n });
  expect({ status, reason, usedSecs }).toEqual({ status: "closed", reason: "resolved", usedSecs: 40 });
  expect(state.fees).toBe((await readRules(door)).fees);
});

test("declined, reclaimed, expired and settled: each by the one who may", async () => {
  const buyer = signerOf("buyer");
  const [declined, noShow, expired] = [60, 61, 62].map((secs) => termsOf(buyer.address, { secs }));
  const declinedId = await openRelayed(buyer, declined!);
  await call(provider, { call: "cancel", jobId: declinedId });
  expect(await readJob(door, declinedId)).toMatchObject({ reason: "declined" });
  const expiredId = await openRelayed(buyer, expired!);
  await call(provider, { call: "start", jobId: expiredId });
  const noShowId = await openRelayed(buyer, noShow!);
  await expect(call(relayer, { call: "reclaim", jobId: noShowId })).rejects.toThrow("TooEarly");
  await adi.chain.advance(901);
  await call(relayer, { call: "reclaim", jobId: noShowId });
  expect(await readJob(door, noShowId)).toMatchObject({ reason: "no-show" });
  await call(relayer, { call: "expire", jobId: expiredId });
  expect(await readJob(door, expiredId)).toMatchObject({ status: "ended", usedSecs: 62 });
  await call(buyer, { call: "settle", jobId: expiredId });
  expect(await readJob(door, expiredId)).toMatchObject({ status: "closed", reason: "paid" });
  await expect(call(buyer, { call: "withdraw", to: buyer.address })).rejects.toThrow("NoCredit");
  expect(await readCredit(door, buyer.address)).toBe(0n);
});

test("a buyer with gas approves exactly the deposit and opens", async () => {
  const buyer = signerOf("team-user");
  const terms = termsOf(buyer.address);
  await send(buyer, encodeApproval(at.escrow, depositOf(2_500_000n, 3_601n)), adi.deployment.token);
  await call(buyer, { call: "open", terms });
  expect(await readJob(door, jobIdOf(at, terms))).toMatchObject({ status: "funded", deposit: 2_500_695n });
});

test("every way to pay opens the same job", () => {
  fc.assert(
    fc.property(fc.nat(16_000_000), fc.integer({ min: 1, max: 2 ** 47 }), (extra, rate) => {
      const terms = termsOf(devAccount("buyer").address, { secs: 60 + extra, rate });
      const signature = "0x00" as const;
      const calls: readonly EscrowCall[] = [
        { call: "open", terms },
        { call: "openWithPermit", terms, deadline: 1n, signature },
        { call: "openWithPermit2", terms, nonce: 4n, deadline: 1n, signature },
        { call: "openWithAuthorization", terms, ...VALIDITY, signature },
      ];
      expect(new Set(calls.map((one) => jobOfCall(at, one)))).toEqual(new Set([jobIdOf(at, terms)]));
      expect(new Set(calls.map(encodeEscrowCall)).size).toBe(4);
    }),
  );
});

test("a division is the deposit to the base unit, whatever was used", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2 ** 47 }),
      fc.nat(16_000_000),
      fc.nat(1_000),
      (rate, more, share) => {
        const job = { rate: BigInt(rate), secs: 60 + more, feeBps: 250 };
        const { toProvider, fee, toBuyer } = divideJob(job, Math.floor((job.secs * share) / 1_000));
        expect(toProvider + fee + toBuyer).toBe(depositOf(job.rate, BigInt(job.secs)));
        expect([toProvider, fee, toBuyer].every((part) => part >= 0n)).toBe(true);
      },
    ),
  );
});

test("a bump is more than a tenth in both fields, and never a priority above the whole", () => {
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), fc.bigInt(0n, 10n ** 12n), (maxFeePerGas, now) => {
      const before = { maxFeePerGas, maxPriorityFeePerGas: maxFeePerGas / 2n };
      const after = bumpFees(before, { maxFeePerGas: now, maxPriorityFeePerGas: now });
      expect(after.maxFeePerGas * 10n).toBeGreaterThan(before.maxFeePerGas * 11n);
      expect(after.maxPriorityFeePerGas * 10n).toBeGreaterThan(before.maxPriorityFeePerGas * 11n);
      expect(after.maxFeePerGas).toBeGreaterThanOrEqual(after.maxPriorityFeePerGas);
    }),
  );
});

test("what a node says to bytes it cannot use is told apart, and never thrown", async () => {
  const stranger = memorySigner(generatePrivateKey());
  const fields = { chainId: at.chainId, to: at.escrow, gas: 30_000n, nonce: 0 };
  const poor = await signTransaction(stranger, {
    ...fields,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 0n,
  });
  expect(await broadcast(client, poor.raw)).toMatchObject({ kind: "unknown" });
  const old = await signTransaction(relayer, {
    ...fields,
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 0n,
  });
  expect(await broadcast(client, old.raw)).toEqual({ kind: "nonce-used" });
  const cheap = await signTransaction(relayer, {
    ...{ ...fields, maxFeePerGas: 1n, maxPriorityFeePerGas: 0n },
    nonce: await fetchNonce(client, relayer.address, { blockTag: "latest" }),
  });
  expect(await broadcast(client, cheap.raw)).toMatchObject({ kind: "underpriced" });
  adi.chain.faults.inject({ kind: "refuse" }, { times: 3 });
  expect(await broadcast(client, cheap.raw)).toMatchObject({ kind: "unknown" });
  adi.chain.faults.clear();
});

function encodeTransfer(to: Address, amount: bigint): Hex {
  return `0xa9059cbb${to.slice(2).toLowerCase().padStart(64, "0")}${amount.toString(16).padStart(64, "0")}`;
}
