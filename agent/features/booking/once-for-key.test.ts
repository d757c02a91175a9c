import { NectoError } from "@necto/tools/errors";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf } from "../../testing/test-database.ts";
import type { Intent } from "./journal/intent-queries.ts";
import { createOnceForKey, type OnChain } from "./once-for-key.ts";
import type { AskedAct } from "./send-order.ts";

const ASKED = { principal: "job", route: "POST /x", key: "a-key-of-20-characters", body: "{}" };

let store: Store;
let remove: () => Promise<void>;
/** Ids of what was recorded, and of what was waited for. */
let recorded: string[];
let followed: string[];
let refused: Set<string>;
beforeEach(async () => {
  const database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "e");
  remove = database.remove;
  [recorded, followed, refused] = [[], [], new Set()];
});
afterEach(async () => {
  await store.close();
  await remove();
});

const follow = async (id: string): Promise<void> => {
  followed.push(id);
  if (refused.has(id)) throw new NectoError({ code: "escrow/refused", message: "No." });
};
/** As one process does it. */
const process = () => createOnceForKey({ store, follow, now: () => 0 });

/** Records one call under an id; `until` is what else happens before it is over. */
const extend = (id: string, until: () => Promise<void> = async () => {}): OnChain => ({
  async perform(kept: AskedAct) {
    await store.db.transaction().execute((db) => kept(db, { id } as Intent));
    recorded.push(id);
    await until();
    await follow(id);
  },
  answer: async () => ({ recorded: recorded.length }),
});
const dies = async () => {
  throw new Error("the process dies");
};

test("a repeat gets the first answer, byte for byte, and does nothing", async () => {
  const once = process();
  const first = await once(ASKED, extend("a"));
  expect(await once(ASKED, extend("b"))).toEqual(first);
  expect([recorded, followed]).toEqual([["a"], ["a"]]);
  await expect(once({ ...ASKED, body: "[]" }, extend("b"))).rejects.toMatchObject({
    code: "request/idempotency-mismatch",
  });
});

test("a repeat after a crash waits for the call that was recorded, and records none", async () => {
  await expect(process()(ASKED, extend("a", dies))).rejects.toThrow("dies");
  expect(await process()(ASKED, extend("b"))).toEqual({ status: 200, body: '{"recorded":1}' });
  expect([recorded, followed]).toEqual([["a"], ["a"]]);
});

test("of two processes at the same moment one records, and both give one answer", async () => {
  const [mine, others] = [process(), process()];
  const both: Promise<unknown>[] = [];
  await mine(
    ASKED,
    extend("a", async () => {
      both.push(others(ASKED, extend("b")));
      await both[0];
    }),
  ).then((answer) => both.push(Promise.resolve(answer)));
  const [first, second] = await Promise.all(both);
  expect(first).toEqual(second);
  expect([recorded, followed]).toEqual([["a"], ["a", "a"]]);
});

test("what another process has recorded since it was looked takes this one back", async () => {
  const late = extend("b");
  const answer = await process()(ASKED, {
    ...late,
    async perform(kept) {
      if (recorded.length === 0) await process()(ASKED, extend("a"));
      await late.perform(kept);
    },
  });
  expect(answer.status).toBe(200);
  expect(recorded).toEqual(["a"]);
});

test("what the chain refuses leaves the key to be used again, also after a crash", async () => {
  refused.add("a");
  await expect(process()(ASKED, extend("a"))).rejects.toMatchObject({ code: "escrow/refused" });
  await expect(process()(ASKED, extend("a", dies))).rejects.toThrow("dies");
  await expect(process()(ASKED, extend("b"))).rejects.toMatchObject({ code: "escrow/refused" });
  expect((await process()(ASKED, extend("c"))).status).toBe(200);
  expect(recorded).toEqual(["a", "a", "c"]);
});
