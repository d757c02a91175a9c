import { expect, test } from "vitest";
import { createTurns, createTurnsByKey } from "./create-turns.ts";

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

test("a turn that is passed on lets the next one start while its work goes on", async () => {
  const inTurn = createTurns();
  const log: string[] = [];
  const work = (name: string) =>
    inTurn(NEVER, async (pass) => {
      log.push(`${name} pays`);
      await Promise.resolve();
      log.push(`${name} has paid`);
      pass();
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
    });
  await Promise.all([work("a"), work("b")]);
  expect(log).toEqual(["a pays", "a has paid", "b pays", "b has paid", "a ends", "b ends"]);
});

test("turns by key are one after the other for one key only", async () => {
  const inTurn = createTurnsByKey();
  const gate = Promise.withResolvers<void>();
  const log: string[] = [];
  const work = (key: string, name: string, until: Promise<void>) =>
    inTurn(key, NEVER, async () => {
      await until;
      log.push(name);
    });
  const all = [
    work("one", "first", gate.promise),
    work("one", "second", Promise.resolve()),
    work("other", "third", Promise.resolve()),
  ];
  await all[2];
  gate.resolve();
  await Promise.all(all);
  expect(log).toEqual(["third", "first", "second"]);
});
