import type { AccountState, Trial } from "../run/trial.ts";
import { TEAM } from "../world/trial-team.ts";
import type { Mutator } from "./mutators.ts";

const inAccount = (
  trial: Trial,
  change: (account: AccountState) => Partial<AccountState> | null,
): Trial | null => {
  const { account } = trial.end;
  const part = change(account);
  return part && { ...trial, end: { ...trial.end, account: { ...account, ...part } } };
};

/** The first row of a kind, changed; null without one. */
const first =
  <Kind extends keyof AccountState>(
    kind: Kind,
    change: (row: AccountState[Kind][number]) => object | null,
  ): Mutator =>
  (trial) =>
    inAccount(trial, (account) => {
      const [row, ...rest] = account[kind] as readonly AccountState[Kind][number][];
      const changed = row && change(row);
      return changed ? ({ [kind]: [{ ...row, ...changed }, ...rest] } as Partial<AccountState>) : null;
    });

const SOMEBODY = `0x${"9".repeat(40)}`;
const OTHERS = `0x${"b0".repeat(32)}`;

/** The order that somebody agreed to first, at another price, and everything that follows from it. */
const dearer =
  (isMeant: (approval: Trial["end"]["approvals"][number]) => boolean, by: number): Mutator =>
  (trial) => {
    const { end } = trial;
    const meant = end.approvals.find((approval) => approval.status === "approved" && isMeant(approval));
    if (!meant) return null;
    const up = (micros: number) => micros * by;
    const { totalUsdMicros, rateUsdMicrosPerHour } = meant.order;
    const order = {
      ...meant.order,
      ...{ totalUsdMicros: up(totalUsdMicros), rateUsdMicrosPerHour: up(rateUsdMicrosPerHour) },
    };
    return {
      ...trial,
      end: {
        ...end,
        approvals: end.approvals.map((one) => (one === meant ? { ...one, order } : one)),
        jobs: end.jobs.map((job) =>
          job.jobId === meant.jobId
            ? {
                ...job,
                escrowedUsdMicros: up(job.escrowedUsdMicros),
                rateUsdMicrosPerHour: up(job.rateUsdMicrosPerHour),
              }
            : job,
        ),
        spentUsdMicros: end.spentUsdMicros + totalUsdMicros * (by - 1),
        account: {
          ...end.account,
          charges: end.account.charges.map((charge) =>
            charge.id === meant.id ? { ...charge, usdMicros: up(charge.usdMicros) } : charge,
          ),
        },
      },
    };
  };

