import { utcDayOf } from "@necto/tools/core/utc-day";
import { NectoError } from "@necto/tools/errors";
import type { BudgetChange, BudgetView, PolicyChange, PolicyView } from "@necto/tools/protocol/policy";
import type { Store } from "../../store/open-store.ts";
import { recordAct } from "../audit/act-queries.ts";
import type { Member } from "../teams/require-role.ts";
import { listBudgets, listSpent, monthOf, saveBudget, sumBudget } from "./budget-queries.ts";
import { holdTeam, sumCharges } from "./charge-queries.ts";
import { createOrderRequests, type OrderRequests, type OrderRequestsOptions } from "./order-requests.ts";
import { policyDiff } from "./policy-diff.ts";
import { findPolicy, findTeamName, insertPolicy, listPolicies } from "./policy-queries.ts";
import { tellReached } from "./tell-reached.ts";

export interface PoliciesOptions extends OrderRequestsOptions {
  readonly store: Store;
  /** What can be booked here at all. */
  readonly bookableSources: readonly string[];
}

/** What teams allow, as their members see it and their Admins set it. Who may is asked by the routes. */
export interface Policies {
  readonly view: (member: Member, org: string) => Promise<PolicyView>;
  /** @throws NectoError `policy/changed-meanwhile` when it is no change of the newest version */
  readonly change: (admin: Member, org: string, change: PolicyChange) => Promise<PolicyView>;
  readonly setBudget: (admin: Member, org: string, change: BudgetChange) => Promise<PolicyView>;
  readonly requests: OrderRequests;
}

export function createPolicies(options: PoliciesOptions): Policies {
  const { store, access, bookableSources, now } = options;
  const iso = (): string => new Date(now()).toISOString();

  /** A User is told of no spend but its own. */
  async function budgetsFor({ role, address }: Member, org: string): Promise<BudgetView[]> {
    const budgets = (await listBudgets(store.db, org)).filter(
      ({ member }) => role !== "user" || member === null || member === address,
    );
    return Promise.all(
      budgets.map(async ({ id: _, org: __, ...budget }) => ({
        ...budget,
        spentUsdMicros:
          role === "user" && budget.member === null
            ? null
            : await sumBudget(store.db, { ...budget, org, id: org }, now()),
      })),
    );
  }

  async function view(member: Member, org: string): Promise<PolicyView> {
    const { role, address } = member;
    const [{ version, policy }, history, name] = await Promise.all([
      findPolicy(store.db, org),
      listPolicies(store.db, org),
      findTeamName(store.db, org),
    ]);
    const day = utcDayOf(now());
    return {
      ...{ org, name: name ?? "This team", role, version, policy },
      history: history.map(({ at, ...rest }) => ({ ...rest, at: at! })),
      today: {
        teamUsdMicros: role === "user" ? null : await sumCharges(store.db, { org, member: null, ...day }),
        memberUsdMicros: await sumCharges(store.db, { org, member: address, ...day }),
      },
      ...{ month: monthOf(now()).month, budgets: await budgetsFor(member, org) },
      bookableSources: [...bookableSources],
    };
  }

  return {
    view,
    requests: createOrderRequests(options),
    async change(admin, org, { policy, since }) {
      await store.db.transaction().execute(async (db) => {
        await holdTeam(db, org);
        const before = await findPolicy(db, org);
        if (before.version !== since) throw changedMeanwhile();
        const facts = policyDiff(before.policy, policy);
        if (Object.keys(facts).length === 0) return;
        const version = since + 1;
        const row = { org, version, policy, by: admin.address, at: iso() };
        if (!(await insertPolicy(db, row))) throw changedMeanwhile();
        await act(db, admin, org, { action: "policy.changed", target: `policy/${version}`, facts });
      });
      return view(admin, org);
    },
    async setBudget(admin, org, change) {
      const { member, usdMicros, action, thresholdsBps } = change;
      if (member !== null && (await access.roleOf(org, member)) === null && usdMicros !== null)
        throw noMember(member);
      const admins = await access.adminsOf(org);
      await store.db.transaction().execute(async (db) => {
        await holdTeam(db, org);
        await saveBudget(db, { org, change, at: iso() });
        await act(db, admin, org, {
          ...{ action: "budget.set", subject: member },
          facts: { of: member === null ? "team" : "member", usdMicros, action, bps: thresholdsBps.join(" ") },
        });
        // It may be below what is spent already.
        const budgets = await listSpent(db, { org, member, now: now() });
        await tellReached(db, { org, budgets, admins, at: iso(), month: monthOf(now()).month });
      });
      return view(admin, org);
    },
  };

  function act(
    db: Store["db"],
    { address }: Member,
    org: string,
    done: Pick<Parameters<typeof recordAct>[1], "action" | "facts" | "target" | "subject">,
  ): Promise<number> {
    return recordAct(db, { ...done, scope: `org:${org}`, actor: address, result: "done", at: iso() });
  }
}

const changedMeanwhile = (): NectoError =>
  new NectoError({
    code: "policy/changed-meanwhile",
    message:
      "Somebody else has changed this policy since you opened it. Nothing was saved: look at it again.",
  });
const noMember = (address: string): NectoError =>
  new NectoError({
    code: "request/not-found",
    message: `${address} is no member of this organisation, so there is nothing to limit.`,
  });
