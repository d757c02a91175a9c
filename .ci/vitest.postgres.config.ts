import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import onSqlite from "../vitest.config.ts";

/** The suites that touch the store, on PostgreSQL: the same files as on SQLite, and those that need several processes. */
export default defineConfig({
  root: fileURLToPath(new URL("..", import.meta.url)),
  test: {
    ...onSqlite.test,
    include: [
      "agent/store/**/*.test.ts",
      "agent/traces/**/*.test.ts",
      "agent/features/**/*.test.ts",
      "agent/chaos/{booking,mandate}-chaos.test.ts",
      "agent/server/{access-matrix,account-data,app,arbiter,audit,brokers,feed-socket,live-market,run-log,run-service,run-traces,session-routes,trace-routes}.test.ts",
      "agent/**/*.postgres.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/*.sqlite.test.ts"],
    globalSetup: ["./.ci/require-node-24.ts", "./.ci/start-postgres.ts"],
  },
});
