import { sql } from "kysely";
import { Client, type ClientConfig } from "pg";
import { z } from "zod";
import { type Ears, Notice, type Notices } from "./notices.ts";

const CHANNEL = "necto";
/** A connection that died without a word is noticed by then. */
const PING_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

const Payload = z.object({ from: z.string(), notice: Notice });

/**
 * Notices by `NOTIFY`, which PostgreSQL delivers when the transaction is committed, and not at all when it is rolled
 * back. A connection of its own listens; when it breaks another one takes its place.
 *
 * @param processId whose own notices are not heard
 */
export function postgresNotices(config: ClientConfig, processId: string): Notices {
  return {
    async send(db, notice) {
      const payload = JSON.stringify({ from: processId, notice });
      await sql`select pg_notify(${CHANNEL}, ${payload})`.execute(db);
    },
    listen: (ears) => listen(config, processId, ears),
  };
}

async function listen(
  config: ClientConfig,
  processId: string,
  { onNotice, onGap }: Ears,
): Promise<() => Promise<void>> {
  const closing = new AbortController();

  async function connect(): Promise<{ readonly client: Client; readonly broken: Promise<void> }> {
    const client = new Client({ ...config, query_timeout: PING_MS });
    const broken = new Promise<void>((resolve) => {
      client.once("error", () => resolve());
      client.once("end", () => resolve());
    });
    client.on("notification", ({ payload }) => {
      const told = parsePayload(payload);
      if (told && told.from !== processId) onNotice(told.notice);
    });
    try {
      await client.connect();
      await client.query(`LISTEN ${CHANNEL}`);
    } catch (error) {
      await client.end().catch(() => {});
      throw error;
    }
    return { client, broken };
  }

  async function follow(first: Awaited<ReturnType<typeof connect>>): Promise<void> {
    let now = first;
    for (;;) {
      await untilBroken(now, closing.signal);
      await now.client.end().catch(() => {});
      const next = await reconnect();
      if (!next) return;
      now = next;
      onGap();
    }
  }

  async function reconnect() {
    for (let pauseMs = FIRST_PAUSE_MS; !closing.signal.aborted; pauseMs *= 2) {
      try {
        return await connect();
      } catch {
        // Whoever needs the database meanwhile says that it is away; here there is only waiting for it.
        await pause(Math.min(pauseMs, LONGEST_PAUSE_MS), closing.signal);
      }
    }
    return null;
  }

  const following = follow(await connect());
  return async () => {
    closing.abort();
    await following;
  };
}

/** Asks for a sign of life now and then: a broken network tells nobody. */
async function untilBroken(
  { client, broken }: { readonly client: Client; readonly broken: Promise<void> },
  closing: AbortSignal,
): Promise<void> {
  let isBroken = false;
  const over = broken.then(() => {
    isBroken = true;
  });
  while (!isBroken && !closing.aborted) {
    await Promise.race([over, pause(PING_MS, closing)]);
    if (isBroken || closing.aborted) return;
    await client.query("select 1").catch(() => {
      isBroken = true;
    });
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}

function parsePayload(text: string | undefined): z.output<typeof Payload> | null {
  try {
    return Payload.safeParse(JSON.parse(text ?? "")).data ?? null;
  } catch {
    return null;
  }
}
