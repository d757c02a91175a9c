import type { SpendQuery, SpendView } from "@necto/tools/protocol/spend";
import type { Store } from "../../store/open-store.ts";
import { type Principal, requirePrincipal } from "../accounts/principal.ts";
import type { OpenBooking } from "../booking/open-booking.ts";
import type { Teams } from "../teams/create-teams.ts";
import { findOrg } from "../teams/org-queries.ts";
import type { Budgets } from "./budgets.ts";
import { readSpend } from "./read-spend.ts";
import { createDecisionRecorder, type DecisionRecorderOptions } from "./record-decisions.ts";
import { scopeFor } from "./scope-for.ts";

export interface SpendOptions extends Pick<DecisionRecorderOptions, "findDecision"> {
  readonly store: Store;
  readonly booking: OpenBooking;
  readonly teams: Teams;
  readonly budgets: Budgets;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
  /** Decisions are read this often beside what is asked for; never when null. */
  readonly everyMs: number | null;
}

/** What buyers spent, and on what. */
export interface Spend {
  /**
   * Your own tracked jobs; of an organisation all of them for an Admin or a Viewer, and for a User their own.
   *
   * @throws NectoError `auth/sign-in`, `request/not-found` for an organisation that you are nothing in, `request/invalid`
   */
  readonly spend: (
    request: { readonly principal: Principal | null },
    query: SpendQuery,
  ) => Promise<SpendView>;
  /** Resolves when the decisions that can be read are. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export function createSpend(options: SpendOptions): Spend {
  const { store, booking, teams, budgets, now, onFault, everyMs } = options;
  const { key } = booking.indexer;
  const { name, explorerUrl } = booking.chain;
  const chain = { name, explorerUrl, symbol: booking.token.symbol };
  const recorder = createDecisionRecorder({ ...options, key });
  let isClosed = false;

  /** One look after the other, beside who asks. */
  let looking: Promise<void> | null = null;
  const look = (): Promise<void> => {
    looking ??= (async () => {
      while (!isClosed && (await recorder.look()));
    })()
      .catch(onFault)
      .finally(() => {
        looking = null;
      });
    return looking;
  };
  const timer = everyMs === null ? null : setInterval(() => void look(), everyMs);
  timer?.unref();

  return {
    async spend(request, { org, ...query }) {
      const { address } = requirePrincipal(request);
      const role = org === undefined ? null : (await teams.requireRole(request, org, "viewer")).role;
      await booking.indexer.poll();
      const scope = scopeFor(address, org === undefined ? null : { org, role: role! });
      const read = await readSpend(store, { key, scope, now: now() }, query);
      void look();
      if (scope.org === null) return { ...read, chain, budget: null, org: null, isOfAll: true };
      const { org: id, member } = scope;
      return {
        ...{ ...read, chain, isOfAll: member === null },
        org: { id, name: (await findOrg(store.db, id))?.name ?? "Team" },
        budget: await budgets.budgetOf({ org: id, member }, { from: query.from, to: query.to }),
      };
    },
    settled: look,
    async close() {
      isClosed = true;
      if (timer) clearInterval(timer);
      await looking;
    },
  };
}
