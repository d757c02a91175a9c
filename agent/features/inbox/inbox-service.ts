import type { InboxPage, InboxState } from "@necto/tools/protocol/inbox";
import type { Store } from "../../store/open-store.ts";
import { countUnread, listInbox, markRead } from "./inbox-queries.ts";

/** What accounts were told, and how much of it is new. */
export interface Inbox {
  /** Newest first. @param before as the page before said it */
  readonly page: (account: string, before: string | null) => Promise<InboxPage>;
  readonly state: (account: string) => Promise<InboxState>;
  /** @param ids null for everything that is there */
  readonly read: (account: string, ids: readonly string[] | null) => Promise<InboxState>;
  /** Hears how much is new whenever that changes, whoever wrote it. Returns the function that ends it. */
  readonly follow: (account: string, listener: (state: InboxState) => void) => () => void;
  readonly close: () => Promise<void>;
}

export interface InboxOptions {
  readonly store: Pick<Store, "db">;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
  /** Pause between two looks at the inboxes that somebody follows. */
  readonly everyMs?: number;
}

const PAGE = 50;
const CURSOR = /^(\d{4}-[\dT:.-]+Z) (.{1,200})$/;

/**
 * Notices are written by many hands, in any process: the inboxes that somebody follows here are looked at every two seconds, all
 * with one query, instead of each writer telling.
 */
export function createInbox({ store, now, onFault, everyMs = 2_000 }: InboxOptions): Inbox {
  const { db } = store;
  const followers = new Map<string, Set<(state: InboxState) => void>>();
  const told = new Map<string, number>();
  let timer: NodeJS.Timeout | null = null;
  let looking: Promise<void> = Promise.resolve();

  const stateOf = async (account: string): Promise<InboxState> => ({
    unread: (await countUnread(db, [account])).get(account) ?? 0,
  });

  async function look(): Promise<void> {
    const unread = await countUnread(db, [...followers.keys()]);
    for (const [account, listeners] of followers) {
      const count = unread.get(account) ?? 0;
      if (told.get(account) === count) continue;
      told.set(account, count);
      for (const listener of listeners) listener({ unread: count });
    }
  }

  function lookAgain(): void {
    timer ??= setTimeout(() => {
      looking = look()
        .catch(onFault)
        .finally(() => {
          timer = null;
          if (followers.size > 0) lookAgain();
        });
    }, everyMs);
  }

  return {
    async page(account, before) {
      const [, at, id] = CURSOR.exec(before ?? "") ?? [];
      const cursor = at !== undefined && id !== undefined ? { at, id } : null;
      const items = await listInbox(db, account, { before: cursor, limit: PAGE + 1 });
      const shown = items.slice(0, PAGE);
      const last = shown.at(-1);
      const more = items.length > PAGE && last ? `${last.at} ${last.id}` : null;
      return { items: shown, before: more, ...(await stateOf(account)) };
    },
    state: stateOf,
    async read(account, ids) {
      await markRead(db, account, { ids, at: new Date(now()).toISOString() });
      return stateOf(account);
    },
    follow(account, listener) {
      const listeners = followers.get(account) ?? new Set();
      followers.set(account, listeners.add(listener));
      // Whoever comes later has asked for the state by itself; the others hear changes only.
      lookAgain();
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || followers.get(account) !== listeners) return;
        followers.delete(account);
        told.delete(account);
      };
    },
    async close() {
      followers.clear();
      if (timer) clearTimeout(timer);
      await looking;
    },
  };
}
