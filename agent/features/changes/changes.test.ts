import { randomUUID } from "node:crypto";
import type { ChangeView } from "@necto/tools/protocol/change";
import { isTerminal, type RunEvent } from "@necto/tools/protocol/run-event";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listRunEvents } from "../../store/runs.ts";
import { type BookingWorld, openBookingWorld } from "../../testing/booking-world.ts";
import { signInAs } from "../../testing/sign-in.ts";
import { startTestServer, type TestServer } from "../../testing/test-server.ts";
import { listEdits } from "../listings/listing-queries.ts";
import { decideChange } from "./change-queries.ts";

let world: BookingWorld;
let server: TestServer;
beforeAll(async () => {
  world = await openBookingWorld();
  // With its own listings on the market, where a world has listings of its own.
  server = await startTestServer({ adi: world.adi, now: world.now, quotesMaxAgeMs: 0 });
});
afterAll(async () => {
  await server.close();
  await world.close();
});

/** A provider's conversation over the routes. */
async function startProvider(account: DemoAccountName = "provider-rheinwerk") {
  const { app, store } = server;
  const session = await signInAs(server, account);
  const send = async (method: "GET" | "POST", url: string, payload?: object, headers: object = {}) => {
    const answer = await app.inject({
      method,
      url,
      headers: { ...session, ...headers },
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, text: answer.body, body: answer.json() as never };
  };
  const made = await send("POST", "/api/threads", { mode: "tracked", role: "provider" });
  const { id } = made.body as { id: string };
  async function eventsOf(runId: string): Promise<RunEvent[]> {
    for (;;) {
      const events = (await listRunEvents(store, runId, 0)).map(({ event }) => event);
      if (events.some(isTerminal)) return events;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  async function say(text: string) {
    const run = (await send("POST", `/api/threads/${id}/runs`, { text })).body as { id: string };
    const events = await eventsOf(run.id);
    const card = events.flatMap((event) =>
      event.type === "CUSTOM" && event.name === "change-requested" ? [event.value] : [],
    )[0];
    const reply = events.flatMap((event) => (event.type === "TEXT_MESSAGE_CONTENT" ? [event.delta] : []));
    return { events, card: card as ChangeView, reply: reply.at(-1) ?? "" };
  }
  const answer = (cardId: string, payload: object, key: string = randomUUID()) =>
    send("POST", `/api/changes/${cardId}`, payload, { "idempotency-key": key });
  const view = async (cardId: string) => (await send("GET", `/api/changes/${cardId}`)).body as ChangeView;
  return { id, send, say, answer, view, eventsOf };
}

const APPLY = { decision: "apply" } as const;

describe("a provider's change over the routes", () => {
  test("is applied once, on chain, however often Apply is pressed", async () => {
    const provider = await startProvider();
    const { card, reply } = await provider.say("lower all my prices by 3 %");
    expect(card.diffs.length).toBeGreaterThan(0);
    expect(reply).toContain("until then nothing changes");
    const key = randomUUID();
    const answers = await Promise.all([
      provider.answer(card.id, APPLY, key),
      provider.answer(card.id, APPLY, key),
      provider.answer(card.id, APPLY),
    ]);
    const [first, second, other] = answers;
    // Which of the two keys comes first is chance; what its repeat gets is not.
    expect(first!.text).toBe(second!.text);
    expect([first!.status, other!.status].sort()).toEqual([202, 409]);
    const { result } = (first!.status === 202 ? first! : other!).body as ChangeView;
    const events = await provider.eventsOf(result!.runId!);
    expect(events.at(-1)).toMatchObject({ type: "RUN_FINISHED", outcome: { type: "success" } });
    const done = await provider.view(card.id);
    expect(done).toMatchObject({ status: "applied", result: { state: "applied" } });
    expect(done.result!.listings.map(({ state }) => state)).toEqual(card.diffs.map(() => "done"));
    const edits = await server.store.db
      .selectFrom("listing_edits")
      .selectAll()
      .where("what", "=", "published")
      .execute();
    for (const { listingId } of card.diffs)
      expect(edits.filter((edit) => edit.listing_id === listingId).length).toBeGreaterThan(0);
    expect(server.faults).toEqual([]);
  });

  test("is not applied when discarded, and cannot be applied afterwards", async () => {
    const provider = await startProvider();
    const { card } = await provider.say("raise all my prices by 2 %");
    expect((await provider.answer(card.id, { decision: "discard" })).status).toBe(202);
    expect(await provider.answer(card.id, APPLY)).toMatchObject({
      status: 409,
      body: { code: "request/change-decided" },
    });
    expect((await provider.view(card.id)).result).toBeNull();
  });

  test("that moves a price by more than half needs its tick", async () => {
    const provider = await startProvider();
    const { card } = await provider.say("lower all my prices by 60 %");
    expect(card.diffs.some(({ warnings }) => warnings.includes("over-50-percent"))).toBe(true);
    expect(await provider.answer(card.id, APPLY)).toMatchObject({
      status: 409,
      body: { code: "request/change-unticked" },
    });
    expect((await provider.view(card.id)).status).toBe("pending");
    await provider.answer(card.id, { decision: "discard" });
  });

  test("expires after ten minutes", async () => {
    const provider = await startProvider();
    const { card } = await provider.say("raise all my prices by 2 %");
    await world.advance(601);
    expect((await provider.view(card.id)).status).toBe("expired");
    expect(await provider.answer(card.id, APPLY)).toMatchObject({
      status: 409,
      body: { code: "request/change-expired" },
    });
  });

  test("is void once a listing was changed since it was shown", async () => {
    const [one, other] = [await startProvider(), await startProvider()];
    const { card } = await one.say("raise all my prices by 2 %");
    const { card: sooner } = await other.say("pause all my listings");
    const taken = (await other.answer(sooner.id, APPLY)).body as ChangeView;
    await other.eventsOf(taken.result!.runId!);
    expect(await one.answer(card.id, APPLY)).toMatchObject({
      status: 409,
      body: { code: "request/change-void" },
    });
    expect(await one.view(card.id)).toMatchObject({
      status: "void",
      voidReason: "listing-changed",
      result: null,
    });
  });

  test("that was agreed to before a crash is applied by the next start, once", async () => {
    const { db } = server.store;
    const provider = await startProvider("provider-pacific");
    const { card } = await provider.say("raise all my prices by 2 %");
    const publishings = async () => {
      const edits = await Promise.all(card.diffs.map(({ listingId }) => listEdits(db, listingId!)));
      return edits.map((of) => of.filter(({ what }) => what === "published").length);
    };
    const before = await publishings();
    await decideChange(db, card.id, { status: "applied", at: new Date().toISOString() });
    await server.changes!.answers.recover();
    const { result } = await provider.view(card.id);
    await provider.eventsOf(result!.runId!);
    await server.changes!.answers.recover();
    expect(await provider.view(card.id)).toMatchObject({ status: "applied", result: { state: "applied" } });
    expect(await publishings()).toEqual(before.map((count) => count + 1));
  });

  test("is its owner's business only", async () => {
    const [owner, stranger] = [await startProvider(), await startProvider("provider-nordlys")];
    const { card } = await owner.say("resume all my listings");
    expect((await stranger.answer(card.id, APPLY)).status).toBe(404);
    expect((await stranger.send("GET", `/api/changes/${card.id}`)).status).toBe(404);
    const nobody = await server.app.inject({ method: "GET", url: `/api/changes/${card.id}` });
    expect(nobody.statusCode).toBe(401);
    const others = await stranger.say("lower all my prices by 1 %");
    const mine = new Set(card.diffs.map(({ listingId }) => listingId));
    expect(others.card.diffs.some(({ listingId }) => mine.has(listingId))).toBe(false);
  });

  test("lists something new, which the market has", async () => {
    const provider = await startProvider();
    const { card } = await provider.say("list 2 H200 in Norway at 2.90");
    expect(card.diffs).toMatchObject([{ listingId: null, after: { country: "NO", unitsTotal: 2 } }]);
    const taken = (await provider.answer(card.id, APPLY)).body as ChangeView;
    await provider.eventsOf(taken.result!.runId!);
    const { result } = await provider.view(card.id);
    expect(result).toMatchObject({ state: "applied", listings: [{ state: "done", version: 1 }] });
    const { offers } = server.market.snapshot(await server.market.quotes(() => {}));
    expect(offers.map(({ id }) => id)).toContain(`necto:${result!.listings[0]!.listingId}`);
  });
});
