import { runChannel } from "@necto/tools/protocol/frame";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ROLE_MS } from "../features/teams/chain-roles.ts";
import { A100, customs, PAY, startThread } from "../testing/booking-world.ts";
import { openFeed } from "../testing/feed-page.ts";
import { addressOf, openTeamWorld, type TeamWorld } from "../testing/team-world.ts";

let team: TeamWorld;
beforeAll(async () => {
  team = await openTeamWorld();
});
afterAll(async () => {
  expect(team.server.faults).toEqual([]);
  await team.close();
});

const post = (url: string, payload: object, headers: Record<string, string>) =>
  team.server.app.inject({ method: "POST", url, payload, headers });
const get = (url: string, headers: Record<string, string>) => team.server.app.inject({ url, headers });

test("a conversation for an organisation is begun by its Users and Admins, and says whose it is", async () => {
  const { headers, org } = team;
  const begin = (who: keyof typeof headers, payload: object = { mode: "tracked", org }) =>
    post("/api/threads", payload, headers[who]);
  for (const who of ["admin", "user"] as const) {
    const answer = await begin(who);
    expect([answer.statusCode, answer.json()]).toMatchObject([201, { mode: "tracked", org }]);
    expect((await get(`/api/threads/${answer.json().id}`, headers[who])).json().org).toBe(org);
  }
  const refused = await begin("viewer");
  expect([refused.statusCode, refused.json()]).toMatchObject([
    403,
    { code: "auth/role", detail: "This takes the role User in the organisation. Your role is Viewer." },
  ]);
  expect((await begin("outsider")).statusCode).toBe(404);
  expect((await begin("user", { mode: "untracked", org })).statusCode).toBe(400);
  expect((await begin("user", { mode: "tracked", role: "provider", org })).statusCode).toBe(400);
  expect((await begin("user", { mode: "tracked" })).json().org).toBeNull();
});

test("a job of such a conversation is the organisation's, by its member; a personal one is not", async () => {
  const book = async (org: string | null) => {
    const thread = await startThread(team.server, "tracked", { as: "team-user", org });
    const approval = await thread.ask(A100);
    await thread.answer(approval.id, { ...PAY, payer: { ...PAY.payer, account: "team-user" } });
    const [told] = customs(await thread.resumed(approval.id), "receipt") as { org: unknown }[];
    return [approval.org, told!.org];
  };
  const named = { id: team.org, name: "Test team" };
  expect(await book(team.org)).toEqual([named, named]);
  expect(await book(null)).toEqual([null, null]);
  const jobs = await team.server.store.db
    .selectFrom("jobs")
    .select(["org", "member"])
    .orderBy("created_at")
    .execute();
  expect(jobs).toEqual([
    { org: team.org, member: addressOf("team-user") },
    { org: null, member: null },
  ]);
});

test("whoever is out of an organisation has lost its conversations, and no others", async () => {
  const { headers, org, server } = team;
  const theirs = (await post("/api/threads", { mode: "tracked", org }, headers.user)).json().id as string;
  const own = (await post("/api/threads", { mode: "tracked" }, headers.user)).json().id as string;
  const { id: run } = (
    await post(`/api/threads/${theirs}/runs`, { requirements: A100 }, headers.user)
  ).json();
  const listed = async () =>
    ((await get("/api/threads", headers.user)).json().threads as { id: string }[]).map(({ id }) => id);
  expect(await listed()).toEqual(expect.arrayContaining([theirs, own]));

  await team.setRole("team-user", null);
  team.world.clock.aheadMs += ROLE_MS;
  const urls = [`/api/threads/${theirs}`, `/api/threads/${theirs}/approvals`, `/api/runs/${run}`];
  for (const url of urls) expect([url, (await get(url, headers.user)).statusCode]).toEqual([url, 404]);
  expect((await post(`/api/threads/${theirs}/runs`, { text: "help" }, headers.user)).statusCode).toBe(404);
  expect((await get(`/api/threads/${own}`, headers.user)).statusCode).toBe(200);
  expect(await listed()).not.toContain(theirs);
  await server.app.listen({ host: "127.0.0.1", port: 0 });
  const page = await openFeed(server.app.listeningOrigin, headers.user);
  page.send({ t: "sub", ch: [runChannel(run)] });
  expect(await page.until(({ t }) => t === "err")).toMatchObject({ code: "not-found" });
  page.socket.terminate();

  await team.setRole("team-user", "user");
  team.world.clock.aheadMs += ROLE_MS;
  expect((await get(`/api/threads/${theirs}`, headers.user)).statusCode).toBe(200);
});
