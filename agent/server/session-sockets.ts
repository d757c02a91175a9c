import type { Accounts } from "../features/accounts/account-service.ts";

/** A session ends here or in another process, or its time runs out: its sockets are closed by then. */
export const SESSION_SWEEP_MS = 3_000;

/** The open sockets of signed-in pages, by session. */
export interface SessionSockets {
  /** Closes it when the session ends. Returns the function that forgets it. */
  readonly add: (sessionId: string, close: () => void) => () => void;
  /** Closes the sockets of a session that has ended. */
  readonly end: (sessionId: string) => void;
  /** Closes the sockets of all sessions that are not open any more. */
  readonly sweep: (stillOpen: Accounts["stillOpen"]) => Promise<void>;
}

export function createSessionSockets(): SessionSockets {
  const bySession = new Map<string, Set<() => void>>();

  function end(sessionId: string): void {
    for (const close of bySession.get(sessionId) ?? []) close();
    bySession.delete(sessionId);
  }

  return {
    add(sessionId, close) {
      const sockets = bySession.get(sessionId) ?? new Set();
      bySession.set(sessionId, sockets.add(close));
      return () => {
        sockets.delete(close);
        if (sockets.size === 0 && bySession.get(sessionId) === sockets) bySession.delete(sessionId);
      };
    },
    end,
    async sweep(stillOpen) {
      const ids = [...bySession.keys()];
      const open = new Set(await stillOpen(ids));
      for (const id of ids) if (!open.has(id)) end(id);
    },
  };
}
