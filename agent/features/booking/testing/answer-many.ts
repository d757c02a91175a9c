// A process of its own that repeats one request many times at once, and prints the answers it got as JSON.
import { randomUUID } from "node:crypto";
import { openStore } from "../../../store/open-store.ts";
import { answerOnce } from "../idempotency-queries.ts";

const [home, times, request] = process.argv.slice(2) as [string, string, string];
const store = await openStore(home, () => "e");
const answers = await Promise.all(
  Array.from({ length: Number(times) }, () =>
    answerOnce(store.db, JSON.parse(request), async (db) => {
      await db
        .insertInto("meta")
        .values({ key: `effect-${randomUUID()}`, value: "" })
        .execute();
      return { status: 202, body: randomUUID() };
    }),
  ),
);
await store.close();
process.stdout.write(JSON.stringify(answers));
