import { openStore } from "../store/open-store.ts";
import { appendRunEvents } from "../store/runs.ts";

/** Appends to one run until it is killed, and prints every seq once it is acknowledged. Arguments: what `openStore` takes, run id. */
const [place, runId] = process.argv.slice(2) as [string, string];
const store = await openStore(place, () => "unused");
for (let seq = 1; ; seq++) {
  await appendRunEvents(store, runId, [
    { seq, event: { type: "STEP_STARTED", timestamp: seq, stepName: "rank" } },
  ]);
  process.stdout.write(`${seq}\n`);
}
