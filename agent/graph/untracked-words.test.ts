import { createHash } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { keccakText } from "@necto/tools/core/digest";
import { describe, expect, test } from "vitest";
import { sqliteCheckpointer } from "../store/checkpointer.ts";
import { startConversation } from "../testing/conversation.ts";

/** Nothing that a frame, a template or a source would ever say. */
const CANARY = "quetzalcoatlus";

const MESSAGES = [
  `cheapest H100 in EU under $3 ${CANARY}`,
  `my name is ${CANARY} and I want an H100 in Germany`,
  `${CANARY}`,
  `why is ${CANARY} not first?`,
  `book the one from ${CANARY}`,
  `set the price of ${CANARY} to 1.95`,
  `H100 ${CANARY}9000 in ${CANARY}land for ${CANARY} euros`,
];

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
/** The words and every digest of them that a trace might hold. */
const tracesOf = (message: string): string[] =>
  [message, message.trim(), JSON.stringify(message), CANARY].flatMap((text) => [
    sha256(text),
    keccakText(text).slice(2),
    Buffer.from(text).toString("base64"),
  ]);

describe.each(MESSAGES)("of the words %j", (message) => {
  test.each(["untracked", "tracked"] as const)(
    "nothing is in events, steps, memory or checkpoints of an %s run",
    async (mode) => {
      const database = new DatabaseSync(":memory:");
      const conversation = startConversation({ mode, durable: sqliteCheckpointer(database) });
      await conversation.say("H100 in EU");
      const { events, steps, thread, reply, understanding } = await conversation.say(message);
      const checkpoints = dump(database);
      if (mode === "untracked") expect(checkpoints).toBe("[]");
      const kept = JSON.stringify([events, steps, thread, reply, understanding]) + checkpoints;
      expect(kept.toLowerCase()).not.toContain(CANARY);
      for (const trace of tracesOf(message)) expect(kept).not.toContain(trace);
    },
  );
});

/** Every cell of every table, blobs as text. */
function dump(database: DatabaseSync): string {
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const rows = tables.flatMap(({ name }) => database.prepare(`select * from "${name}"`).all());
  return JSON.stringify(
    rows.map((row) =>
      Object.values(row).map((cell) => (cell instanceof Uint8Array ? Buffer.from(cell).toString() : cell)),
    ),
  );
}
