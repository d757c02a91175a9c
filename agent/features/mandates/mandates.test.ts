import { randomUUID } from "node:crypto";
import { openAccess } from "@necto/tools/protocol/access-document";
import type { ApprovalView } from "@necto/tools/protocol/approval";
import { toAuthorization, toJobId } from "@necto/tools/protocol/checkout";
import type { MandateTerms } from "@necto/tools/protocol/mandate";
import { toMandateData } from "@necto/tools/protocol/mandate-data";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { privateKeyToAccount } from "viem/accounts";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { listRunEvents, listRuns } from "../../store/runs.ts";
import { type BookingWorld, jobOf, openBookingWorld, wordsIn } from "../../testing/booking-world.ts";
import type { TestServer } from "../../testing/test-server.ts";
import { type MandatedBuyer, openMandatedBuyer, VIEW_SECRET } from "./testing/mandated-buyer.ts";

let world: BookingWorld;
let server: TestServer;
let buyer: MandatedBuyer;
beforeEach(async () => {
  world = await openBookingWorld();
  server = await world.server();
  buyer = await openMandatedBuyer(server, { now: world.now });
});
afterEach(async () => {
  expect(server.faults).toEqual([]);
  await world.close();
});

describe("a mandate of a demo account", () => {
  test("books when its watch fires: one job, its own, told of, and readable with its key", async () => {
    const { id, threadId } = await buyer.sign();
    await buyer.fire();
    const [firing] = await buyer.settle();
    expect(firing).toMatchObject({ state: "booked", reason: null });
    expect(await world.openedJobs()).toEqual([firing!.jobId]);
    const job = await jobOf(server, firing!.jobId!);
    expect(job).toMatchObject({ buyer: expect.stringMatching(new RegExp(buyer.address, "i")), secs: 3_600 });
    expect(await buyer.told()).toEqual([
      {
        kind: "mandate.booked",
        facts: expect.objectContaining({ jobId: firing!.jobId, mandateId: id, threadId }),
      },
    ]);
    expect(await buyer.acts()).toEqual(["mandate.signed", "mandate.booked"]);
    expect(await buyer.answered()).toEqual(["necto"]);

    await world.advance(4);
    await server.booking!.keeper.look();
    const view = (await buyer.send("GET", `/api/jobs/${firing!.jobId}`)).body;
    const { ciphertext } = view.access;
    expect(openAccess(ciphertext, { secret: VIEW_SECRET, jobId: firing!.jobId! }).user).toBe("necto");
  });

  test("fired twice, and looked at by two at once, each firing is one job", async () => {
    await buyer.sign();
    await buyer.fire();
    await Promise.all([server.mandates!.look(), server.mandates!.look()]);
    await buyer.fire();
    const firings = await buyer.settle();
    expect(firings.map(({ state }) => state)).toEqual(["booked", "booked"]);
    expect(new Set(await world.openedJobs()).size).toBe(2);
  });

  test("a price above its bound buys nothing, and the inbox says why", async () => {
    await buyer.sign({ maxUsdMicrosPerGpuHour: 1 });
    await buyer.fire();
    expect(await buyer.settle()).toMatchObject([{ state: "skipped", reason: "no-offer", jobId: null }]);
    expect(await buyer.told()).toMatchObject([{ kind: "mandate.skipped", facts: { reason: "no-offer" } }]);
    expect(await world.openedJobs()).toEqual([]);
  });

  test("the last order ends it, and the day's bound holds across orders", async () => {
    await buyer.sign({ maxOrders: 1 });
    await buyer.fire();
    await buyer.settle();
    const [usedUp] = (await buyer.list()).mandates;
    expect(usedUp!.end!.reason).toBe("used-up");
    expect((await buyer.told()).map(({ kind }) => kind).sort()).toEqual([
      "mandate.booked",
      "mandate.stopped",
    ]);

    await buyer.sign({ maxDayUsdMicros: 2 * usedUp!.spentUsdMicros - 1 });
    for (const expected of ["booked", "skipped"]) {
      await buyer.fire();
      expect((await buyer.settle())[0]).toMatchObject({ state: expected });
    }
    expect((await buyer.settle())[0]).toMatchObject({ reason: "day-cap" });
    expect(new Set(await world.openedJobs()).size).toBe(2);
    // What was declined blocks nothing: the next day has room again.
    await world.advance(24 * 3_600);
    await buyer.fire();
    expect((await buyer.settle())[0]).toMatchObject({ state: "booked" });
  });

  test("revoked while its card is being answered, it pays nothing", async () => {
    const { id } = await buyer.sign();
    await buyer.fire();
    const untilState = async (state: string) => {
      for (;;) {
        await server.mandates!.look();
        const [mandate] = (await buyer.list()).mandates;
        if (mandate!.firings[0]!.state === state) return;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    };
    await untilState("answering");
    expect((await buyer.send("DELETE", `/api/mandates/${id}`)).status).toBe(200);
    expect((await buyer.send("DELETE", `/api/mandates/${id}`)).status).toBe(404);
    expect(await buyer.settle()).toMatchObject([{ state: "skipped", reason: "revoked" }]);
    expect(await world.openedJobs()).toEqual([]);
    await buyer.fire();
    expect(await buyer.settle()).toHaveLength(1);
  });

  test("revoked after the answer, while its trace is waited for, it pays nothing either", async () => {
    const { id, threadId } = await buyer.sign();
    await buyer.fire();
    // 0G takes nothing until the mandate is revoked.
    server.zeroG.setFaults({ paused: true });
    for (;;) {
      await server.mandates!.look();
      const [mandate] = (await buyer.list()).mandates;
      if (mandate!.firings[0]!.state === "paying") break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await buyer.send("DELETE", `/api/mandates/${id}`);
    server.zeroG.setFaults({ paused: false });
    expect(await buyer.settle()).toMatchObject([{ state: "skipped", reason: "revoked" }]);
    expect(await world.openedJobs()).toEqual([]);
    const runs = await listRuns(server.store, { threadId });
    const words = await Promise.all(
      runs.map(async (run) =>
        wordsIn((await listRunEvents(server.store, run.id, 0)).map(({ event }) => event)),
      ),
    );
    expect(words.join(" ")).toContain("The mandate does not allow this payment: revoked.");
  });

  test("after its expiry it is over, and says so once", async () => {
    await buyer.sign({ validUntil: Math.floor(world.now() / 1_000) + 3_600 });
    await buyer.fire();
    await world.advance(3_600);
    expect(await buyer.settle()).toMatchObject([{ state: "skipped", reason: "expired" }]);
    await server.mandates!.look();
    expect((await buyer.told()).map(({ kind }) => kind).sort()).toEqual([
      "mandate.skipped",
      "mandate.stopped",
    ]);
    expect(await world.openedJobs()).toEqual([]);
  });

  test("a watch that is gone takes its mandate with it", async () => {
    await buyer.sign();
    await buyer.fire();
    await buyer.watches.delete({ account: buyer.address }, buyer.watch.id);
    expect(await buyer.settle()).toMatchObject([{ state: "skipped", reason: "watch-changed" }]);
    expect(await world.openedJobs()).toEqual([]);
  });
});

describe("a wallet's mandate", () => {
  test("prepares the order, and asks: nothing is paid without the wallet", async () => {
    // The provider's demo account stands for a wallet: nothing here pays as it.
    const owner = await openMandatedBuyer(server, { account: "arbiter", now: world.now });
    const terms = owner.termsOf();
    const key = privateKeyToAccount(`0x${"5".repeat(64)}`);
    const wrong = await key.signTypedData(toMandateData(terms) as never);
    expect((await owner.send("POST", "/api/mandates", { terms, signature: wrong })).body.code).toBe(
      "auth/bad-signature",
    );
    expect((await owner.send("POST", "/api/mandates", { terms, signature: null })).status).toBe(403);
    const signature = await devAccount("arbiter").signTypedData(toMandateData(terms) as never);
    const signed = await owner.send("POST", "/api/mandates", { terms, signature });
    expect(signed.body).toMatchObject({ canPay: false, end: null });
    expect((await owner.send("POST", "/api/mandates", { terms, signature })).body.id).toBe(signed.body.id);

    await owner.fire();
    expect(await owner.settle()).toMatchObject([{ state: "waiting", jobId: null }]);
    expect(await owner.told()).toMatchObject([
      { kind: "mandate.asks", facts: { threadId: signed.body.threadId } },
    ]);
    const approvals = (await owner.send("GET", `/api/threads/${signed.body.threadId}/approvals`)).body;
    expect(approvals).toMatchObject([{ status: "pending" }]);
    expect(await world.openedJobs()).toEqual([]);
  });
});

describe("what a wallet's mandate prepared", () => {
  /** A mandate signed by a wallet, and the card that its watch led to. */
  async function prepare(change: Partial<MandateTerms> = {}) {
    const owner = await openMandatedBuyer(server, { account: "arbiter", now: world.now });
    const terms = owner.termsOf(change);
    const signature = await devAccount("arbiter").signTypedData(toMandateData(terms) as never);
    const { threadId } = (await owner.send("POST", "/api/mandates", { terms, signature })).body;
    await owner.fire();
    expect(await owner.settle()).toMatchObject([{ state: "waiting" }]);
    const card = async (): Promise<ApprovalView> =>
      (await owner.send("GET", `/api/threads/${threadId}/approvals`)).body.at(-1);
    const answer = (id: string, payload: object) =>
      server.app.inject({
        ...{ method: "POST", url: `/api/approvals/${id}`, payload },
        headers: { ...owner.headers, "idempotency-key": randomUUID() },
      });
    /** Signs and pays as the wallet, which has the money. */
    async function pay({ id, order }: ApprovalView): Promise<void> {
      await server.booking!.faucet!.give({ address: owner.address, gas: false });
      const signed = await devAccount("arbiter").signTypedData(
        toAuthorization(order, owner.address) as never,
      );
      const payer = { kind: "wallet", address: owner.address, way: "authorization", signature: signed };
      expect((await answer(id, { decision: "approve", payer })).statusCode).toBe(202);
    }
    /** Looks until the firing has come to its end. */
    async function ended() {
      for (;;) {
        const [firing] = await owner.settle();
        if (firing!.state !== "waiting") return firing!;
        world.clock.aheadMs += 2_000;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
    return { owner, card, pay, answer, ended, threadId };
  }

  test("is its job and counts against its bounds once the wallet has paid, and not before", async () => {
    const { owner, card, pay, ended } = await prepare({ maxOrders: 1 });
    expect((await owner.list()).mandates).toMatchObject([{ orders: 0, spentUsdMicros: 0, end: null }]);
    const approval = await card();
    await pay(approval);
    expect(await ended()).toMatchObject({
      ...{ state: "booked", totalUsdMicros: approval.order.totalUsdMicros },
      jobId: toJobId(approval.order, owner.address),
    });
    expect(await world.openedJobs()).toEqual([toJobId(approval.order, owner.address)]);
    expect((await owner.list()).mandates).toMatchObject([
      { orders: 1, spentTodayUsdMicros: approval.order.totalUsdMicros, end: { reason: "used-up" } },
    ]);
    const kinds = (await owner.told()).map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(["mandate.asks", "mandate.booked", "mandate.stopped"]);
    expect(await owner.acts()).toEqual(["mandate.signed", "mandate.booked"]);
    expect(await owner.answered()).toEqual([owner.address]);
  });

  test("follows the card that its owner asked for anew, after the quote had run out", async () => {
    const { owner, card, pay, ended, threadId } = await prepare();
    const first = await card();
    await world.advance(125);
    await expect(pay(first)).rejects.toThrow();
    const { decisionId, offerId, durationSeconds } = first.order;
    const book = { decisionId, offerId, durationSeconds };
    let next = await card();
    for (; next.id === first.id; next = await card()) {
      await owner.send("POST", `/api/threads/${threadId}/runs`, { book });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await pay(next);
    expect(await ended()).toMatchObject({ state: "booked", jobId: toJobId(next.order, owner.address) });
  });

  test("ends when the wallet declines, or answers nothing for a quarter of an hour", async () => {
    const declined = await prepare();
    const { id } = await declined.card();
    expect((await declined.answer(id, { decision: "decline" })).statusCode).toBe(202);
    expect(await declined.ended()).toMatchObject({ state: "skipped", reason: "declined", jobId: null });
    const unanswered = await prepare();
    await world.advance(16 * 60);
    expect(await unanswered.ended()).toMatchObject({ state: "skipped", reason: "unanswered" });
    expect(await world.openedJobs()).toEqual([]);
  });
});

describe("what is refused", () => {
  test.each<[string, object, string]>([
    ["another account's", { account: `0x${"b".repeat(40)}` }, "policy/mandate-account"],
    ["another chain's", { chainId: 1 }, "policy/mandate-deal"],
    ["another escrow's", { escrow: `0x${"b".repeat(40)}` }, "policy/mandate-deal"],
    ["one that is over", { validUntil: 1 }, "policy/mandate-expiry"],
    ["one for ever", { validUntil: 99_999_999_999 }, "policy/mandate-expiry"],
    ["one of no watch", { watchId: "watch-of-nobody" }, "request/not-found"],
    ["one of another search", { requirementsHash: `0x${"b".repeat(64)}` }, "policy/mandate-watch"],
  ])("%s", async (_, change, code) => {
    const { body } = await buyer.send("POST", "/api/mandates", {
      terms: buyer.termsOf(change),
      signature: null,
    });
    expect(body.code).toBe(code);
  });

  test("one of an untracked watch: there is no account to let Necto pay", async () => {
    const watch = await buyer.watches.create(
      { capabilityHash: `0x${"c".repeat(64)}` },
      { requirements: buyer.watch.requirements, usdMicrosPerGpuHour: 1_000_000 },
    );
    const terms = buyer.termsOf({ watchId: watch.id });
    const { body } = await buyer.send("POST", "/api/mandates", { terms, signature: null });
    expect(body).toMatchObject({ code: "policy/mandate-untracked", status: 403 });
  });

  test("a second one while one is in force, and one that was revoked", async () => {
    const { id, terms } = await buyer.sign();
    const again = await buyer.send("POST", "/api/mandates", { terms: buyer.termsOf(), signature: null });
    expect([again.status, again.body.code]).toEqual([409, "request/mandate-exists"]);
    await buyer.send("DELETE", `/api/mandates/${id}`);
    const replayed = await buyer.send("POST", "/api/mandates", { terms, signature: null });
    expect([replayed.status, replayed.body.code]).toEqual([409, "request/mandate-exists"]);
    expect((await buyer.sign()).end).toBe(null);
  });
});
