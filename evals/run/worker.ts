// A process of its own that takes one task after the other. What it asks of any machine but this one fails, and is told.
import { forbidEgress } from "@necto/agent/testing/forbid-egress";
import { LANES } from "./lanes.ts";
import { openTools } from "./open-tools.ts";
import type { Task } from "./task.ts";

const egress = forbidEgress();
const tools = openTools();

process.on("message", ({ id, task }: { readonly id: number; readonly task: Task }) => {
  const before = process.cpuUsage();
  const run = LANES[task.lane] as (payload: unknown, tools: unknown) => Promise<unknown>;
  run(task.payload, tools)
    .then(
      (value) => ({ value, error: null }),
      (error: unknown) => ({
        value: null,
        error: error instanceof Error ? (error.stack ?? error.message) : String(error),
      }),
    )
    .then((outcome) => {
      const { user, system } = process.cpuUsage(before);
      process.send!({ id, ...outcome, egress: egress.attempts.splice(0), cpuMs: (user + system) / 1_000 });
    });
});
process.on("disconnect", () => process.exit(0));
