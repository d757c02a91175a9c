import { test } from "vitest";
import { databaseOf } from "../../testing/test-database.ts";
import { expectEachCrossingOnce, judgeFrom, prepareWatches } from "./testing/judges.ts";

test("each crossing fires once when two processes judge at once, and one of them is killed", async () => {
  const { place, remove } = await databaseOf(":memory:");
  await prepareWatches(place);
  const [, step] = await Promise.all([judgeFrom(place, 0), judgeFrom(place, 0, 100)]);
  await judgeFrom(place, step);
  await expectEachCrossingOnce(place);
  await remove();
});
