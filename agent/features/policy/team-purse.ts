import { type EscrowDoor, readJob } from "@necto/tools/chain/escrow";
import { utcDayOf } from "@necto/tools/core/utc-day";
import { NectoError } from "@necto/tools/errors";
import type { Order } from "@necto/tools/protocol/order";
import type { Role } from "@necto/tools/protocol/team";
import type { Hex } from "viem";
import { plainName } from "../../graph/plain.ts";
import type { Store } from "../../store/open-store.ts";
import { findThread } from "../../store/threads.ts";
import { findBookedJob } from "../booking/job-queries.ts";
import type { TeamRoles } from "../teams/team-roles.ts";
import { listSpent, monthOf } from "./budget-queries.ts";
import { type Charge, hasCharge, holdTeam, insertCharge, sumCharges, sumJob } from "./charge-queries.ts";
import { judgePolicy, type TeamRefusal } from "./judge-policy.ts";
import type { TeamStanding } from "./note-on-search.ts";
import { findPolicy, findTeamName } from "./policy-queries.ts";
import { findAllowance, takeAllowance } from "./request-queries.ts";
import { objectionText, type TeamObjection } from "./team-words.ts";
import { tellReached } from "./tell-reached.ts";

type Db = Store["db"];

/** Who is what, and whom a team's Admins are told by. */
export interface TeamAccess extends TeamRoles {
  /** Addresses in lower case. */
  readonly adminsOf: (org: string) => Promise<readonly string[]>;
}

