// The worker of `necto chaos --mandates`.
import { runMandateWorker } from "./run-mandate-worker.ts";

await runMandateWorker();
