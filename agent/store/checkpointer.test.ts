import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startConversation } from "../testing/conversation.ts";
import { databaseOf, type TestDatabase } from "../testing/test-database.ts";
import { openStore, type Store } from "./open-store.ts";

/** Checkpoints are of a run; the first id that a conversation gives is its first run's. */
const RUN = { configurable: { thread_id: "run-1" } };

describe("a store's checkpoints", () => {
  let database: TestDatabase;
  let store: Store;
  beforeEach(async () => {
    database = await databaseOf(":memory:");
    store = await openStore(database.place, () => "epoch-1");
  });
  afterEach(async () => {
    await store.close();
    await database.remove();
  });

  const listed = async () => {
    const all = [];
    for await (const checkpoint of store.checkpointer.list(RUN)) all.push(checkpoint);
    return all;
  };

  test("of a run of a tracked thread are one for every step, newest first, each naming the one before", async () => {
    const conversation = startConversation({ mode: "tracked", durable: store.checkpointer });
    const { steps } = await conversation.say("cheapest H100 in EU under $3");
    const checkpoints = await listed();
    expect(checkpoints.length).toBeGreaterThanOrEqual(steps.length);
    const idOf = (at: { configurable?: { checkpoint_id?: string } } | undefined) =>
      at?.configurable?.checkpoint_id;
    for (const [index, { parentConfig }] of checkpoints.entries())
      expect(idOf(parentConfig)).toBe(idOf(checkpoints[index + 1]?.config));
    const newest = await store.checkpointer.getTuple(RUN);
    expect(newest!.checkpoint.id).toBe(checkpoints[0]!.checkpoint.id);
    expect(newest!.checkpoint.channel_values).toMatchObject({
      steps: expect.arrayContaining([expect.anything()]),
    });
  });

  test("of a run of an untracked thread are none", async () => {
    const conversation = startConversation({ mode: "untracked", durable: store.checkpointer });
    await conversation.say("cheapest H100 in EU under $3");
    expect(await listed()).toEqual([]);
  });

  test("leave a thread whose run was aborted fit for the next message", async () => {
    const conversation = startConversation({ mode: "tracked", durable: store.checkpointer });
    await expect(conversation.say("H100", { signal: AbortSignal.abort() })).rejects.toThrow();
    expect((await conversation.say("cheapest H100 in EU under $3")).steps).toHaveLength(7);
  });
});
