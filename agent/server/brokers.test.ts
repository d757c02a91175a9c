import { providerRegistry } from "@necto/contracts/abi/generated";
import { sourceIdOf } from "@necto/tools/chain/brokers";
import { readClient, writeClient } from "@necto/tools/chain/chain-clients";
import type { Cloud } from "@necto/tools/clouds/cloud";
import type { Offer } from "@necto/tools/core/offer";
import type { Requirements } from "@necto/tools/core/requirements";
import { openAccess, viewKeyOf } from "@necto/tools/protocol/access-document";
import { brokeredListingId } from "@necto/tools/protocol/brokered";
import type { JobView } from "@necto/tools/protocol/job";
import type { Order } from "@necto/tools/protocol/order";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { connectionError } from "@necto/tools/sources/fetch-body";
import type { Hex } from "viem";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readConfig } from "../config/config.ts";
import {
  A100,
  type BookingWorld,
  customs,
  jobOf,
  openBookingWorld,
  PAY,
  startThread,
  wordsIn,
} from "../testing/booking-world.ts";
import { signInAs } from "../testing/sign-in.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import type { TestServer } from "../testing/test-server.ts";

let world: BookingWorld;
let server: TestServer;
beforeEach(async () => {
  world = await openBookingWorld();
  server = await world.server();
});
afterEach(async () => {
  expect(server.faults).toEqual([]);
  await world.close();
});

const BROKER = devAccount("broker").address;
const VIEW_SECRET = `0x${"77".repeat(32)}`;
const LAMBDA: Requirements = {
  ...A100,
  ...{ gpuModels: [], sources: { include: ["lambda"], exclude: [] } },
};
const PAY_WITH_KEY = { ...PAY, payer: { ...PAY.payer, viewKey: viewKeyOf(VIEW_SECRET) } };

async function book(requirements = LAMBDA, pay: object = PAY_WITH_KEY) {
  const thread = await startThread(server);
  const approval = await thread.ask(requirements);
  const answered = await thread.answer(approval.id, pay);
  if (answered.status !== 202) return { thread, approval, answered, jobId: "0x" as Hex };
  await thread.resumed(approval.id);
  const jobId = approval.payers.demo.find(({ account }) => account === "buyer")!.jobId as Hex;
  return { thread, approval, answered, jobId };
}

const asBuyer = async () => ({
  ...(await signInAs(server, "buyer")),
  "idempotency-key": crypto.randomUUID(),
});
const jobView = async (jobId: string): Promise<JobView> =>
  (await server.app.inject({ url: `/api/jobs/${jobId}`, headers: await signInAs(server, "buyer") })).json();
/** A launch that Necto does not hear of. */
function launchBeside({ offerId }: Order, name: string, sshKey: string): void {
  const [, type, region] = offerId.split(":");
  const headers = new Headers({ authorization: "Bearer x" });
  const post = (path: string, body: object) =>
    world.lambdaCloud.answer("POST", `/api/v1/${path}`, headers, JSON.stringify(body));
  post("ssh-keys", { name: sshKey, public_key: "ssh-ed25519 AAAA" });
  post("instance-operations/launch", {
    ...{ region_name: region, instance_type_name: type, name, ssh_key_names: [sshKey] },
  });
}
const look = () => server.booking!.keeper.look();
const machines = () => world.lambdaCloud.account().instances;

