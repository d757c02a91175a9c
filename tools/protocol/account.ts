import { z } from "zod";
import { Count, IsoTime } from "../core/decimal.ts";
import { Address, Bytes32 } from "./chain-values.ts";

/** What is stored about the account that is signed in, in numbers, and what its deletion waits for: `GET /api/account`. */
export const AccountView = z.object({
  address: Address,
  createdAt: IsoTime,
  stored: z.object({
    sessions: Count,
    /** Tracked ones; an untracked one is nobody's. */
    conversations: Count,
    runs: Count,
    approvals: Count,
    jobs: Count,
    /** Traces on 0G whose commitment is to one of the conversations: as many as there are salts. */
    salts: Count,
  }),
  /** Jobs that are not closed, which an account is needed for. */
  openJobs: z.array(Bytes32),
  /** Organisations with other members, of which it is the only Admin: nobody could give anybody a role there any more. */
  lastAdminOf: z.array(z.object({ id: Bytes32, name: z.string() })),
  /** A run is going, or a payment is on its way. */
  isBusy: z.boolean(),
});
export type AccountView = z.output<typeof AccountView>;

const Row = z.record(z.string(), z.unknown());

/**
 * Everything stored about an account, as the rows of the database say it: `GET /api/account/export`. Without what would open
 * something: no cookie's or key's hash, no signature of a payment.
 */
export const AccountExport = z.object({
  format: z.literal("necto.account/1"),
  exportedAt: IsoTime,
  account: Row,
  sessions: z.array(Row),
  apiKeys: z.array(Row),
  conversations: z.array(Row),
  runs: z.array(Row),
  /** Events of the runs, with the words that were said. */
  events: z.array(Row),
  /** Which decisions the runs took; each is whole in its trace. */
  decisions: z.array(Row),
  approvals: z.array(Row),
  /** What a provider was asked in its conversations, what it lists, and what it changed. Listings stay. */
  changes: z.array(Row),
  listings: z.array(Row),
  listingEdits: z.array(Row),
  /** The agents on a provider's machines, when each was heard of last. */
  heartbeats: z.array(Row),
  /** What the account did, or what was done to it, in its own log and in those of its organisations. */
  acts: z.array(Row),
  inbox: z.array(Row),
  watches: z.array(Row),
  firings: z.array(Row),
  /** Its roles in organisations, which the chain has too, and the invitations that it made or accepted. */
  memberships: z.array(Row),
  invitations: z.array(Row),
  teamPolicies: z.array(Row),
  teamBudgets: z.array(Row),
  teamCharges: z.array(Row),
  orderRequests: z.array(Row),
  /** Where watches tell programs, without the secrets that sign, and what they told. */
  webhooks: z.array(Row),
  deliveries: z.array(Row),
  mandates: z.array(Row),
  mandateOrders: z.array(Row),
  jobs: z.array(Row),
  /** What the decisions of the jobs say that their savings are counted by. */
  jobDecisions: z.array(Row),
  /** With the salts of their commitments: keccak256 of `<salt>:<conversation id>`. */
  traces: z.array(Row),
  /** What was sent to the chain for the jobs and in its name, and what moved there. These stay when an account is deleted. */
  payments: z.array(Row),
  ledger: z.array(Row),
  /** What brokers rented for the jobs, and why the arbiter decided about them. */
  brokerLaunches: z.array(Row),
  resolutions: z.array(Row),
});
export type AccountExport = z.output<typeof AccountExport>;

/** `DELETE /api/account`: what is gone. */
export const AccountDeletion = z.object({ deletedAt: IsoTime, deleted: AccountView.shape.stored });
export type AccountDeletion = z.output<typeof AccountDeletion>;
