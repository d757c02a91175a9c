import type { SpendDesk } from "../../graph/spend-desk.ts";
import type { Store } from "../../store/open-store.ts";
import type { Indexer } from "../booking/index/create-indexer.ts";
import { dayText } from "../earnings/periods.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import { readGroups, readJobs } from "./read-spend.ts";
import { scopeFor } from "./scope-for.ts";
import { sumOf } from "./scoped-spend.ts";

export interface SpendDeskOptions {
  readonly store: Pick<Store, "db">;
  readonly indexer: Indexer;
  readonly teams: TeamRoles;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;

/** A conversation's door to what was spent: the page's figures, for whoever the conversation is of. */
export function createSpendDesk({ store, indexer, teams, now }: SpendDeskOptions): SpendDesk {
  return {
    async spent({ account, org }, { from, to, by, gpuModels }) {
      const role = org === null ? null : await teams.roleOf(org, account);
      if (org !== null && role === null) return null;
      await indexer.poll();
      const scope = scopeFor(account, org === null ? null : { org, role: role! });
      // The books are told by whole days: the one in which a time begins, and the last one that it touches.
      const first = from === null ? 0 : Math.floor(Date.parse(from) / DAY_MS);
      const last = Math.ceil((to === null ? now() : Date.parse(to)) / DAY_MS) - 1;
      const days = { first, last };
      const all = await readJobs(store, { key: indexer.key, scope }, days);
      const jobs = gpuModels.length === 0 ? all : all.filter(({ order }) => isOneOf(order.gpu, gpuModels));
      return {
        ...{ ...sumOf(jobs, days), from: from === null ? null : dayText(first), to: dayText(last) },
        isOfAll: scope.org === null || scope.member === null,
        groups:
          by === null ? [] : readGroups(jobs, days, by).filter(({ spentUsdMicros }) => spentUsdMicros > 0),
      };
    },
  };
}

/** `H100` is `H100 SXM` too, and never `H1000`. */
const isOneOf = (gpu: string, models: readonly string[]): boolean =>
  models.some((model) => gpu === model || gpu.startsWith(`${model} `));