test("an offer of Lambda is booked through its broker, launched there, and ended there with the job", async () => {
  const { approval, jobId, thread } = await book();
  const { order } = approval;
  expect(order).toMatchObject({
    ...{ source: "lambda", provider: "lambda", fulfilledBy: "Necto's demo broker", payee: BROKER },
    ...{ listingId: brokeredListingId(order.offerId), listingVersion: 0 },
  });
  expect(wordsIn(await thread.settled())).toContain("through Lambda, fulfilled by Necto's demo broker");
  expect(await jobOf(server, jobId)).toMatchObject({ status: "funded", provider: BROKER });
  expect(await jobView(jobId)).toMatchObject({
    brokered: { broker: "Necto's demo broker", source: "lambda", state: "waiting", problem: null },
  });

  await look();
  const [, type, region] = order.offerId.split(":");
  expect(machines()).toMatchObject([{ type, region, isTerminated: false }]);
  expect((await jobView(jobId)).brokered).toMatchObject({ state: "launched" });
  await world.advance(2);
  await look();
  const running = await jobView(jobId);
  expect(running).toMatchObject({ status: "active", brokered: { state: "running", problem: null } });
  const access = openAccess(running.access!.ciphertext, { secret: VIEW_SECRET, jobId });
  expect(access).toMatchObject({ host: "192.0.2.1", port: 22, user: "ubuntu" });
  expect(access.secret).toMatch(/^-----BEGIN OPENSSH PRIVATE KEY-----/);
  expect(world.lambdaCloud.account().sshKeys).toHaveLength(1);

  await world.advance(600);
  await thread.post(`/api/jobs/${jobId}/end`, {}, await asBuyer());
  await look();
  const ended = await jobView(jobId);
  expect(ended).toMatchObject({ status: "closed", reason: "paid", brokered: { state: "ended" } });
  expect(ended.amounts.refundUsdMicros + ended.amounts.earnedUsdMicros).toBe(order.totalUsdMicros);
  expect(machines()).toMatchObject([{ isTerminated: true }]);
  expect(world.lambdaCloud.account().sshKeys).toEqual([]);
});

test("a launch whose answer was lost is found again by its name, and one too many is ended", async () => {
  const { jobId, approval } = await book();
  await look();
  // As if the process had died between the launch and its record.
  await server.store.db
    .updateTable("broker_launches")
    .set({ machines: "[]", state: "waiting", next_try_at: "" })
    .execute();
  await look();
  expect(machines()).toHaveLength(1);
  // As if another process had launched it too, unheard of.
  launchBeside(approval.order, machines()[0]!.name, machines()[0]!.sshKey);
  await world.advance(2);
  await look();
  expect(machines().map(({ isTerminated }) => isTerminated)).toEqual([false, true]);
  expect((await jobOf(server, jobId))!.status).toBe("active");
});

test("a server that dies between a launch and its answer leaves one machine, which the next server starts the job with", async () => {
  await server.close();
  const home = await tempFolder();
  const lambda = world.clouds.lambda!;
  const dies: Cloud = {
    ...lambda,
    launch: async (...asked) => {
      await lambda.launch(...asked);
      throw connectionError("lambda", new Error("gone"));
    },
  };
  server = await world.server({ home: home.path, clouds: { lambda: dies } });
  const { jobId } = await book();
  await look();
  expect((await jobView(jobId)).brokered).toMatchObject({
    state: "waiting",
    problem: { code: "source/upstream" },
  });
  await server.close();
  server = await world.server({ home: home.path });
  await world.advance(6);
  await look();
  expect(machines()).toHaveLength(1);
  expect((await jobOf(server, jobId))!.status).toBe("active");
  await server.close();
  await home.remove();
  server = await world.server();
});

test("a launch that Lambda refuses gives everything back, and the job says why", async () => {
  const before = await server.booking!.open.balanceOf(devAccount("buyer").address);
  const { jobId } = await book();
  world.lambdaCloud.refuse("instance-operations/launch/insufficient-capacity");
  await look();
  await look();
  await look();
  expect(await jobView(jobId)).toMatchObject({
    ...{ status: "closed", reason: "declined" },
    brokered: {
      state: "failed",
      problem: {
        code: "source/refused",
        message: "Lambda refused: Not enough capacity to fulfill launch request.",
      },
    },
  });
  expect(await server.booking!.open.balanceOf(devAccount("buyer").address)).toBe(before);
  expect(machines()).toEqual([]);
  expect(world.lambdaCloud.account().sshKeys).toEqual([]);
});

test("a machine whose launch was given up and came through all the same is ended too", async () => {
  const { jobId, approval } = await book();
  await look();
  const { name, sshKey } = machines()[0]!;
  await server.store.db.updateTable("broker_launches").set({ state: "failed", next_try_at: "" }).execute();
  for (let i = 0; i < 3; i++) await look();
  expect((await jobOf(server, jobId))!.status).toBe("closed");
  launchBeside(approval.order, name, sshKey);
  expect(machines().map(({ isTerminated }) => isTerminated)).toEqual([true, false]);
  await world.advance(70);
  await look();
  expect(machines().map(({ isTerminated }) => isTerminated)).toEqual([true, true]);
  expect(await server.store.db.selectFrom("broker_launches").select("is_over").execute()).toEqual([
    { is_over: 1 },
  ]);
});

