import { NectoError } from "@necto/tools/errors";
import type { ChangeView } from "@necto/tools/protocol/change";
import type { ChangeState } from "../../graph/listing-desk.ts";
import type { Store } from "../../store/open-store.ts";
import { type Change, findChange, hasPendingChange, insertChange, listChanges } from "./change-queries.ts";

/** How long a card waits for its provider's word. */
export const CHANGE_LASTS_MS = 600_000;

/** A run that asks for its provider's word. */
export interface AskingRun {
  readonly runId: string;
  readonly threadId: string;
  readonly owner: string;
  readonly interruptId: string;
}

/** Keeps what providers are asked, and tells of it; answers come in by `answer-change.ts` only. */
export interface ChangeCards {
  readonly request: (asking: AskingRun, change: ChangeState) => Promise<ChangeView>;
  /** @throws NectoError `request/not-found` */
  readonly view: (id: string) => Promise<ChangeView>;
  /** Of a thread, oldest first. */
  readonly list: (threadId: string) => Promise<readonly ChangeView[]>;
  readonly isPending: (threadId: string) => Promise<boolean>;
}

export function createChangeCards({ db }: Store, now: () => number): ChangeCards {
  const iso = (epochMs: number) => new Date(epochMs).toISOString();

  function toView(change: Change): ChangeView {
    const { id, threadId, runId, status, voidReason, requestedAt, expiresAt, diffs, result } = change;
    const isOver = status === "pending" && now() >= Date.parse(expiresAt);
    return {
      ...{ id, threadId, runId, voidReason, requestedAt, expiresAt, diffs: [...diffs] },
      status: isOver ? "expired" : status,
      result: result && { ...result, runId: change.resumeRunId },
    };
  }

  async function view(id: string): Promise<ChangeView> {
    const change = await findChange(db, id);
    if (change === null) throw noChange(id);
    return toView(change);
  }

  return {
    view,
    async request({ runId, threadId, owner, interruptId }, { changeId, diffs }) {
      const at = now();
      await insertChange(db, {
        ...{ id: changeId!, threadId, runId, interruptId, owner, diffs },
        ...{ requestedAt: iso(at), expiresAt: iso(at + CHANGE_LASTS_MS) },
      });
      return view(changeId!);
    },
    list: async (threadId) => (await listChanges(db, threadId)).map(toView),
    isPending: (threadId) => hasPendingChange(db, threadId, iso(now())),
  };
}

export const noChange = (id: string): NectoError =>
  new NectoError({ code: "request/not-found", message: `There is no change ${id.slice(0, 80)}.` });
