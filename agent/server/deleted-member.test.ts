import { randomUUID } from "node:crypto";
import { viewKeyOf } from "@necto/tools/protocol/access-document";
import { JobView } from "@necto/tools/protocol/job";
import { keccak256 } from "viem";
import { afterAll, beforeAll, expect, test } from "vitest";
import { KEPT_TABLES } from "../features/accounts/kept-tables.ts";
import { A100, startThread } from "../testing/booking-world.ts";
import { addressOf, openTeamWorld, TEAM, type TeamWorld } from "../testing/team-world.ts";

const CAP = `0x${"c".repeat(64)}` as const;
const member = addressOf(TEAM.user);

let team: TeamWorld;
beforeAll(async () => {
  team = await openTeamWorld();
});
afterAll(async () => {
  expect(team.server.faults).toEqual([]);
  await team.close();
});

async function call(
  method: "GET" | "POST" | "PUT" | "DELETE",
  url: string,
  headers: object = {},
  payload?: object,
) {
  const sent = { ...headers, "idempotency-key": randomUUID() };
  const answer = await team.server.app.inject({ method, url, headers: sent, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() };
}

/** A running job of the User for the team, with access that was read, and a capability. */
async function book(): Promise<string> {
  const { server, world, headers, org } = team;
  const thread = await startThread(server, "tracked", { as: TEAM.user, org });
  const approval = await thread.ask(A100);
  const payer = { kind: "demo", account: TEAM.user, viewKey: viewKeyOf(`0x${"7".repeat(64)}`) };
  await thread.answer(approval.id, {
    ...{ decision: "approve", payer: { ...payer, capabilityHash: keccak256(CAP) } },
  });
  await thread.resumed(approval.id);
  const { jobId } = approval.payers.demo.find(({ account }) => account === TEAM.user)!;
  await world.advance(3);
  await server.booking!.keeper.look();
  const { body } = await call("GET", `/api/jobs/${jobId}`, headers.user);
  expect(body).toMatchObject({ status: "active", access: {}, org, member });
  return jobId;
}

test("whoever acts on a team's job by its capability alone is not told whose it is", async () => {
  const jobId = await book();
  const { status, body } = await call("POST", `/api/jobs/${jobId}/end?cap=${CAP}`, {}, {});
  expect([status, JobView.parse(body).status]).toEqual([200, "closed"]);
  expect([body.org, body.member]).toEqual([null, null]);
});

test("of a member who deletes its account nothing in the team's rows says who it was", async () => {
  const { server, headers, org, setRole } = team;
  await call("PUT", `/api/orgs/${org}/budgets`, headers.admin, { usdMicros: 1, thresholdsBps: [5_000] });
  await call("PUT", `/api/orgs/${org}/policy`, headers.admin, {
    ...{ policy: { adminAboveUsdMicros: 1_000_000_000 }, since: 0 },
  });
  const jobId = await book();
  await call("POST", `/api/jobs/${jobId}/extend`, headers.user, { extraSeconds: 3_600 });
  await call("POST", `/api/jobs/${jobId}/end`, headers.user, {});
  await server.booking!.keeper.look();
  await setRole(TEAM.user, null);
  await server.teams.follow();
  const gone = await call("DELETE", "/api/account", headers.user);
  expect([gone.status, gone.body]).toMatchObject([200, { deleted: { jobs: 2 } }]);
  for (const [table, fate] of Object.entries(KEPT_TABLES)) {
    if (fate === "stays") continue;
    const rows = await server.store.db
      .selectFrom(table as "acts")
      .selectAll()
      .execute();
    const naming = rows.filter((row) => {
      // What the chain says of a job anyway.
      const { buyer: _, ...rest } = row as { buyer?: string };
      return JSON.stringify(rest).toLowerCase().includes(member.slice(2));
    });
    expect([table, naming]).toEqual([table, []]);
  }
});