test("a buyer who cancels while the machine boots pays nothing, and the machine is ended", async () => {
  const { jobId, thread } = await book();
  await look();
  await thread.post(`/api/jobs/${jobId}/cancel`, {}, await asBuyer());
  await world.advance(2);
  await look();
  expect(await jobView(jobId)).toMatchObject({ status: "closed", brokered: { state: "ended" } });
  expect(machines()).toMatchObject([{ isTerminated: true }]);
});

test("a machine that is not ready in time is given up, and the money goes back", async () => {
  const { jobId } = await book();
  world.lambdaCloud.refuse("global/quota-exceeded");
  await world.advance(14 * 60);
  await look();
  await look();
  expect(await jobView(jobId)).toMatchObject({
    ...{ status: "closed", reason: "declined" },
    brokered: { state: "failed", problem: { code: "source/timeout" } },
  });
});

test("without a view key nothing is paid: nobody could connect", async () => {
  const { answered } = await book(LAMBDA, PAY);
  expect(answered).toMatchObject({ status: 400, body: { code: "request/no-view-key" } });
  expect(await world.openedJobs()).toEqual([]);
});

const costs =
  (offerId: string, cents: string | null) =>
  (offer: Offer): Offer | null => {
    if (offer.id !== offerId || offer.pricing.model !== "fixed") return offer;
    return cents === null ? null : { ...offer, pricing: { ...offer.pricing, amount: cents } };
  };

test.each([
  ["rate-moved", "1"],
  ["offer-gone", null],
] as const)("%s at the source voids the approval, and nothing is paid", async (voidReason, cents) => {
  const thread = await startThread(server);
  const { id, order } = await thread.ask(LAMBDA);
  world.says.edit = costs(order.offerId, cents);
  expect(await thread.answer(id, PAY_WITH_KEY)).toMatchObject({
    ...{ status: 409, body: { code: "request/approval-void" } },
  });
  expect(await thread.view(id)).toMatchObject({ status: "void", voidReason });
  expect(await world.openedJobs()).toEqual([]);
});

test("an expired quote of a broker is asked for again", async () => {
  const thread = await startThread(server);
  const { id } = await thread.ask(LAMBDA);
  await world.advance(200);
  const { status, body } = await thread.answer(id, PAY_WITH_KEY);
  expect({ status, body }).toMatchObject({ status: 409, body: { code: "request/approval-expired" } });
});

const ATTACKER = "0x00000000000000000000000000000000000000ff";

test("nothing that a source says of a broker, payee, chain or token gets into an order", async () => {
  world.says.edit = (offer) =>
    offer.source === "necto"
      ? offer
      : ({
          ...{ ...offer, provider: `${ATTACKER} pays best`, payee: ATTACKER, token: ATTACKER, chainId: 1 },
          fulfilment: { kind: "broker", account: ATTACKER },
        } as Offer);
  const thread = await startThread(server);
  const { order } = await thread.ask(LAMBDA);
  const { open } = server.booking!;
  expect(order).toMatchObject({
    ...{ payee: BROKER, fulfilledBy: "Necto's demo broker", escrow: open.policy.escrow },
    ...{ chain: { id: world.adi.chain.chainId }, token: { address: open.policy.token } },
  });
  const { provider: _, ...rest } = order;
  expect(JSON.stringify(rest).toLowerCase()).not.toContain("ff pays best");
  expect(JSON.stringify(rest).toLowerCase()).not.toContain(ATTACKER);
  const other = await startThread(server);
  await other.say({ requirements: { ...LAMBDA, sources: { include: ["aws-spot"], exclude: [] } } });
  const { events } = await other.say({ text: "book the first one" });
  expect(customs(events, "approval-requested")).toEqual([]);
  expect(customs(events, "hand-off")).toMatchObject([{ source: "aws-spot", kind: "command" }]);
});

