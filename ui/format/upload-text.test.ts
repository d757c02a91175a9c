import { expect, it } from "vitest";
import { uploadText } from "./upload-text.ts";

const status = { state: "queued", tries: 0, problem: null, nextTryAt: null } as const;

it("says where a trace is", () => {
  expect(uploadText(null).word).toBe("Kept by this server");
  expect(uploadText(status).word).toBe("Waiting for 0G");
  expect(uploadText({ ...status, state: "sending" }).word).toBe("Sending to 0G");
  expect(uploadText({ ...status, state: "stored" }).word).toBe("On 0G");
});

it("says what went wrong, that nothing is lost, and when it is tried again", () => {
  const problem = { code: "storage/unreachable", message: "0G does not answer." };
  expect(uploadText({ ...status, tries: 2, problem, nextTryAt: "2026-11-22T08:05:12.000Z" })).toMatchObject({
    tone: "warning",
    word: "Not on 0G yet",
    trouble: "0G does not answer. 2 tries so far; nothing is lost. Next try at 08:05:12 UTC.",
  });
});