export interface TeamPurseOptions {
  readonly store: Pick<Store, "db">;
  /** Null where there are no roles: then nobody books for a team. */
  readonly access: TeamAccess | null;
  readonly door: EscrowDoor;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What a team's members may agree to, held against its policy, budgets and what they agreed to before. */
export interface TeamPurse {
  /** What stands against an order of a thread; empty for a thread of no team. It holds nothing: `forOrder` does. */
  readonly objections: (threadId: string, order: Order) => Promise<readonly TeamObjection[]>;
  /** Whose conversation a thread is, and what that team allows; null for a thread of no team. */
  readonly standing: (threadId: string) => Promise<TeamStanding | null>;
  /**
   * Reads who asks; what it gives writes the order down for the team in the transaction of its approval, or takes that back.
   * Null for a thread of no team.
   *
   * @throws NectoError `policy/…` (the rule), by what is given
   */
  readonly forOrder: (threadId: string, order: Order) => Promise<ChargeOrder | null>;
  /** The same of an extension, in the transaction that records it. */
  readonly forExtension: (extension: {
    readonly jobId: string;
    readonly amountUsdMicros: number;
  }) => Promise<ChargeExtension | null>;
}

export type ChargeOrder = (
  transaction: Db,
  charged: { readonly approvalId: string; readonly jobId: string },
) => Promise<void>;
export type ChargeExtension = (transaction: Db, intentId: string) => Promise<void>;

/** A member who is about to agree to something; what the chain says of it is read before any transaction. */
interface Spender {
  readonly org: string;
  readonly team: string;
  /** Null once its account is deleted. */
  readonly member: string | null;
  readonly role: Role | null;
  readonly admins: readonly string[];
}

interface Spend {
  readonly source: string;
  readonly country: string | null;
  readonly rateUsdMicrosPerHour: number;
  readonly gpus: number;
  readonly amountUsdMicros: number;
  readonly jobId: string | null;
  readonly payee: string;
  readonly gpu: string;
}

export function createTeamPurse({ store, access, door, now }: TeamPurseOptions): TeamPurse {
  async function spender(org: string, member: string | null): Promise<Spender> {
    const role = member === null ? null : ((await access?.roleOf(org, member)) ?? null);
    const team = plainName((await findTeamName(store.db, org)) ?? "") || "This team";
    return { org, team, member, role, admins: (await access?.adminsOf(org)) ?? [] };
  }

  async function ofThread(threadId: string): Promise<Spender | null> {
    const thread = await findThread(store, threadId);
    return thread?.org ? spender(thread.org, thread.owner) : null;
  }

  /** Every rule against it, and the allowance that it would use. */
  async function judge(db: Db, { org, member, role }: Spender, spend: Spend) {
    const { policy } = await findPolicy(db, org);
    const { source, country, rateUsdMicrosPerHour, gpus, amountUsdMicros, jobId, payee, gpu } = spend;
    const day = utcDayOf(now());
    const budgets = await listSpent(db, { org, member, now: now() });
    const jobUsdMicros = jobId === null ? 0 : await sumJob(db, jobId);
    const isAbove =
      policy.adminAboveUsdMicros !== null && jobUsdMicros + amountUsdMicros > policy.adminAboveUsdMicros;
    // An allowance is for an order; what is extended goes above the limit with an Admin only.
    const allowance =
      isAbove && role !== "admin" && jobId === null && member !== null
        ? await findAllowance(db, {
            ...{ org, member, payee, gpu, source, totalUsdMicros: amountUsdMicros },
            at: new Date(now()).toISOString(),
          })
        : null;
    const refusals = judgePolicy(policy, {
      ...{ role, source, country, rateUsdMicrosPerHour, gpus, amountUsdMicros, jobUsdMicros, budgets },
      teamTodayUsdMicros: await sumCharges(db, { org, member: null, ...day }),
      memberTodayUsdMicros: member === null ? 0 : await sumCharges(db, { org, member, ...day }),
      allowedUsdMicros: allowance?.maxTotalUsdMicros ?? null,
    });
    return { refusals, allowance, budgets };
  }

  async function charge(
    db: Db,
    {
      spender,
      spend,
      as,
    }: { readonly spender: Spender; readonly spend: Spend } & {
      readonly as: Pick<Charge, "id" | "jobId" | "kind">;
    },
  ): Promise<void> {
    const { org, member, admins } = spender;
    await holdTeam(db, org);
    if (await hasCharge(db, as.id)) return;
    const { refusals, allowance, budgets: before } = await judge(db, spender, spend);
    if (refusals.length > 0) throw refused(refusals.map((refusal) => ({ ...refusal, ...spender })));
    if (allowance !== null && !(await takeAllowance(db, allowance.id, as.id)))
      throw new Error(`Allowance ${allowance.id} was used while its team was held.`);
    const at = new Date(now()).toISOString();
    await insertCharge(db, { ...as, org, member, amount: spend.amountUsdMicros, at });
    const budgets = before.map((budget) => ({
      ...budget,
      spentUsdMicros: budget.spentUsdMicros + spend.amountUsdMicros,
    }));
    await tellReached(db, { org, budgets, admins, at, month: monthOf(now()).month });
  }

  return {
    async objections(threadId, order) {
      const who = await ofThread(threadId);
      if (who === null) return [];
      const { refusals } = await judge(store.db, who, spendOf(order));
      return refusals.map((refusal) => ({ ...refusal, org: who.org, team: who.team }));
    },
    async standing(threadId) {
      const who = await ofThread(threadId);
      return who && { team: who.team, role: who.role, policy: (await findPolicy(store.db, who.org)).policy };
    },
    async forOrder(threadId, order) {
      const who = await ofThread(threadId);
      if (who === null) return null;
      return (db, { approvalId, jobId }) =>
        charge(db, { spender: who, spend: spendOf(order), as: { id: approvalId, jobId, kind: "order" } });
    },
    async forExtension({ jobId, amountUsdMicros }) {
      const booked = await findBookedJob(store.db, jobId);
      if (!booked?.org) return null;
      const [who, job] = [await spender(booked.org, booked.member), await readJob(door, jobId as Hex)];
      const { offerId, country, gpuCount, units, gpu } = booked.order;
      const spend: Spend = {
        ...{ country, gpus: gpuCount * units, gpu, payee: booked.payee, jobId, amountUsdMicros },
        // Ids of offers begin with their source.
        source: offerId.split(":")[0]!,
        rateUsdMicrosPerHour: Number(job?.rate ?? 0n),
      };
      return (db, intentId) =>
        charge(db, { spender: who, spend, as: { id: intentId, jobId, kind: "extension" } });
    },
  };
}

const spendOf = (order: Order): Spend => ({
  ...{ source: order.source, country: order.country, gpu: order.gpu, payee: order.payee, jobId: null },
  ...{ rateUsdMicrosPerHour: order.rateUsdMicrosPerHour, gpus: order.gpuCount * order.units },
  amountUsdMicros: order.totalUsdMicros,
});

const refused = (objections: readonly (TeamRefusal & { org: string; team: string })[]): NectoError =>
  new NectoError({
    code: `policy/${objections[0]!.reason}`,
    message: `${objections.map(objectionText).join(" ")} Nothing was paid.`,
    meta: { reasons: objections.map(({ reason }) => reason) },
  });
