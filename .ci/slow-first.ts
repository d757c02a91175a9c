import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Short files that take long: whoever starts them last waits for them alone. Longest first. */
const SLOW = [
  "ui/e2e/spend",
  "agent/chaos/",
  "contracts/test/solidity",
  "agent/features/mandates/",
  "agent/features/booking/day-cap",
  "agent/features/earnings/read-earnings",
  "agent/features/spend/read-spend",
  "agent/features/watches/crossings",
  "agent/cli/book",
  "evals/run/harness",
  "tools/storage/zero-g-",
  "agent/privacy/",
  "contracts/test/lint",
];

/** Starts what takes longest first, as far as it is known; all others by size, as vitest does. */
export default class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = SLOW.findIndex((path) => moduleId.includes(`/${path}`));
      return found === -1 ? SLOW.length : found;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
