import { NectoError } from "@necto/tools/errors";
import type { CreatedWebhook, WebhookDelivery, WebhookView } from "@necto/tools/protocol/webhook";
import { judgeUrl, type OutboundRules } from "../../outbound/judge-url.ts";
import { type OutsideOptions, postOutside } from "../../outbound/post-outside.ts";
import type { Store } from "../../store/open-store.ts";
import { takeLease } from "../../store/processes.ts";
import { recordAct } from "../audit/act-queries.ts";
import { NO_WATCH_FAILPOINT, type WatchReached } from "./failpoints.ts";
import { signWebhook, toWebhookSecret } from "./sign-webhook.ts";
import { holdWatch } from "./watch-queries.ts";
import type { FiredWatch } from "./watch-service.ts";
import {
  type DeliveryRow,
  type DueDelivery,
  findWebhook,
  hasQueuedTest,
  insertDelivery,
  listDeliveries,
  listDue,
  putWebhook,
  removeWebhook,
  updateDelivery,
  type WebhookRow,
} from "./webhook-queries.ts";

export interface WebhookOptions {
  readonly store: Store;
  readonly rules: OutboundRules & Pick<OutsideOptions, "resolve">;
  readonly now: () => number;
  readonly newId: (kind: string) => string;
  /** 32 random bytes, as `0x…`. */
  readonly newSecret: () => string;
  readonly onFault: (error: unknown) => void;
  readonly reached?: WatchReached;
  /** Pause between two looks at what is due; 0 looks only when asked. */
  readonly everyMs?: number;
}

/** A watch of an account. */
export interface OwnWatch {
  readonly account: string;
  readonly watchId: string;
}

/** Watches that tell programs. Untracked ones tell none: an address would say whose they are. */
export interface Webhooks {
  /** In the place of the one before. Null when there is no such watch. @throws NectoError `request/forbidden-url` */
  readonly set: (of: OwnWatch, url: string) => Promise<CreatedWebhook | null>;
  /** Whether there was one. */
  readonly remove: (of: OwnWatch) => Promise<boolean>;
  /** Sends a message that says it is a test. Null when there is no such webhook. */
  readonly test: (of: OwnWatch) => Promise<WebhookView | null>;
  readonly view: (watchId: string) => Promise<WebhookView | null>;
  /** Queues what a firing tells, in its transaction. */
  readonly enqueue: (transaction: Store["db"], fired: FiredWatch) => Promise<void>;
  /** Tries everything that is due, and resolves when it has been tried. */
  readonly deliver: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const DEADLINE_MS = 10_000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 4 * 3_600_000;
/** So long after it was queued nothing is tried any more. */
const GIVE_UP_MS = 24 * 3_600_000;
const AT_ONCE = 16;
const SHOWN = 10;

/** Pause after so many tries: ten seconds, then three times as long each, four hours at most. */
export const pauseAfter = (tries: number): number =>
  Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 3 ** (tries - 1));

