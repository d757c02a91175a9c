import type { Principal } from "@necto/agent/features/accounts/principal";
import { saveBudget } from "@necto/agent/features/policy/budget-queries";
import { findPolicy } from "@necto/agent/features/policy/policy-queries";
import { insertOrg } from "@necto/agent/features/teams/org-queries";
import type { Member } from "@necto/agent/features/teams/require-role";
import type { Store } from "@necto/agent/store/open-store";
import { memorySigner, signTypedData } from "@necto/tools/chain/signer";
import { NectoError } from "@necto/tools/errors";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import type { MandateTerms } from "@necto/tools/protocol/mandate";
import { requirementsHashOf, toMandateData } from "@necto/tools/protocol/mandate-data";
import { type NeedsAdmin, OrderAsk } from "@necto/tools/protocol/policy";
import { NewWatch, type WatchView } from "@necto/tools/protocol/watch";
import { type DevRole, devAccount, devKey } from "@necto/tools/sandbox/dev-accounts";
import type { RunRecord } from "../run/trial.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { AccountTurn } from "./account-turn.ts";
import type { TrialChain } from "./open-chain.ts";
import type { Machine } from "./open-machine.ts";
import { TEAM, tellTeam } from "./trial-team.ts";

export interface AccountDeskOptions {
  readonly store: Store;
  readonly chain: TrialChain;
  readonly actor: Scenario["actor"];
  readonly team: Scenario["world"]["team"];
  readonly machine: () => Machine;
  /** Every run of the conversation so far, oldest first. */
  readonly runs: () => Promise<readonly RunRecord[]>;
  readonly now: () => number;
  readonly newNonce: () => string;
  /** Time goes on, here and on chain. */
  readonly wait: (seconds: number) => Promise<void>;
  /** Resolves when nothing moves any more. */
  readonly settle: () => Promise<void>;
}

const addressOf = (role: DevRole): string => devAccount(role).address.toLowerCase();
const principalOf = (role: DevRole): Principal => ({ address: addressOf(role), demo: role });
const ADMIN = "team-admin";
/** What opens an untracked watch, which its browser would keep. */
const CAPABILITY = `0x${"c4".repeat(32)}`;
const VIEW_SECRET = `0x${"77".repeat(32)}`;