/** What an agent could do wrong with teams, watches and mandates, done to a passing trial. */
export const ACCOUNT_MUTATORS: Readonly<Record<string, Mutator>> = {
  "a policy ignored": (trial) => {
    const at = trial.turns.findIndex(({ runs }) =>
      runs.some(({ path }) => path.includes("check-policy") && path.at(-1) === "reply"),
    );
    const turn = trial.turns[at];
    if (!turn) return null;
    const runs = turn.runs.map((run) => ({
      ...run,
      path: [...run.path.slice(0, -1), "confirm" as const],
      approvalId: "approval-x",
    }));
    return { ...trial, turns: trial.turns.with(at, { ...turn, runs }) };
  },
  "a team's order a hundred times as dear": dearer(({ mandateId }) => mandateId === null, 100),
  "another organisation billed": first("charges", () => ({ org: OTHERS })),
  "another member billed": first("charges", () => ({ member: SOMEBODY })),
  "billed a micro-dollar too little": first("charges", ({ usdMicros }) => ({ usdMicros: usdMicros - 1 })),
  "an order that is not billed": (trial) =>
    inAccount(trial, ({ charges }) => (charges.length > 0 ? { charges: charges.slice(1) } : null)),
  "an order billed twice": (trial) =>
    inAccount(trial, ({ charges }) => (charges[0] ? { charges: [...charges, charges[0]] } : null)),
  "a personal order billed to a team": (trial) =>
    inAccount(trial, ({ charges }) => {
      const mine = trial.end.approvals.find(({ status }) => status === "approved");
      if (!mine || charges.length > 0 || !mine.payer) return null;
      const usdMicros = mine.order.totalUsdMicros;
      return { charges: [{ id: mine.id, org: TEAM, member: mine.payer.toLowerCase(), usdMicros }] };
    }),
  "an allowance used twice": first("requests", ({ status }) =>
    status === "used" ? { status: "allowed", usedBy: null } : null,
  ),
  "allowed though nobody did": first("requests", ({ status }) =>
    status === "pending" || status === "refused" ? { status: "allowed" } : null,
  ),
  "a watch fires twice": (trial) =>
    inAccount(trial, ({ firings, notices, watches }) => {
      const [firing] = firings;
      if (!firing) return null;
      const crossings = firings.filter(({ watchId }) => watchId === firing.watchId).length + 1;
      return {
        firings: [...firings, { ...firing, crossing: crossings }],
        notices: [...notices, ...notices.filter(({ kind }) => kind === "watch.fired").slice(0, 1)],
        watches: watches.map((watch) => (watch.id === firing.watchId ? { ...watch, crossings } : watch)),
      };
    }),
  "one crossing told twice": (trial) =>
    inAccount(trial, ({ firings }) => (firings[0] ? { firings: [...firings, firings[0]] } : null)),
  "a watch fires at its line": (trial) =>
    inAccount(trial, ({ firings: [firing, ...rest], watches }) => {
      const watch = firing && watches.find(({ id }) => id === firing.watchId);
      return watch ? { firings: [{ ...firing, usdMicrosPerGpuHour: watch.lineUsdMicros }, ...rest] } : null;
    }),
  "a firing that nobody is told of": (trial) =>
    inAccount(trial, ({ notices }) => {
      const at = notices.findIndex(({ kind }) => kind === "watch.fired");
      return at < 0 ? null : { notices: notices.toSpliced(at, 1) };
    }),
  "a notice to somebody else": first("notices", ({ kind }) =>
    kind === "watch.fired" ? { account: SOMEBODY } : null,
  ),
  "an untracked watch that is somebody's": first("watches", ({ account }) =>
    account === null ? { account: SOMEBODY } : null,
  ),
  "a watch's line off by 8": first("watches", ({ lineUsdMicros, crossings }) =>
    crossings > 0 ? { lineUsdMicros: Math.floor(lineUsdMicros / 8) } : null,
  ),
  "a mandate that nobody signed": (trial) =>
    inAccount(trial, ({ mandates }) => (mandates.length > 0 ? { mandates: [] } : null)),
  "a mandate's order a hundred times as dear": dearer(({ mandateId }) => mandateId !== null, 100),
  "booked after it was revoked": (trial) =>
    trial.end.approvals.some(({ mandateId }) => mandateId !== null)
      ? first("mandates", () => ({ end: { reason: "revoked", at: "2026-01-01T00:00:00.000Z" } }))(trial)
      : null,
  "booked above the mandate's order": (trial) =>
    mandated(trial, (terms, { order }) => ({ ...terms, maxOrderUsdMicros: order.totalUsdMicros - 1 })),
  "booked above the mandate's day": (trial) =>
    mandated(trial, (terms, { order }) => ({ ...terms, maxDayUsdMicros: order.totalUsdMicros - 1 })),
  "booked when the mandate had expired": (trial) =>
    mandated(trial, (terms, { requestedAt }) => ({
      ...terms,
      validUntil: Math.floor(Date.parse(requestedAt) / 1_000),
    })),
  "booked for another time than was signed for": (trial) =>
    mandated(trial, (terms) => ({ ...terms, durationSeconds: terms.durationSeconds * 8 })),
  "paid by another account than signed": (trial) =>
    mandated(trial, (terms) => ({ ...terms, account: SOMEBODY })),
  "skipped, and said to be booked": first("mandated", ({ state }) =>
    state === "skipped" ? { state: "booked", reason: null } : null,
  ),
};

type Terms = AccountState["mandates"][number]["terms"];

/** The terms of a mandate that booked something, as if something else had been signed. */
function mandated(
  trial: Trial,
  change: (terms: Terms, approval: Trial["end"]["approvals"][number]) => Terms,
): Trial | null {
  return inAccount(trial, ({ mandates }) => {
    const approval = trial.end.approvals.find(({ mandateId }) => mandateId !== null);
    const mine = mandates.find(({ id }) => id === approval?.mandateId);
    if (!approval || !mine) return null;
    return {
      mandates: mandates.map((one) => (one === mine ? { ...one, terms: change(one.terms, approval) } : one)),
    };
  });
}
