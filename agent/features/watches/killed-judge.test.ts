import { expect, test } from "vitest";
import { tempFolder } from "../../testing/temp-folder.ts";
import { databaseOf } from "../../testing/test-database.ts";
import { expectEachCrossingOnce, judgeFrom, prepareWatches } from "./testing/judges.ts";

test("each crossing fires once when the process that judges is killed again and again", async () => {
  const folder = await tempFolder();
  const { place } = await databaseOf(folder.path);
  await prepareWatches(place);
  let step = 0;
  for (const enough of [30, 80, 55, 90]) {
    const reached = await judgeFrom(place, Math.max(0, step - 2), enough);
    expect(reached).toBeGreaterThan(step);
    step = reached;
  }
  await judgeFrom(place, step - 2);
  await expectEachCrossingOnce(place);
  await folder.remove();
});
