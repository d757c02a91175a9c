import type { StatusView } from "@necto/tools/protocol/api";
import type { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { WitnessView } from "@necto/tools/protocol/witness-view";
import type { Agent } from "../agent.ts";
import type { Accounts } from "../features/accounts/account-service.ts";
import type { ApiKeys } from "../features/api-keys/api-key-service.ts";
import type { AuditService } from "../features/audit/audit-service.ts";
import type { Booking } from "../features/booking/create-booking.ts";
import type { Changes } from "../features/changes/create-changes.ts";
import type { Earnings } from "../features/earnings/earnings-service.ts";
import type { Inbox } from "../features/inbox/inbox-service.ts";
import type { OpenListings } from "../features/listings/open-listings.ts";
import type { Mandates } from "../features/mandates/create-mandates.ts";
import type { Policies } from "../features/policy/policy-service.ts";
import type { Spend } from "../features/spend/spend-service.ts";
import type { Teams } from "../features/teams/create-teams.ts";
import type { OpenWatches } from "../features/watches/open-watches.ts";
import type { Store } from "../store/open-store.ts";
import type { TraceService } from "../traces/trace-service.ts";
import type { DecisionArchive } from "./decision-archive.ts";
import type { FeedHub } from "./feed-hub.ts";
import type { LiveMarket } from "./live-market.ts";
import type { RunService } from "./run-service.ts";
import type { SessionSockets } from "./session-sockets.ts";

/** What the routes of one server share. */
export interface AppContext {
  readonly agent: Agent;
  readonly store: Store;
  readonly hub: FeedHub;
  readonly liveMarket: LiveMarket;
  readonly runs: RunService;
  readonly decisions: DecisionArchive;
  readonly traces: TraceService;
  readonly traceHub: FeedHub<TraceStatus>;
  readonly accounts: Accounts;
  readonly apiKeys: ApiKeys;
  readonly sessionSockets: SessionSockets;
  /** Says itself where there are no organisations. */
  readonly teams: Teams;
  readonly audit: AuditService;
  /** Null where nothing can be booked. */
  readonly booking: Booking | null;
  /** Null where there is no registry to list on. */
  readonly listings: OpenListings | null;
  /** Null where nothing can be listed. */
  readonly changes: Changes | null;
  /** Null where nothing can be booked. */
  readonly earnings: Earnings | null;
  /** Null where nothing can be booked. */
  readonly policies: Policies | null;
  readonly inbox: Inbox;
  readonly watches: OpenWatches;
  readonly spend: Spend | null;
  /** Null where nothing can be booked. */
  readonly mandates: Mandates | null;
  readonly witness: WitnessView;
  readonly status: StatusView;
  readonly now: () => number;
  readonly newId: (kind: string) => string;
  readonly onFault: (error: unknown) => void;
}
