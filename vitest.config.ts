import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{tools,agent,ui,evals,contracts}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "**/dist/**"],
    globalSetup: ["./.ci/require-node-24.ts"],
    testTimeout: 20_000,
  },
});
