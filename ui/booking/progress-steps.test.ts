import { expect, it } from "vitest";
import { progressSteps } from "./progress-steps.ts";

const marks = (state: Parameters<typeof progressSteps>[0]["state"], txHash: string | null = null) =>
  progressSteps({ state, txHash })
    .map(({ mark }) => mark)
    .join(" ");

it("goes from the trace to the chain, one line running at a time", () => {
  expect(marks("waiting-for-trace")).toBe("running waiting waiting waiting");
  expect(marks("recorded")).toBe("done running waiting waiting");
  expect(marks("sent", "0xab")).toBe("done done done running");
  expect(marks("funded", "0xab")).toBe("done done done done");
});

it("says that it waits for the payer's own transaction", () => {
  expect(progressSteps({ state: "waiting-for-buyer", txHash: null })[1]).toEqual({
    ...{ word: "Your transaction", mark: "running" },
  });
});

it("says where it failed: before it was sent, or after", () => {
  expect(marks("failed")).toBe("done failed waiting waiting");
  expect(marks("failed", "0xab")).toBe("done done done failed");
});
