import { movesPriceFar } from "@necto/tools/core/describe-diff";
import { digestOf } from "@necto/tools/core/digest";
import type { OwnListing } from "@necto/tools/core/listing-draft";
import { NectoError } from "@necto/tools/errors";
import type { ChangeDecision, ChangeView } from "@necto/tools/protocol/change";
import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import { recordOwn } from "../audit/own-acts-queries.ts";
import { answerOnce, type MoneyAnswer } from "../booking/idempotency-queries.ts";
import { inTurn } from "../booking/in-turn.ts";
import { type ChangeCards, noChange } from "./change-cards.ts";
import {
  type Change,
  decideChange,
  findChange,
  listOpenChanges,
  saveChangeResult,
  saveChangeRun,
} from "./change-queries.ts";

export interface AnswerChangeOptions {
  readonly store: Store;
  readonly cards: ChangeCards;
  readonly runs: Pick<RunService, "resume">;
  /** The provider's listings as they are now. */
  readonly mine: (owner: string) => Promise<readonly OwnListing[]>;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

export interface AnsweringChange {
  readonly id: string;
  readonly decision: ChangeDecision;
  /** The `Idempotency-Key` header. */
  readonly key: string;
}

/** Takes the answers to changes: each once. */
export interface ChangeAnswers {
  /**
   * @returns the card as it is then, byte for byte the same for every repeat of a key
   * @throws NectoError `request/change-…` (409) when it is decided, expired, void, or moves a price far without a tick
   */
  readonly answer: (answering: AnsweringChange) => Promise<MoneyAnswer>;
  /** Goes on with what was agreed to before a crash. Call once, when runs can start. */
  readonly recover: () => Promise<void>;
}

const ROUTE = "POST /api/changes/:id";

export function createChangeAnswers(options: AnswerChangeOptions): ChangeAnswers {
  const { store, cards, runs, mine, now, onFault } = options;
  const iso = (): string => new Date(now()).toISOString();

  async function take({ id, decision, key }: AnsweringChange): Promise<MoneyAnswer> {
    const change = await findChange(store.db, id);
    if (change === null) throw noChange(id);
    return runs.resume(change.threadId, async (runId) => {
      // A repeat gets its first answer whatever has become of the change since.
      const prepared = await prepare(change, decision, runId).catch((error: unknown) => ({ error }));
      const request = { principal: change.owner, route: ROUTE, key, at: iso() };
      const body = JSON.stringify({ id, ...decision });
      const { isReplay, ...given } = await answerOnce(store.db, { ...request, body }, async (db) => {
        if ("error" in prepared) throw prepared.error;
        const { status } = prepared;
        const isMine = await decideChange(db, id, {
          status: status as "applied" | "discarded",
          ...{ resumeRunId: runId!, at: iso() },
        });
        if (!isMine) throw decided(change);
        await recordOwn(db, change.owner, {
          ...{ action: `change.${status}`, target: id, at: iso(), facts: { listings: change.diffs.length } },
        });
        return { status: 202, body: JSON.stringify(prepared) };
      });
      const go = isReplay
        ? null
        : {
            consent: consentOf(change),
            decision: decision.decision === "apply" ? ("approve" as const) : ("decline" as const),
          };
      return { answer: given, go };
    });
  }

  /** Everything that must hold before an answer counts; the card as it will be. */
  async function prepare(
    change: Change,
    decision: ChangeDecision,
    runId: string | null,
  ): Promise<ChangeView> {
    if (change.status !== "pending") throw decided(change);
    if (runId === null) throw busyThread();
    const view = await cards.view(change.id);
    if (decision.decision === "discard") return { ...view, status: "discarded" };
    await requireUnchanged(change);
    if (movesPriceFar(change.diffs) && !decision.acceptsLargeChange) throw unticked();
    return { ...view, status: "applied", result: { state: "applying", listings: [], problem: null, runId } };
  }

  /** @throws NectoError when it is too late, or the listings are others than were shown: then it is over for good */
  async function requireUnchanged(change: Change): Promise<void> {
    const isLate = now() >= Date.parse(change.expiresAt);
    if (!isLate && (await isUnchanged(change))) return;
    const isMine = await decideChange(store.db, change.id, {
      ...(isLate
        ? { status: "expired" as const }
        : { status: "void" as const, voidReason: "listing-changed" as const }),
      at: iso(),
    });
    if (!isMine) throw decided((await findChange(store.db, change.id)) ?? change);
    throw isLate ? expired() : listingChanged();
  }

  async function isUnchanged({ owner, diffs }: Change): Promise<boolean> {
    const listings = new Map((await mine(owner)).map((listing) => [listing.listingId, listing]));
    return diffs.every(({ listingId, version, before }) => {
      if (listingId === null) return true;
      const now = listings.get(listingId);
      return now?.version === version && digestOf(now.draft) === digestOf(before);
    });
  }

  return {
    answer: inTurn(({ id }) => id, take),
    async recover() {
      for (const change of await listOpenChanges(store.db))
        await runs
          .resume(change.threadId, async (runId) => {
            if (runId !== null) await saveChangeRun(store.db, change.id, runId);
            return { answer: null, go: { consent: consentOf(change), decision: "approve" } };
          })
          .catch(onFault);
    },
  };
}

const consentOf = ({ id, runId, interruptId }: Change) => ({
  kind: "change" as const,
  id,
  runId,
  interruptId,
});

/** What ends a change for good although nobody refused it: a fault on the way. */
export async function failChange({ db }: Store, id: string, error: unknown, at: string): Promise<void> {
  const problem =
    error instanceof NectoError
      ? { code: error.code, message: error.message }
      : { code: "run/internal", message: "The change failed because of a fault in Necto." };
  const change = await findChange(db, id);
  if (change?.result?.state !== "applying") return;
  const { result, owner } = change;
  await db.transaction().execute(async (transaction) => {
    await saveChangeResult(transaction, id, { ...result, state: "failed", problem });
    await recordOwn(transaction, owner, {
      ...{ action: "change.failed", target: id, at, result: "failed", facts: { code: problem.code } },
    });
  });
}

const decided = ({ status }: Pick<Change, "status">): NectoError =>
  new NectoError({
    code: "request/change-decided",
    message: `This change was answered already: it is ${status === "pending" ? "being answered" : status}. Nothing was done a second time.`,
  });

const expired = (): NectoError =>
  new NectoError({
    code: "request/change-expired",
    message: "This change waited for longer than ten minutes. Nothing was changed; say it again.",
  });

const listingChanged = (): NectoError =>
  new NectoError({
    code: "request/change-void",
    message: "A listing was changed since this was shown. Nothing was changed; say it again.",
  });

const unticked = (): NectoError =>
  new NectoError({
    code: "request/change-unticked",
    message: "This moves a price by more than half. Tick that you mean it; the change still waits.",
  });

const busyThread = (): NectoError =>
  new NectoError({
    code: "run/busy",
    message: "This conversation is still working on the last message. Answer again in a moment.",
    retryable: true,
  });
