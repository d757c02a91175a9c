import type { Requirements } from "@necto/tools/core/requirements";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import type { MandateList, MandateTerms, MandateView } from "@necto/tools/protocol/mandate";
import { requirementsHashOf } from "@necto/tools/protocol/mandate-data";
import type { DemoAccountName } from "@necto/tools/protocol/session";
import type { WatchView } from "@necto/tools/protocol/watch";
import { devAccount } from "@necto/tools/sandbox/dev-accounts";
import { newNonce } from "../../../agent.ts";
import { A100 } from "../../../testing/booking-world.ts";
import { signInAs } from "../../../testing/sign-in.ts";
import type { TestServer } from "../../../testing/test-server.ts";

/** Secret half of the key that access to what is booked is encrypted to. */
export const VIEW_SECRET = `0x${"7".repeat(64)}`;
const DAY_SECONDS = 86_400;
/** Lines that no price, and each price, is under. */
const UNDER_ALL = 1;
const ABOVE_ALL = 100_000_000;

/** An account of the sandbox with a watch that fires when a test says so, and what it lets Necto do about it. */
export async function openMandatedBuyer(
  server: TestServer,
  { account = "buyer" as DemoAccountName, now = Date.now, requirements = A100 as Requirements } = {},
) {
  const { app, store, booking, mandates } = server;
  const headers = await signInAs(server, account);
  const address = devAccount(account).address.toLowerCase();
  const watches = server.watches.service;
  const watch: WatchView = await watches.create(
    { account: address },
    { requirements: { ...requirements, durationSeconds: null }, usdMicrosPerGpuHour: UNDER_ALL },
  );
  const { policy } = booking!.open;
  const move = (line: number) =>
    store.db
      .updateTable("watches")
      .set({
        usd_micros_per_gpu_hour: line,
        ...(line === ABOVE_ALL && { phase: "armed" as const, below: "{}", judged_at: 0 }),
      })
      .where("id", "=", watch.id)
      .execute();

  const termsOf = (change: Partial<MandateTerms> = {}): MandateTerms => ({
    ...{ account: address, chainId: policy.chainId, escrow: policy.escrow.toLowerCase() },
    ...{ token: policy.token.toLowerCase(), watchId: watch.id, durationSeconds: 3_600 },
    ...{ requirementsHash: requirementsHashOf(watch.requirements), nonce: newNonce() },
    ...{ maxUsdMicrosPerGpuHour: 100_000_000, maxOrderUsdMicros: 1_000_000_000 },
    ...{ maxDayUsdMicros: 2_000_000_000, maxOrders: 10, viewKey: viewKeyOf(VIEW_SECRET) },
    validUntil: Math.floor(now() / 1_000) + 7 * DAY_SECONDS,
    ...change,
  });
  const send = async (method: "GET" | "POST" | "DELETE", url: string, payload?: object) => {
    const answer = await app.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: answer.statusCode, body: answer.json() };
  };
  return {
    ...{ address, watch, watches, termsOf, send, headers },
    async sign(change: Partial<MandateTerms> = {}): Promise<MandateView> {
      const { status, body } = await send("POST", "/api/mandates", {
        terms: termsOf(change),
        signature: null,
      });
      if (status !== 201) throw new Error(JSON.stringify(body));
      return body as MandateView;
    },
    /** A price falls under the watch's line: it tells once, whoever judges first. */
    async fire(): Promise<void> {
      await move(ABOVE_ALL);
      await watches.evaluate(await server.snapshot());
      await move(UNDER_ALL);
    },
    async list(): Promise<MandateList> {
      return mandates!.service.list({ address, demo: account });
    },
    /** Looks until every firing has come to its end, and gives them, newest first. */
    async settle(): Promise<MandateView["firings"]> {
      for (;;) {
        await mandates!.look();
        const [mandate] = (await this.list()).mandates;
        const isOver = mandate!.firings.every(({ state }) =>
          ["booked", "skipped", "waiting"].includes(state),
        );
        if (isOver) return mandate!.firings;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    /** What its inbox says, oldest first. */
    async told(): Promise<{ kind: string; facts: Record<string, unknown> }[]> {
      const rows = await store.db
        .selectFrom("inbox")
        .select(["kind", "facts"])
        .where("account", "=", address)
        .where("kind", "like", "mandate.%")
        .orderBy("created_at")
        .execute();
      return rows.map(({ kind, facts }) => ({ kind, facts: JSON.parse(facts) }));
    },
    /** Who answered its approvals, by its own log. */
    async answered(): Promise<(string | null)[]> {
      const rows = await store.db
        .selectFrom("acts")
        .select("actor")
        .where("scope", "=", `account:${address}`)
        .where("action", "in", ["approval.approved", "approval.declined"])
        .execute();
      return rows.map(({ actor }) => actor);
    },
    /** What was done with mandates, by its own log. */
    async acts(): Promise<string[]> {
      const rows = await store.db
        .selectFrom("acts")
        .select("action")
        .where("scope", "=", `account:${address}`)
        .where("action", "like", "mandate.%")
        .orderBy("seq")
        .execute();
      return rows.map(({ action }) => action);
    },
  };
}

export type MandatedBuyer = Awaited<ReturnType<typeof openMandatedBuyer>>;
