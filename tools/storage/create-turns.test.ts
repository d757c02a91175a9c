import { expect, test } from "vitest";
import { createTurns } from "./create-turns.ts";

const NEVER = new AbortController().signal;

test("work is done one after the other, in the order it was asked for, whatever fails", async () => {
  const inTurn = createTurns();
  const log: string[] = [];
  const work = (name: string, fails: string | null) =>
    inTurn(NEVER, async () => {
      log.push(`${name} starts`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (fails !== null) throw new Error(fails);
      return name;
    });
  const [a, b, c] = await Promise.allSettled([work("a", null), work("b", "b failed"), work("c", null)]);
  expect(log).toEqual(["a starts", "a ends", "b starts", "b ends", "c starts", "c ends"]);
  expect(a).toEqual({ status: "fulfilled", value: "a" });
  expect(b).toMatchObject({ status: "rejected", reason: { message: "b failed" } });
  expect(c).toEqual({ status: "fulfilled", value: "c" });
});

test("what is aborted while it waits fails at once and is never started", async () => {
  const inTurn = createTurns();
  const first = Promise.withResolvers<void>();
  const blocking = inTurn(NEVER, () => first.promise);
  const abort = new AbortController();
  let started = false;
  const waiting = inTurn(abort.signal, async () => {
    started = true;
  });
  const after = inTurn(NEVER, async () => "after");
  const reason = new Error("no longer wanted");
  abort.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  first.resolve();
  await blocking;
  expect(await after).toBe("after");
  expect(started).toBe(false);
});

test("an abort after its turn began is the work's own business", async () => {
  const inTurn = createTurns();
  const abort = new AbortController();
  const cleanUp = Promise.withResolvers<string>();
  const working = inTurn(abort.signal, () => cleanUp.promise);
  await Promise.resolve();
  await new Promise((resolve) => setImmediate(resolve));
  abort.abort();
  cleanUp.resolve("cleaned up");
  expect(await working).toBe("cleaned up");
});
