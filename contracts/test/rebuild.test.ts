import { type Address, decodeEventLog, encodeFunctionData, type Hex } from "viem";
import { describe, expect, test } from "vitest";
import {
  closeReasons,
  type EscrowEvent,
  type EscrowState,
  emptyEscrow,
  foldEvents,
  jobStatuses,
} from "../abi/fold-events.ts";
import { nectoEscrow, testUSDC } from "../abi/generated.ts";
import { jobIdOf, toAbiTerms } from "../abi/terms.ts";
import { accounts } from "./support/chain.ts";
import { buildWorld, exampleTerms, people, type World, windows, word } from "./support/world.ts";

const buyers = accounts.slice(10, 13);
const providers = accounts.slice(13, 16);
const lots = 10n ** 15n;

/** A small generator with a seed, so that a failing history can be run again. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe.each([
  { kind: "fiat", seed: 1, steps: 450 },
  { kind: "plain", seed: 2, steps: 250 },
] as const)("a random history with the $kind token", ({ kind, seed, steps }) => {
  test("is rebuilt from events exactly as it is stored", { timeout: 240_000 }, async () => {
    const world = await buildWorld(kind);
    const jobIds = await wander(world, kind, randomFrom(seed), steps);
    const events = await readEvents(world);
    const state = foldEvents(events);
    await expectStored(world, state, jobIds);
    expect(new Set(events.map(({ eventName }) => eventName))).toEqual(
      new Set(eventNames.filter((name) => kind === "fiat" || (name !== "Credited" && name !== "Withdrawn"))),
    );

    const half = Math.floor(events.length / 2);
    expect(foldEvents(events.slice(half), foldEvents(events.slice(0, half)))).toEqual(state);
    expect(() => foldEvents(events.filter(({ eventName }) => eventName !== "JobOpened"))).toThrow("gap");
  });
});

const eventNames = nectoEscrow.abi
  .flatMap((entry) => (entry.type === "event" ? [entry.name] : []))
  .filter((name) => name !== "EIP712DomainChanged");

async function wander(
  world: World,
  kind: "fiat" | "plain",
  random: (below: number) => number,
  steps: number,
): Promise<Hex[]> {
  for (const account of [...buyers, ...providers]) {
    await world.callToken(account, "mint", [account.address, lots]);
    await world.callToken(account, "approve", [world.escrow, lots]);
  }
  const jobIds: Hex[] = [];
  const pick = <T>(from: readonly T[]): T => from[random(from.length)]!;
  const try_ = async (account: (typeof accounts)[number], functionName: string, args: readonly unknown[]) =>
    world.call(account, functionName, args).catch(() => null);

  for (let step = 0; step < steps; step++) {
    const jobId = jobIds.length > 0 ? pick(jobIds.slice(-6)) : word(1);
    const buyer = pick(buyers);
    const provider = pick(providers);
    switch (random(18)) {
      case 0:
      case 1:
      case 2: {
        const config = await world.publicClient.readContract({
          address: world.escrow,
          abi: nectoEscrow.abi,
          functionName: "config",
        });
        const terms = exampleTerms(1_000 + step, {
          buyer: buyer.address,
          provider: provider.address,
          rate: 100_000 + random(9_000_000),
          secs: 60 + random(60_000),
          feeBps: config.feeBps,
        });
        if ((await try_(buyer, "open", [toAbiTerms(terms)])) === null) break;
        const opened = jobIdOf(world.at, terms);
        jobIds.push(opened);
        if (random(5) !== 0) await try_(provider, "start", [opened]);
        break;
      }
      case 3:
        for (const each of buyers) await try_(each, "extend", [jobId, 60 + random(4_000)]);
        break;
      case 4:
        for (const each of providers) await try_(each, "checkpoint", [jobId]);
        break;
      case 5:
        for (const each of buyers) await callEnd(world, each, [jobId]);
        break;
      case 6:
      case 7:
        for (const each of providers) await callEnd(world, each, [jobId, random(3_000)]);
        break;
      case 8:
        await try_(people.stranger, "expire", [jobId]);
        break;
      case 9:
        await try_(pick(buyers), "settleMany", [jobIds.slice(-8)]);
        break;
      case 10:
        for (const each of [...buyers, ...providers]) await try_(each, "cancel", [jobId]);
        break;
      case 11:
        await try_(people.stranger, "reclaim", [jobId]);
        break;
      case 12:
        for (const each of buyers) await try_(each, "dispute", [jobId, word(step), random(500)]);
        break;
      case 13:
        await try_(people.arbiter, "resolve", [jobId, random(2_000), word(step)]);
        break;
      case 14:
        for (const id of jobIds) for (const each of buyers) await try_(each, "rate", [id, 1 + random(5)]);
        break;
      case 15:
        await world.wait(1 + random(random(3) === 0 ? windows.arbiter : 20_000));
        for (const id of jobIds.slice(-10)) await try_(people.stranger, "resolveByTimeout", [id]);
        break;
      case 16:
        if (kind === "fiat") {
          const who = pick([...buyers, ...providers]);
          await world.callToken(people.deployer, random(2) === 0 ? "blacklist" : "unBlacklist", [
            who.address,
          ]);
        }
        for (const each of [...buyers, ...providers]) await try_(each, "withdraw", [each.address]);
        break;
      case 17:
        await govern(world, random, provider.address);
        break;
    }
    await world.wait(1 + random(600));
  }
  return jobIds;
}

async function govern(world: World, random: (below: number) => number, operator: Address): Promise<void> {
  const { owner, guardian, stranger, treasury } = people;
  const now = Number((await world.publicClient.getBlock()).timestamp);
  await world.call(owner, "setFee", [random(501)]);
  await world.call(owner, "setTreasury", [random(2) === 0 ? treasury.address : stranger.address]);
  await world.call(owner, "setGuardian", [guardian.address]);
  await world.call(guardian, "pauseOpening", [now + random(100)]);
  await world.call(stranger, "setOperator", [operator]);
  await world.call(owner, "transferOwnership", [random(2) === 0 ? owner.address : stranger.address]);
  if (random(3) === 0) await world.call(owner, "transferOwnership", [owner.address]);
  await world.call(owner, "acceptOwnership", []).catch(() => null);
  await world.call(stranger, "collectFees", []);
}

/** `end` has two forms; viem tells them apart by the number of arguments. */
async function callEnd(world: World, account: (typeof accounts)[number], args: readonly unknown[]) {
  const data = encodeFunctionData({ abi: nectoEscrow.abi, functionName: "end", args } as never);
  await world.send(account, world.escrow, data).catch(() => null);
}

