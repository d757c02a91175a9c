import { BIT } from "@necto/tools/core/reason-codes";
import { expect, test } from "vitest";
import { startConversation } from "../testing/conversation.ts";
import { funnelOf } from "./funnel.ts";

const masksOf = (...masks: number[]) => ({ masks: Uint32Array.from(masks) });

test("counts each offer once, at the first constraint that removes it, the price last", () => {
  const gpu = BIT["gpuModels/violates"];
  const region = BIT["regions/unknown"];
  const price = BIT["maxUsdMicrosPerGpuHour/violates"];
  expect(funnelOf(masksOf(gpu, gpu | price, region | price, price, 0))).toEqual([
    { constraint: "gpuModels", removed: 2, left: 3 },
    { constraint: "regions", removed: 1, left: 2 },
    { constraint: "maxUsdMicrosPerGpuHour", removed: 1, left: 1 },
  ]);
});

test("has a place for every reason, so that what is left is the ranking", () => {
  for (const bit of Object.values(BIT))
    expect(funnelOf(masksOf(bit, 0))).toMatchObject([{ removed: 1, left: 1 }]);
});

test.each(["cheapest H100 in EU under $3", "8x A100 in Asia, only spot, 99.9% uptime", "H100 under $0.10"])(
  "leads from all offers to the ranked ones of the real market: %s",
  async (text) => {
    const { decision, view } = await startConversation().say(text);
    const { funnel, offersSeen, rankedTotal, rejectedTotal } = view!;
    expect(funnel).toEqual(funnelOf(decision!));
    expect(funnel.at(-1)!.left).toBe(rankedTotal);
    expect(funnel.reduce((sum, { removed }) => sum + removed, 0)).toBe(rejectedTotal);
    for (const [index, { left, removed }] of funnel.entries())
      expect((funnel[index - 1]?.left ?? offersSeen) - removed).toBe(left);
  },
);
