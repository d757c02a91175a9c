import { openStore } from "../../../store/open-store.ts";
import { createWatches } from "../watch-service.ts";
import { marketAt, timeOf, wavePath } from "./price-path.ts";

/**
 * Judges the markets of a path from a step on until it is killed or at the end, and prints every step once it is judged.
 * Arguments: what `openStore` takes, the first step, how many there are.
 */
const [place, from, steps] = process.argv.slice(2) as [string, string, string];
const store = await openStore(place, () => "unused");
const watches = createWatches({
  store,
  now: () => timeOf(0),
  newId: (kind) => `${kind}-${crypto.randomUUID()}`,
  snapshot: async () => marketAt(path, 0),
});
const path = wavePath(Number(steps));
for (let step = Number(from); step < path.length; step++) {
  await watches.evaluate(marketAt(path, step));
  process.stdout.write(`${step}\n`);
}
await store.close();
