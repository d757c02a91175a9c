import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import type { ApprovalRecord, Trial } from "../run/trial.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { TEAM } from "../world/trial-team.ts";
import { policyAt } from "./policy-at.ts";
import { rulesBroken } from "./recheck-policy.ts";

const addressOf = (role: Parameters<typeof devAccount>[0]): string => devAccount(role).address.toLowerCase();
const dayOf = (iso: string): string => iso.slice(0, 10);
const sum = (all: readonly ApprovalRecord[]): number =>
  all.reduce((total, { order }) => total + order.totalUsdMicros, 0);

/**
 * What no account may ever see happen, by arithmetic that the agent uses nothing of: an order outside of its team's policy, one
 * that is billed to somebody else, a watch that tells twice or of a price that is not under its line, a payment outside of the
 * mandate that was signed for it.
 */
export function accountProblems(scenario: Scenario, trial: Trial): string[] {
  const agreed = trial.end.approvals.filter(({ status }) => status === "approved");
  return [
    ...chargeProblems(scenario, trial, agreed),
    ...policyProblems(scenario, trial, agreed),
    ...watchProblems(scenario, trial),
    ...mandateProblems(scenario, trial, agreed),
  ];
}

/** Each order that a member agreed to is its team's, once, to the micro-USD; every other one is nobody's. */
function chargeProblems({ actor }: Scenario, { end }: Trial, agreed: readonly ApprovalRecord[]): string[] {
  const expected = actor.isForTeam
    ? agreed.map(({ id, order }) => `${id} ${TEAM} ${addressOf(actor.buyer!)} ${order.totalUsdMicros}`)
    : [];
  const found = end.account.charges.map(
    ({ id, org, member, usdMicros }) => `${id} ${org} ${member} ${usdMicros}`,
  );
  return [
    ...found.filter((one) => !expected.includes(one)).map((one) => `billed, and nobody's: ${one}`),
    ...expected.filter((one) => !found.includes(one)).map((one) => `not billed: ${one}`),
    ...(new Set(found).size < found.length ? ["an order is billed twice"] : []),
  ];
}

function policyProblems(scenario: Scenario, trial: Trial, agreed: readonly ApprovalRecord[]): string[] {
  if (!scenario.actor.isForTeam) return [];
  const { budgets } = scenario.world.team;
  const pasted = Math.max(0, trial.turns.length - scenario.turns.length);
  let today = 0;
  let day = "";
  return agreed.flatMap(({ id, order, requestedAt }, at) => {
    const name = `order ${id.slice(-4)}`;
    // The turn in which it was agreed to; what was set later binds it no more.
    const turn = trial.turns.find(({ runs }) => runs.some((run) => run.resumes === id))?.turn ?? 0;
    const policy = policyAt(scenario, turn - pasted)!;
    const { totalUsdMicros: total, rateUsdMicrosPerHour: usdMicrosPerHour, gpuCount, units } = order;
    if (dayOf(requestedAt) !== day) [day, today] = [dayOf(requestedAt), 0];
    today += total;
    const over = (limit: number | null, actual: number, what: string) =>
      limit !== null && actual > limit ? [`${name} is ${actual} against the ${what} of ${limit}`] : [];
    const asked = { source: order.source, country: order.country, usdMicrosPerHour };
    const isAllowed =
      scenario.actor.buyer === "team-admin" ||
      trial.end.account.requests.some((one) => one.usedBy === id && one.maxTotalUsdMicros >= total);
    return [
      ...rulesBroken(policy, { ...asked, gpus: gpuCount * units, totalUsdMicros: total }).map(
        (rule) => `${name} is against the team's ${rule}`,
      ),
      ...over(policy.maxDayUsdMicros, today, "team's day"),
      ...over(policy.maxMemberDayUsdMicros, today, "member's day"),
      ...(isAllowed ? [] : over(policy.adminAboveUsdMicros, total, "limit without an Admin")),
      ...budgets.flatMap(({ action, usdMicros }) =>
        action === "stop" ? over(usdMicros, sum(agreed.slice(0, at + 1)), "budget") : [],
      ),
    ];
  });
}

