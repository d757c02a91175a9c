import type { Accounts } from "../features/accounts/account-service.ts";
import type { TeamRoles } from "../features/teams/team-roles.ts";

/** A session ends or a role is taken, here or in another process, or a time runs out: what it held open is closed by then. */
export const SESSION_SWEEP_MS = 3_000;

/** An open socket of a signed-in page. */
export interface SessionSocket {
  readonly close: () => void;
  /** Closes its channels of organisations that it may follow no more. */
  readonly recheck: (roleOf: TeamRoles["roleOf"]) => Promise<void>;
}

export interface SweepBy {
  readonly stillOpen: Accounts["stillOpen"];
  /** As the chain says now. */
  readonly roleNow: TeamRoles["roleOf"];
}

/** The open sockets of signed-in pages, by session. */
export interface SessionSockets {
  /** Closes it when the session ends. Returns the function that forgets it. */
  readonly add: (sessionId: string, socket: SessionSocket) => () => void;
  /** Closes the sockets of a session that has ended. */
  readonly end: (sessionId: string) => void;
  /** Closes the sockets of all sessions that are not open any more, and what the others may follow no more. */
  readonly sweep: (by: SweepBy) => Promise<void>;
}

export function createSessionSockets(): SessionSockets {
  const bySession = new Map<string, Set<SessionSocket>>();

  function end(sessionId: string): void {
    for (const { close } of bySession.get(sessionId) ?? []) close();
    bySession.delete(sessionId);
  }

  return {
    add(sessionId, socket) {
      const sockets = bySession.get(sessionId) ?? new Set();
      bySession.set(sessionId, sockets.add(socket));
      return () => {
        sockets.delete(socket);
        if (sockets.size === 0 && bySession.get(sessionId) === sockets) bySession.delete(sessionId);
      };
    },
    end,
    async sweep({ stillOpen, roleNow }) {
      const ids = [...bySession.keys()];
      const open = new Set(await stillOpen(ids));
      for (const id of ids) if (!open.has(id)) end(id);
      const roleOf = askedOnce(roleNow);
      const sockets = [...bySession.values()].flatMap((ofSession) => [...ofSession]);
      await Promise.all(sockets.map(({ recheck }) => recheck(roleOf)));
    },
  };
}

/** Asks the chain once for each member, however many of its sockets are open. */
function askedOnce(roleNow: TeamRoles["roleOf"]): TeamRoles["roleOf"] {
  const asked = new Map<string, ReturnType<TeamRoles["roleOf"]>>();
  return (org, address) => {
    const key = `${org} ${address}`;
    const role = asked.get(key) ?? roleNow(org, address);
    asked.set(key, role);
    return role;
  };
}
