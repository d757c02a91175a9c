import type { StatusView } from "@necto/tools/protocol/api";
import type { Agent } from "../agent.ts";
import type { Store } from "../store/open-store.ts";
import type { FeedHub } from "./feed-hub.ts";
import type { LiveMarket } from "./live-market.ts";
import type { RecentDecisions } from "./recent-decisions.ts";
import type { RunService } from "./run-service.ts";

/** What the routes of one server share. */
export interface AppContext {
  readonly agent: Agent;
  readonly store: Store;
  readonly hub: FeedHub;
  readonly liveMarket: LiveMarket;
  readonly runs: RunService;
  readonly decisions: RecentDecisions;
  readonly status: StatusView;
  readonly now: () => number;
  readonly newId: (kind: string) => string;
  readonly onFault: (error: unknown) => void;
}
