import { expect, it } from "vitest";
import { capabilityLink, capabilityOf } from "./job-store.ts";

const CAP = `0x${"ab".repeat(32)}`;
const JOB = `0x${"cd".repeat(32)}`;

it("keeps the capability behind the # of a link, where no server sees it", () => {
  const link = new URL(capabilityLink("http://127.0.0.1:3000", JOB, CAP));
  expect(link.pathname + link.search).toBe(`/jobs/${JOB}`);
  expect(capabilityOf(link.hash)).toBe(CAP);
});

it.each(["", "#cap=", "#cap=0x12", `#other=${CAP}`, `#cap=${CAP}00`])("finds no capability in %j", (hash) => {
  expect(capabilityOf(hash)).toBeNull();
});
