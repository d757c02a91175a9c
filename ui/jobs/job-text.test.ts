import { expect, it } from "vitest";
import { countdownText, eventText, jobBadge, jobTitle } from "./job-text.ts";

it.each([
  [0, "0 s"],
  [-4, "0 s"],
  [11.2, "12 s"],
  [249, "4 min 09 s"],
  [7_500, "2 h 05 min"],
  [6 * 86_400 + 3_600, "6 d 01 h"],
])("counts %d seconds down as %s", (seconds, text) => {
  expect(countdownText(seconds)).toBe(text);
});

it("says of a closed job why it was closed, and of an open one where it stands", () => {
  expect(jobBadge({ status: "active", reason: "none" }).word).toBe("Running");
  expect(jobBadge({ status: "closed", reason: "no-show" }).word).toBe("Not started");
  expect(jobBadge({ status: "closed", reason: "paid" }).tone).toBe("success");
});

it("names events and jobs that it does not know by what there is", () => {
  expect(eventText("JobStarted")).toBe("Started by the provider");
  expect(eventText("JobTeleported")).toBe("Job teleported");
  expect(jobTitle({ order: null, brokered: null, jobId: `0x${"ab".repeat(32)}` })).toBe("Job 0xabab…abab");
});