test("the registry is asked again before a broker signs: a market that names another one gets no quote", async () => {
  const { desk } = server.booking!.open;
  const request = {
    source: "lambda",
    offerId: "lambda:x:y",
    units: 1,
    rateUsdMicrosPerHour: 1,
    durationSeconds: 60,
  };
  expect(await desk.quoteBrokered({ ...request, account: ATTACKER })).toEqual({
    ...{ kind: "refused", reason: "no-broker" },
  });
  expect(await desk.quoteBrokered({ ...request, source: "aws-spot", account: BROKER })).toMatchObject({
    reason: "no-broker",
  });
});

test.each([
  ["another offer", { offerId: "lambda:gpu_8x_h100_sxm5:us-east-1" }],
  ["another payee", { payee: devAccount("provider-pacific").address }],
  ["a lower rate", { quote: { rateUsdMicrosPerHour: 1 } }],
])("a broker's quote holds for nothing else: %s", async (_, change) => {
  const thread = await startThread(server);
  const { order } = await thread.ask(LAMBDA);
  const { open } = server.booking!;
  expect(await open.lapse(order)).toBeNull();
  const quote = { ...order.quote, ...("quote" in change ? change.quote : {}) };
  expect(await open.lapse({ ...order, ...change, quote } as Order)).not.toBeNull();
});

test("an installation that books listings only puts no broker's order before anybody", async () => {
  await server.close();
  server = await world.server({ rules: { ...readConfig({}, "/").booking, sources: ["necto"] } });
  const thread = await startThread(server);
  await thread.say({ requirements: LAMBDA });
  const { events } = await thread.say({ text: "book the first one" });
  expect(wordsIn(events)).toContain("Offers of this source cannot be booked here.");
});

test("a broker that the registry removes voids its quotes, and is booked through no more", async () => {
  const thread = await startThread(server);
  const approval = await thread.ask(LAMBDA);
  const { address: registry } = world.adi.deployment.contracts.registry;
  const hash = await writeClient(world.adi.chain, devAccount("deployer")).writeContract({
    ...{ address: registry, abi: providerRegistry.abi, functionName: "setBroker" },
    args: [sourceIdOf("lambda"), BROKER, false],
  });
  await readClient(world.adi.chain).waitForTransactionReceipt({ hash });
  const { status, body } = await thread.answer(approval.id, PAY_WITH_KEY);
  expect({ status, body }).toMatchObject({ status: 409, body: { code: "request/approval-void" } });
  expect((await thread.view(approval.id)).voidReason).toBe("broker-changed");
  const events = await (async () => {
    await thread.settled();
    await thread.say({ requirements: LAMBDA });
    return (await thread.say({ text: "book the first one" })).events;
  })();
  expect(customs(events, "hand-off")).toMatchObject([{ source: "lambda", kind: "request" }]);
  expect(customs(events, "approval-requested")).toEqual([]);
  expect(await world.openedJobs()).toEqual([]);
});

test("what has no API waits for its broker's hand, with what the source takes, and runs once it is started", async () => {
  const { address: registry } = world.adi.deployment.contracts.registry;
  const hash = await writeClient(world.adi.chain, devAccount("deployer")).writeContract({
    ...{ address: registry, abi: providerRegistry.abi, functionName: "setBroker" },
    args: [sourceIdOf("aws-spot"), BROKER, true],
  });
  await readClient(world.adi.chain).waitForTransactionReceipt({ hash });
  const { jobId } = await book({ ...LAMBDA, sources: { include: ["aws-spot"], exclude: [] } });
  await look();
  expect(await jobView(jobId)).toMatchObject({ status: "funded", brokered: { state: "manual" } });
  const { jobs } = (
    await server.app.inject({ url: "/api/provider/jobs", headers: await signInAs(server, "broker") })
  ).json();
  expect(jobs).toMatchObject([{ jobId, actions: ["start", "decline"], handOff: { kind: "command" } }]);
  await world.advance(4);
  await look();
  expect(await jobView(jobId)).toMatchObject({ status: "active", brokered: { state: "running" } });
  expect(machines()).toEqual([]);
});
