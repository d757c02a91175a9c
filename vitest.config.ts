import { defineConfig } from "vitest/config";
import SlowFirst from "./.ci/slow-first.ts";

export default defineConfig({
  test: {
    include: ["{tools,agent,ui,evals,contracts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**", "**/*.postgres.test.ts"],
    globalSetup: ["./.ci/require-node-24.ts"],
    // Generous on purpose: a slow or shared machine is no failure, and nothing here is a timed test.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000 } },
    // Some files wait (for a child, for silence) while others compute: one more than the two cores of the reference machine.
    maxWorkers: 3,
    sequence: { sequencer: SlowFirst },
    // A worker loads each module once, not once per file: half of what most files cost was loading. So a file puts back
    // what it changes for all (timers, globals), and nothing depends on which file ran before it in the same process.
    isolate: false,
  },
});