async function readEvents(world: World): Promise<EscrowEvent[]> {
  const logs = await world.publicClient.getLogs({ address: world.escrow, fromBlock: 0n });
  const times = new Map<bigint, number>();
  const events: EscrowEvent[] = [];
  for (const log of logs) {
    const number = log.blockNumber!;
    if (!times.has(number))
      times.set(number, Number((await world.publicClient.getBlock({ blockNumber: number })).timestamp));
    const decoded = decodeEventLog({ abi: nectoEscrow.abi, data: log.data, topics: log.topics });
    events.push({ ...decoded, timestamp: times.get(number)! } as EscrowEvent);
  }
  return events;
}

async function expectStored(world: World, state: EscrowState, jobIds: readonly Hex[]): Promise<void> {
  const read = (functionName: string, args: readonly unknown[] = []) =>
    world.publicClient.readContract({
      address: world.escrow,
      abi: nectoEscrow.abi,
      functionName,
      args,
    } as never) as Promise<never>;

  expect([...state.jobs.keys()].sort()).toEqual([...jobIds].sort());
  let owed = state.fees;
  for (const [jobId, job] of state.jobs) {
    const stored = (await read("jobs", [jobId])) as Record<string, unknown>;
    expect({
      buyer: job.buyer,
      provider: job.provider,
      status: jobStatuses.indexOf(job.status),
      reason: closeReasons.indexOf(job.reason),
      rated: job.stars !== null,
      rate: Number(job.rate),
      secs: job.secs,
      feeBps: job.feeBps,
      since: job.since,
      paidSecs: job.paidSecs,
      usedSecs: job.usedSecs,
      root: job.root,
    }).toEqual(stored);
    expect(await read("lockedIn", [jobId])).toBe(job.locked);
    owed += job.locked;
  }
  for (const { address } of [...buyers, ...providers]) {
    const credit = state.credits.get(address.toLowerCase()) ?? 0n;
    expect(await read("creditOf", [address])).toBe(credit);
    owed += credit;
  }
  expect(await read("config")).toEqual({
    feeBps: state.feeBps,
    pausedUntil: state.pausedUntil,
    fees: state.fees,
    treasury: state.treasury,
    guardian: state.guardian,
  });
  expect(await read("owner")).toBe(state.owner);
  expect(await read("pendingOwner")).toBe(state.pendingOwner ?? "0x0000000000000000000000000000000000000000");
  for (const [provider, operator] of state.operators)
    expect(await read("operatorOf", [provider])).toBe(operator);
  expect(
    await world.publicClient.readContract({
      address: world.token,
      abi: testUSDC.abi,
      functionName: "balanceOf",
      args: [world.escrow],
    }),
  ).toBe(owed);
}

test("an empty log is an empty escrow", () => {
  expect(foldEvents([])).toEqual(emptyEscrow);
});
