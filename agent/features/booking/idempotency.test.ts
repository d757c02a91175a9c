import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { openStore, type Store } from "../../store/open-store.ts";
import { tempFolder } from "../../testing/temp-folder.ts";
import { databaseOf } from "../../testing/test-database.ts";
import { answerOnce, type MoneyAnswer, type MoneyRequest } from "./idempotency-queries.ts";

const execute = promisify(execFile);
const AT = "2026-11-26T10:00:00.000Z";
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(home = ":memory:"): Promise<Store & { readonly place: string }> {
  const database = await databaseOf(home);
  closing.push(database.remove);
  const store = await openStore(database.place, () => "e");
  closing.push(store.close);
  return { ...store, place: database.place };
}

const request = (fields: Partial<MoneyRequest> = {}): MoneyRequest & { at: string } => ({
  ...{
    principal: "alice",
    route: "POST /api/bookings",
    key: "0123456789abcdef",
    body: "{}",
    at: AT,
    ...fields,
  },
});

/** The effect: a row. Its answer is different each time it is made, as one with a time or an id in it is. */
const effect =
  (name: string): Parameters<typeof answerOnce>[2] =>
  async (db) => {
    await db
      .insertInto("meta")
      .values({ key: `effect-${name}-${randomUUID()}`, value: "" })
      .execute();
    return { status: 202, body: JSON.stringify({ id: randomUUID(), name }) };
  };
const effects = async ({ db }: Store) =>
  (await db.selectFrom("meta").select("key").where("key", "like", "effect-%").execute()).length;
const shown = ({ status, body }: MoneyAnswer) => `${status} ${body}`;

test("1,000 repeats at once: one effect, and the same bytes for all", async () => {
  const store = await open();
  const answers = await Promise.all(
    Array.from({ length: 1_000 }, () => answerOnce(store.db, request(), effect("a"))),
  );
  expect(new Set(answers.map(shown)).size).toBe(1);
  expect(answers.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
  expect(await effects(store)).toBe(1);
});

test("two processes that repeat one request 500 times each have one effect, and the same bytes", async () => {
  const folder = await tempFolder();
  closing.push(folder.remove);
  const store = await open(folder.path);
  const script = fileURLToPath(new URL("testing/answer-many.ts", import.meta.url));
  const run = () => execute(process.execPath, [script, store.place, "500", JSON.stringify(request())]);
  const printed = await Promise.all([run(), run()]);
  const answers = printed.flatMap(({ stdout }) => JSON.parse(stdout) as MoneyAnswer[]);
  expect(answers).toHaveLength(1_000);
  expect(new Set(answers.map(shown)).size).toBe(1);
  expect(await effects(store)).toBe(1);
});

test("the same key for another body is refused, and the first answer stays", async () => {
  const store = await open();
  const first = await answerOnce(store.db, request(), effect("a"));
  await expect(answerOnce(store.db, request({ body: "{ }" }), effect("b"))).rejects.toMatchObject({
    code: "request/idempotency-mismatch",
  });
  expect(shown(await answerOnce(store.db, request(), effect("c")))).toBe(shown(first));
  expect(await effects(store)).toBe(1);
});

test("work that throws leaves nothing, and the key can be used again", async () => {
  const store = await open();
  const broken = answerOnce(store.db, request(), async (db) => {
    await effect("half")(db);
    throw new Error("no");
  });
  await expect(broken).rejects.toThrow("no");
  expect(await effects(store)).toBe(0);
  expect((await answerOnce(store.db, request({ body: "other" }), effect("a"))).isReplay).toBe(false);
});

test.each(["", "short", "0123456789abcde f", "ä".repeat(20), "x".repeat(256)])(
  "“%s” is no key",
  async (key) => {
    const store = await open();
    await expect(answerOnce(store.db, request({ key }), effect("a"))).rejects.toMatchObject({
      code: "request/idempotency-key",
    });
  },
);

describe("for any requests in any order, at once", () => {
  const some = fc.record({
    principal: fc.constantFrom("alice", "bob"),
    route: fc.constantFrom("POST /api/bookings", "POST /api/jobs/:id/end"),
    key: fc.constantFrom("key-of-16-letters", "another-16-letters"),
    body: fc.constantFrom("{}", '{"a":1}'),
  });
  test("there is one effect for each principal, route and key, and one answer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(some, { minLength: 1, maxLength: 40 }), async (requests) => {
        const store = await open();
        const outcomes = await Promise.allSettled(
          requests.map((one) => answerOnce(store.db, request(one), effect("a"))),
        );
        const scopes = new Map<string, Set<string>>();
        const bodies = new Map<string, Set<string>>();
        for (const [index, { principal, route, key, body }] of requests.entries()) {
          const outcome = outcomes[index]!;
          const scope = `${principal} ${route} ${key}`;
          if (outcome.status === "rejected") {
            expect(outcome.reason.code).toBe("request/idempotency-mismatch");
            continue;
          }
          scopes.set(scope, (scopes.get(scope) ?? new Set()).add(shown(outcome.value)));
          bodies.set(scope, (bodies.get(scope) ?? new Set()).add(body));
        }
        for (const answers of scopes.values()) expect(answers.size).toBe(1);
        for (const used of bodies.values()) expect(used.size).toBe(1);
        expect(await effects(store)).toBe(scopes.size);
        for (const close of closing.splice(0).reverse()) await close();
      }),
      { numRuns: 40 },
    );
  });
});
