import type { RunService } from "../../server/run-service.ts";
import type { Store } from "../../store/open-store.ts";
import type { ListingService } from "../listings/listing-service.ts";
import { type ChangeAnswers, createChangeAnswers } from "./answer-change.ts";
import type { ChangeCards } from "./change-cards.ts";

/** What the server's routes use of changes. */
export interface Changes {
  readonly cards: ChangeCards;
  readonly answers: ChangeAnswers;
}

export interface CreateChangesOptions {
  readonly store: Store;
  readonly cards: ChangeCards;
  readonly runs: Pick<RunService, "resume">;
  readonly listings: Pick<ListingService, "mine">;
  readonly now: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Joins what asks for a provider's word, and what takes it. */
export const createChanges = ({ listings, ...options }: CreateChangesOptions): Changes => ({
  cards: options.cards,
  answers: createChangeAnswers({ ...options, mine: listings.mine }),
});
