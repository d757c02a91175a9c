import { afterEach, beforeEach, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { databaseOf, type TestDatabase } from "../../testing/test-database.ts";
import { notify } from "./inbox-queries.ts";
import { createInbox, type Inbox } from "./inbox-service.ts";

const MINE = `0x${"a".repeat(40)}`;
const OTHERS = `0x${"b".repeat(40)}`;

let database: TestDatabase;
let store: Store;
let inbox: Inbox;
const faults: unknown[] = [];
beforeEach(async () => {
  database = await databaseOf(":memory:");
  store = await openStore(database.place, () => "epoch");
  const now = () => Date.parse("2026-11-26T12:00:00.000Z");
  inbox = createInbox({ store, now, onFault: (fault) => faults.push(fault), everyMs: 10 });
});
afterEach(async () => {
  await inbox.close();
  await store.close();
  await database.remove();
  expect(faults).toEqual([]);
});

/** Two notices have one time, so that a page may end between them. */
const timeOf = (n: number) =>
  new Date(Date.parse("2026-11-26T10:00:00.000Z") + Math.floor(n / 2)).toISOString();
const tell = (account: string, n: number) =>
  notify(store.db, {
    ...{ id: `n-${String(n).padStart(3, "0")} of ${account}`, account, org: null, kind: "watch.fired" },
    ...{ facts: { n }, at: timeOf(n) },
  });

test("an inbox is read page by page, newest first, and every notice once", async () => {
  for (let n = 0; n < 121; n++) await tell(MINE, n);
  await tell(OTHERS, 0);
  const seen: unknown[] = [];
  for (let before: string | null = null, pages = 0; ; pages++) {
    const page = await inbox.page(MINE, before);
    expect(page.unread).toBe(121);
    seen.push(...page.items.map(({ facts }) => facts.n));
    before = page.before;
    if (before !== null) continue;
    expect(pages).toBe(2);
    break;
  }
  expect(seen).toEqual(Array.from({ length: 121 }, (_, index) => 120 - index));
});

test("what is told twice by one id is one notice", async () => {
  await tell(MINE, 1);
  await tell(MINE, 1);
  expect((await inbox.page(MINE, null)).items).toHaveLength(1);
});

test("notices are marked read one by one or all at once, and only one's own", async () => {
  for (const n of [1, 2, 3]) await tell(MINE, n);
  await tell(OTHERS, 1);
  const [newest] = (await inbox.page(MINE, null)).items;
  expect(await inbox.read(MINE, [newest!.id, `n-001 of ${OTHERS}`])).toEqual({ unread: 2 });
  expect(await inbox.state(OTHERS)).toEqual({ unread: 1 });
  expect(await inbox.read(MINE, null)).toEqual({ unread: 0 });
  expect((await inbox.page(MINE, null)).items.every(({ readAt }) => readAt !== null)).toBe(true);
  expect(await inbox.state(OTHERS)).toEqual({ unread: 1 });
});

test("whoever follows an inbox hears of what others write into it, and nothing of other inboxes", async () => {
  const heard: number[] = [];
  const second = Promise.withResolvers<void>();
  const leave = inbox.follow(MINE, ({ unread }) => {
    heard.push(unread);
    if (unread === 2) second.resolve();
  });
  await tell(OTHERS, 1);
  await tell(MINE, 1);
  await tell(MINE, 2);
  await second.promise;
  expect(heard.at(-1)).toBe(2);
  leave();
});
