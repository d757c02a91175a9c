import { expect, test } from "vitest";
import { keepAnswer } from "./keep-answer.ts";
import type { Source } from "./source.ts";

const counting = (): Source & { asked: number } => {
  const source = {
    name: "counting",
    asked: 0,
    async fetchOffers() {
      source.asked++;
      return { offers: [], skips: {}, bodySha256: null, url: null };
    },
  };
  return source;
};

const contextAt = (now: number) => ({ fetch, now: () => now, signal: new AbortController().signal });

test("an answer is given again until it is too old", async () => {
  const source = counting();
  const kept = keepAnswer(source, 1000);
  const first = await kept.fetchOffers(contextAt(0));
  expect(await kept.fetchOffers(contextAt(999))).toBe(first);
  expect(await kept.fetchOffers(contextAt(1000))).not.toBe(first);
  expect(source.asked).toBe(2);
});

test("a failed read is not kept", async () => {
  const source = counting();
  const failing: Source = {
    name: "failing",
    fetchOffers: async (context) =>
      context.now() === 0 ? Promise.reject(new Error("down")) : source.fetchOffers(context),
  };
  const kept = keepAnswer(failing, 1000);
  await expect(kept.fetchOffers(contextAt(0))).rejects.toThrow("down");
  await expect(kept.fetchOffers(contextAt(1))).resolves.toMatchObject({ offers: [] });
});
