// A process of its own that takes one task after the other. What it asks of any machine but this one fails, and is told.
import { forbidEgress } from "@necto/agent/testing/forbid-egress";
import type { LiveModel } from "../live/live-model.ts";
import { LANES } from "./lanes.ts";
import { openTools } from "./open-tools.ts";
import type { TrialTools } from "./run-trial.ts";
import type { Task } from "./task.ts";

type Told = { readonly live: LiveModel | null } | { readonly task: Task };

let egress = forbidEgress();
let tools = openTools();

process.on("message", (told: Told) => {
  if ("task" in told) void work(told.task);
  else if (told.live !== null) goLive(told.live);
});
process.on("disconnect", () => process.exit(0));

/** The endpoint is the only machine elsewhere that is ever reached, and only in the live lane. */
function goLive(live: LiveModel): void {
  egress.end();
  egress = forbidEgress([new URL(live.baseUrl ?? "https://api.openai.com/v1").hostname]);
  tools = openTools(live);
}

async function work({ lane, payload }: Task): Promise<void> {
  const before = process.cpuUsage();
  const outcome = await attempt(
    LANES[lane] as (payload: unknown, tools: TrialTools) => Promise<unknown>,
    payload,
  );
  const { user, system } = process.cpuUsage(before);
  process.send!({ ...outcome, egress: egress.attempts.splice(0), cpuMs: (user + system) / 1_000 });
}

async function attempt(run: (payload: unknown, tools: TrialTools) => Promise<unknown>, payload: unknown) {
  try {
    return { value: await run(payload, tools), error: null };
  } catch (error) {
    return { value: null, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
