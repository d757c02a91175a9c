import { conformStorage } from "./conformance.ts";
import { openZeroGBench } from "./testing/zero-g-bench.ts";

conformStorage({
  name: "0G Storage on two shards through its SDK",
  open: () => openZeroGBench(2),
  deadlineMs: 55_000,
  shortDeadlineMs: 5_000,
});