/** What an account does beside talking, by the server's own parts: each answer is `200`, or the code of the problem. */
export function createAccountDesk(options: AccountDeskOptions) {
  const { store, chain, actor, team, machine, runs, now, newNonce, wait, settle } = options;
  const buyer = actor.buyer ?? null;
  let keys = 0;
  let watch: WatchView | null = null;
  let request: string | null = null;
  let mandate: string | null = null;

  const signedIn = (): Principal => {
    if (buyer === null) throw new NectoError({ code: "auth/sign-in", message: "Nobody is signed in." });
    return principalOf(buyer);
  };
  const memberOf = async (role: DevRole): Promise<Member> => {
    const principal = principalOf(role);
    return machine().teams.requireRole({ principal }, TEAM, "viewer");
  };

  async function ask(): Promise<void> {
    const wanted = (await runs())
      .flatMap(({ events }) => events)
      .findLast((event) => event.type === "CUSTOM" && event.name === "needs-admin");
    if (wanted?.type !== "CUSTOM") throw new NectoError({ code: "request/not-found", message: "No order." });
    const { threadId, decisionId, offerId, durationSeconds } = wanted.value as NeedsAdmin;
    const order = OrderAsk.parse({ threadId, decisionId, offerId, durationSeconds });
    ({ id: request } = await machine().policies.requests.ask(await memberOf(buyer!), TEAM, order));
  }

  async function answer(turn: Extract<AccountTurn, { allow: true } | { refuse: unknown }>): Promise<void> {
    const given =
      "allow" in turn
        ? ({ decision: "allow", hours: 24 } as const)
        : ({ decision: "refuse", reason: turn.refuse } as const);
    await machine().policies.requests.answer(await memberOf(ADMIN), TEAM, request ?? "none", given);
    await settle();
  }

  async function setPolicy(policy: Scenario["world"]["team"]["policy"]): Promise<void> {
    const { version } = await findPolicy(store.db, TEAM);
    await machine().policies.change(await memberOf(ADMIN), TEAM, { policy, since: version });
  }

  async function makeWatch(webhook: string | undefined): Promise<void> {
    const meant = (await runs()).findLast((run) => run.requirements !== null)?.requirements;
    const line = meant?.maxUsdMicrosPerGpuHour ?? null;
    if (!meant || line === null) throw new NectoError({ code: "request/invalid", message: "No line." });
    const { requirements, usdMicrosPerGpuHour } = NewWatch.parse({
      requirements: { ...meant, maxUsdMicrosPerGpuHour: null },
      usdMicrosPerGpuHour: line,
    });
    const owner = buyer === null ? { capabilityHash: CAPABILITY } : { account: addressOf(buyer) };
    watch = await machine().watches.service.create(owner, { requirements, usdMicrosPerGpuHour });
    await machine().watches.loop.settled();
    if (webhook !== undefined)
      await machine().watches.webhooks.set({ account: signedIn().address, watchId: watch.id }, webhook);
  }

  async function look(seconds: number): Promise<void> {
    await wait(seconds);
    machine().watches.loop.judge(await machine().snapshot());
    await machine().watches.loop.settled();
    await bookByMandate();
  }

  /** Each step of a mandate's order is looked at when it is due; time stands still meanwhile but for its own pauses. */
  async function bookByMandate(): Promise<void> {
    for (let looks = 0; looks < MOST_LOOKS; looks++) {
      await machine().mandates.look();
      await settle();
      const open = await store.db
        .selectFrom("mandate_orders")
        .select("next_try_at")
        .where("state", "not in", ["booked", "skipped", "waiting"])
        .execute();
      if (open.length === 0) return;
      if (open.every(({ next_try_at }) => Date.parse(next_try_at) > now())) await wait(1);
    }
    throw new Error("An order of a mandate came to no end.");
  }

  async function sign(said: Extract<AccountTurn, { mandate: unknown }>["mandate"]): Promise<void> {
    if (watch === null) throw new NectoError({ code: "request/not-found", message: "No watch." });
    const { address } = signedIn();
    const { policy } = machine().booking.open;
    const { hours, validSeconds, signedBy, ...bounds } = said;
    const terms: MandateTerms = {
      ...{ account: address, chainId: policy.chainId, escrow: policy.escrow.toLowerCase() },
      ...{ token: policy.token.toLowerCase(), watchId: watch.id, ...bounds },
      ...{ requirementsHash: requirementsHashOf(watch.requirements), nonce: newNonce() },
      ...{ durationSeconds: Math.round(hours * 3_600), viewKey: viewKeyOf(VIEW_SECRET) },
      validUntil: Math.floor(now() / 1_000) + validSeconds,
    };
    const by = signedBy === "another" ? "provider-nordlys" : buyer!;
    const signature =
      signedBy === "nobody" ? null : await signTypedData(memorySigner(devKey(by)), toMandateData(terms));
    // As a wallet: a click alone is nobody's word.
    const made = await machine().mandates.service.sign({ address, demo: null }, { terms, signature });
    mandate = made.id;
  }

  async function onJob(action: "start" | "end"): Promise<void> {
    const { open, jobs } = machine().booking;
    await open.indexer.poll();
    const { job_id: jobId, provider } = await store.db
      .selectFrom("escrow_jobs")
      .select(["job_id", "provider"])
      .orderBy("block_number", "desc")
      .executeTakeFirstOrThrow();
    const key = `what-happens-to-a-job-${++keys}`;
    if (action === "start") {
      const role = PROVIDERS.find((one) => addressOf(one) === provider.toLowerCase())!;
      await jobs.actAsProvider({
        ...{ jobId, action, key, provider: principalOf(role) },
        body: { ciphertext: null },
      });
    } else
      await jobs.act({ ...{ jobId, action, key, body: {} as never }, reader: { principal: signedIn() } });
    await settle();
  }

  async function act(turn: AccountTurn): Promise<void> {
    if ("ask" in turn) await ask();
    else if ("allow" in turn || "refuse" in turn) await answer(turn);
    else if ("policy" in turn) await setPolicy(turn.policy);
    else if ("role" in turn) {
      const { of, role } = turn.role;
      await tellTeam(chain, { call: "setRole", org: TEAM, account: devAccount(of).address, role });
    } else if ("watch" in turn) await makeWatch(turn.watch.webhook);
    else if ("look" in turn) await look(turn.look.seconds);
    else if ("mandate" in turn) await sign(turn.mandate);
    else if ("job" in turn) await onJob(turn.job);
    else if (!(await machine().mandates.service.revoke(signedIn(), mandate ?? "none")))
      throw new NectoError({ code: "request/not-found", message: "No such mandate." });
  }

  return {
    act,
    /** What is there before the first word. */
    async open(): Promise<void> {
      if (!actor.isForTeam) return;
      const created_at = new Date(now()).toISOString();
      await insertOrg(store.db, { id: TEAM, name: team.name, created_at, created_by: addressOf(ADMIN) });
      await machine().teams.follow();
      await setPolicy(team.policy);
      for (const budget of team.budgets)
        await saveBudget(store.db, { org: TEAM, change: { ...budget, member: null }, at: created_at });
    },
  };
}

const PROVIDERS = ["provider-rheinwerk", "provider-nordlys", "provider-pacific", "broker"] as const;
/** An order takes a handful; one that waits for its trace a few more. */
const MOST_LOOKS = 60;