/** Messages wait in the database: they survive a crash, and arrive at least once. One process at a time delivers. */
export function createWebhooks(options: WebhookOptions): Webhooks {
  const { store, rules, now, newId, newSecret, onFault, everyMs = 0, reached = NO_WATCH_FAILPOINT } = options;
  const { db } = store;
  const iso = (epochMs: number = now()) => new Date(epochMs).toISOString();
  let running: Promise<void> | null = null;
  const timer = everyMs > 0 ? setInterval(() => void deliver().catch(onFault), everyMs) : null;

  async function viewOf(row: WebhookRow): Promise<WebhookView> {
    const deliveries = await listDeliveries(db, row.watch_id, SHOWN);
    return { url: row.url, createdAt: row.created_at, deliveries: deliveries.map(toView) };
  }

  const queued = (watchId: string, isTest: boolean, toBody: (id: string) => object): DeliveryRow => {
    const id = newId("message");
    return {
      ...{ id, watch_id: watchId, is_test: isTest ? 1 : 0, body: JSON.stringify(toBody(id)) },
      ...{ state: "queued", tries: 0, problem: null, created_at: iso(), next_try_at: iso() },
    };
  };

  async function attempt({ id, url, secret, body, ...row }: DueDelivery): Promise<void> {
    const timestamp = Math.floor(now() / 1000);
    const headers = {
      ...{ "content-type": "application/json", "user-agent": "necto-webhook/1" },
      ...signWebhook(secret, { id, timestamp, body }),
    };
    reached("webhook-begins");
    const problem = await postOutside({ url, headers, body, deadlineMs: DEADLINE_MS }, rules).then(
      (status) => (status >= 200 && status < 300 ? null : `it answered ${status}`),
      problemOf,
    );
    reached("webhook-answered");
    const tries = row.tries + 1;
    const nextTryAt = now() + pauseAfter(tries);
    const isOver = nextTryAt > Date.parse(row.created_at) + GIVE_UP_MS || row.is_test === 1;
    await updateDelivery(db, {
      ...{ id, tries, problem, state: problem === null ? "delivered" : isOver ? "given-up" : "queued" },
      next_try_at: problem === null || isOver ? null : iso(nextTryAt),
    });
    reached("delivery-kept");
  }

  async function deliverAll(): Promise<void> {
    if (!(await takeLease(store, "webhooks"))) return;
    for (;;) {
      const due = await listDue(db, iso(), AT_ONCE);
      if (due.length === 0) return;
      await Promise.all(due.map(attempt));
    }
  }

  async function deliver(): Promise<void> {
    // What was queued while the last look was going on is looked for by another one.
    await running?.catch(() => {});
    running ??= deliverAll().finally(() => {
      running = null;
    });
    await running;
  }

  return {
    async set({ account, watchId }, wish) {
      const url = judgeUrl(wish, rules).href;
      const secret = toWebhookSecret(newSecret());
      const row = { watch_id: watchId, url, secret, created_at: iso() };
      const isMine = await db.transaction().execute(async (transaction) => {
        if (!(await holdWatch(transaction, { account }, watchId))) return false;
        await putWebhook(transaction, row);
        await recordAct(transaction, {
          ...{ scope: `account:${account}`, action: "webhook.set", actor: account, target: watchId },
          ...{ result: "done", at: row.created_at },
        });
        return true;
      });
      return isMine ? { webhook: await viewOf(row), secret } : null;
    },
    remove: ({ account, watchId }) =>
      db.transaction().execute(async (transaction) => {
        if (!(await holdWatch(transaction, { account }, watchId))) return false;
        return removeWebhook(transaction, watchId);
      }),
    async test({ account, watchId }) {
      const row = await db.transaction().execute(async (transaction) => {
        if (!(await holdWatch(transaction, { account }, watchId))) return null;
        const found = await findWebhook(transaction, watchId);
        const toBody = () => ({ type: "watch.test", timestamp: iso(), data: { watchId } });
        // One at a time: else who asks often has everybody's messages wait for theirs.
        if (found && !(await hasQueuedTest(transaction, watchId)))
          await insertDelivery(transaction, queued(watchId, true, toBody));
        return found;
      });
      if (row === null) return null;
      await deliver();
      return viewOf(row);
    },
    async view(watchId) {
      const row = await findWebhook(db, watchId);
      return row && viewOf(row);
    },
    async enqueue(transaction, { firing, terms, account }) {
      if (account === null || !(await findWebhook(transaction, firing.watchId))) return;
      const toBody = () => ({ type: "watch.fired", timestamp: firing.at, data: { ...firing, terms } });
      await insertDelivery(transaction, queued(firing.watchId, false, toBody));
    },
    deliver,
    async close() {
      if (timer) clearInterval(timer);
      await running;
    },
  };
}

/** In a few words, without anything that the other side wrote. */
function problemOf(error: Error & { code?: string }): string {
  if (error instanceof NectoError) return error.message;
  if (error.name === "TimeoutError") return "it did not answer within 10 seconds";
  return `it could not be reached (${/^[A-Z_0-9]{1,60}$/.exec(error.code ?? "")?.[0] ?? "error"})`;
}

const toView = (row: DeliveryRow): WebhookDelivery => ({
  ...{ id: row.id, isTest: row.is_test === 1, state: row.state, tries: row.tries, problem: row.problem },
  ...{ createdAt: row.created_at, nextTryAt: row.next_try_at },
});