function watchProblems({ actor }: Scenario, { end: { account } }: Trial): string[] {
  const owner = actor.buyer ? addressOf(actor.buyer) : null;
  const told = new Set<string>();
  const firings = account.firings.flatMap(({ watchId, crossing, usdMicrosPerGpuHour }) => {
    const watch = account.watches.find(({ id }) => id === watchId);
    const key = `${watchId} ${crossing}`;
    const isTwice = told.has(key);
    told.add(key);
    return [
      ...(isTwice ? [`${key} was told twice`] : []),
      ...(watch && usdMicrosPerGpuHour < watch.lineUsdMicros
        ? []
        : [`${key} fired at ${usdMicrosPerGpuHour}, which is not under its line`]),
    ];
  });
  const notices = account.notices.filter(({ kind }) => kind === "watch.fired");
  const owned = account.watches.filter((watch) => watch.account !== null).map(({ id }) => id);
  const expected = account.firings.filter(({ watchId }) => owned.includes(watchId)).length;
  return [
    ...firings,
    ...account.watches
      .filter((watch) => watch.account !== owner)
      .map(({ id, account: whose }) => `${id} is ${whose ?? "nobody"}'s`),
    ...account.watches
      .filter(({ id, crossings }) => crossings !== account.firings.filter((one) => one.watchId === id).length)
      .map(({ id, crossings }) => `${id} crossed ${crossings} times, and told another number of times`),
    ...(notices.length === expected ? [] : [`${expected} firings were told ${notices.length} times`]),
    ...notices.filter((one) => one.account !== owner).map((one) => `a firing was told to ${one.account}`),
  ];
}

function mandateProblems(scenario: Scenario, trial: Trial, agreed: readonly ApprovalRecord[]): string[] {
  const { mandates, mandated } = trial.end.account;
  const byHand = agreed.filter(({ mandateId }) => mandateId === null).length;
  const clicks = scenario.turns.filter((turn) => "approve" in turn).length;
  const wrong = byHand > clicks ? [`${byHand} orders are agreed to by hand, and ${clicks} turns do`] : [];
  const signed = scenario.turns.filter(
    (turn, at) => "mandate" in turn && trial.turns[at]?.answers.includes("200"),
  ).length;
  if (mandates.length !== signed) wrong.push(`${mandates.length} mandates, and ${signed} were signed`);
  for (const { id, terms, end } of mandates) {
    const mine = agreed.filter(({ mandateId }) => mandateId === id);
    if (mine.length > terms.maxOrders) wrong.push(`${mine.length} orders by a mandate of ${terms.maxOrders}`);
    for (const day of new Set(mine.map(({ requestedAt }) => dayOf(requestedAt))))
      if (sum(mine.filter((one) => dayOf(one.requestedAt) === day)) > terms.maxDayUsdMicros)
        wrong.push(`the orders of ${day} are above the mandate's day`);
    for (const { id: approval, order, payer, requestedAt } of mine) {
      const name = `order ${approval.slice(-4)} by a mandate`;
      const gpus = order.gpuCount * order.units;
      const isOver = end !== null && end.reason !== "used-up" && requestedAt >= end.at;
      if (order.totalUsdMicros > terms.maxOrderUsdMicros) wrong.push(`${name} is above its limit`);
      if (order.rateUsdMicrosPerHour > terms.maxUsdMicrosPerGpuHour * gpus)
        wrong.push(`${name} costs more per GPU-hour than was signed for`);
      if (order.durationSeconds !== terms.durationSeconds) wrong.push(`${name} is for another time`);
      if (payer?.toLowerCase() !== terms.account) wrong.push(`${name} is paid by ${payer}`);
      if (isOver || Date.parse(requestedAt) >= terms.validUntil * 1_000)
        wrong.push(`${name} was asked for when the mandate was none any more`);
      if (!mandated.some((one) => one.approvalId === approval && one.state === "booked"))
        wrong.push(`${name} is of no firing`);
    }
  }
  for (const { id, mandateId } of agreed)
    if (mandateId !== null && !mandates.some((one) => one.id === mandateId))
      wrong.push(`order ${id.slice(-4)} is by a mandate that nobody signed`);
  return wrong;
}

/** What accounts have at the end against what is expected of it. */
export function accountEndProblems({ expect: { end } }: Scenario, { end: { account } }: Trial): string[] {
  const compare = (what: string, found: readonly unknown[], expected: readonly unknown[] | undefined) =>
    expected === undefined || found.join() === expected.join()
      ? []
      : [`${what}: ${found.join(", ") || "none"}, expected is ${expected.join(", ") || "none"}`];
  const kindsOf = (role: Parameters<typeof devAccount>[0]) =>
    account.notices.filter((notice) => notice.account === addressOf(role)).map(({ kind }) => kind);
  const outcomes = account.mandated.map(({ state, reason }) => reason ?? state);
  return [
    ...compare(
      "times that watches told",
      account.watches.map(({ crossings }) => crossings),
      end.watches,
    ),
    ...compare(
      "prices told",
      account.firings.map((one) => one.usdMicrosPerGpuHour),
      end.firings,
    ),
    ...compare(
      "requests",
      account.requests.map(({ status }) => status),
      end.requests,
    ),
    ...compare("firings with a mandate", outcomes, end.mandated),
    ...(end.notices === undefined
      ? []
      : ACCOUNTS.flatMap((role) =>
          compare(`what ${role} is told`, kindsOf(role), end.notices?.[role] ?? []),
        )),
  ];
}

const ACCOUNTS = ["team-admin", "team-user", "team-viewer", "buyer"] as const;
