import { randomUUID } from "node:crypto";
import { readClient } from "@necto/tools/chain/chain-clients";
import { readRole } from "@necto/tools/chain/team-roles";
import type { InvitationFor, InvitationMade, OrgView, Told } from "@necto/tools/protocol/team";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signInAs } from "../../testing/sign-in.ts";
import { addressOf, openTeamWorld, type TeamWorld } from "../../testing/team-world.ts";
import { INVITATION_MS } from "./invitations.ts";
import { seedDemoTeam } from "./seed-demo-team.ts";

type Headers = Readonly<Record<string, string>>;
let team: TeamWorld;
let buyer: Headers;
let pacific: Headers;
beforeAll(async () => {
  team = await openTeamWorld();
  buyer = team.headers.outsider;
  pacific = await signInAs(team.server, "provider-pacific");
});
afterAll(async () => {
  expect(team.server.faults).toEqual([]);
  await team.close();
});

const ask = async (method: "GET" | "POST" | "DELETE", url: string, headers: Headers, payload?: object) => {
  const answer = await team.server.app.inject({
    ...{ method, url, ...(payload && { payload }) },
    headers: { "idempotency-key": randomUUID(), ...headers },
  });
  return { status: answer.statusCode, body: answer.json() };
};
const post = (url: string, headers: Headers, payload: object = {}) => ask("POST", url, headers, payload);
const viewOf = async (org: string, headers: Headers) =>
  (await ask("GET", `/api/orgs/${org}`, headers)).body as OrgView;
const onChain = (org: string, account: Parameters<typeof addressOf>[0]) => {
  const { adi } = team.world;
  const at = { client: readClient(adi.chain), roles: adi.deployment.contracts.roles.address };
  return readRole(at, org as Hex, addressOf(account) as Hex);
};
const actsOf = (org: string) =>
  team.server.store.db
    .selectFrom("acts")
    .select(["action", "actor", "subject", "result", "facts"])
    .where("scope", "=", `org:${org}`)
    .orderBy("seq")
    .execute();
/** An organisation of the demo buyer, and the secret of an invitation to it. */
async function create(role: "viewer" | "user" | "admin" = "user") {
  const told = (await post("/api/orgs", buyer, { name: "Lab" })).body as Told;
  const made = (await post(`/api/orgs/${told.org}/invitations`, buyer, { role })).body as InvitationMade;
  return { org: told.org, ...made };
}

test("an organisation is created once for each key, and its name is not on chain", async () => {
  const headers = { ...buyer, "idempotency-key": randomUUID() };
  const first = await post("/api/orgs", headers, { name: "  Lab two " });
  expect(await post("/api/orgs", headers, { name: "  Lab two " })).toEqual(first);
  const { org, call } = first.body as Told;
  expect(call).toBeNull();
  expect(await onChain(org, "buyer")).toBe("admin");
  expect(await viewOf(org, buyer)).toMatchObject({
    ...{ name: "Lab two", role: "admin", sends: "server", invitations: [] },
    members: [{ address: addressOf("buyer"), role: "admin" }],
  });
  const listed = (await ask("GET", "/api/orgs", buyer)).body.orgs;
  expect(listed.filter(({ id }: { id: string }) => id === org)).toEqual([
    { id: org, name: "Lab two", role: "admin" },
  ]);
  expect(await actsOf(org)).toMatchObject([
    { action: "org.created", actor: addressOf("buyer"), subject: null },
  ]);
  expect((await post("/api/orgs", buyer, { name: "a\u202eb" })).status).toBe(400);
});

test("whoever opens an invitation becomes a member at once where the server sends for its Admin", async () => {
  const { org, secret, invitation } = await create("viewer");
  expect((await post("/api/invitations/look", {}, { secret })).body).toMatchObject({
    ...{ org: { id: org, name: "Lab" }, role: "viewer", state: "open" },
  });
  expect((await post("/api/invitations/accept", {}, { secret })).status).toBe(401);
  const accepted = await post("/api/invitations/accept", pacific, { secret });
  expect(accepted.body as InvitationFor).toMatchObject({ state: "done", role: "viewer" });
  expect(await onChain(org, "provider-pacific")).toBe("viewer");
  expect((await viewOf(org, pacific)).role).toBe("viewer");
  // A repeat says how it stands; for anybody else it is used up.
  expect((await post("/api/invitations/accept", pacific, { secret })).body.state).toBe("done");
  const late = await post("/api/invitations/accept", team.headers.user, { secret });
  expect([late.status, late.body.detail]).toEqual([
    410,
    "This invitation was used already: it is good once.",
  ]);
  expect(await actsOf(org)).toMatchObject([
    { action: "org.created" },
    { action: "invitation.made", actor: addressOf("buyer") },
    { action: "invitation.accepted", actor: addressOf("provider-pacific") },
    { action: "role.set", actor: addressOf("buyer"), subject: addressOf("provider-pacific") },
  ]);
  const kept = JSON.stringify(await team.server.store.db.selectFrom("invitations").selectAll().execute());
  expect(kept).toContain(invitation.id);
  expect(kept).not.toContain(secret.slice(2));
});

test("of two who open a link at the same time one becomes a member", async () => {
  const { org, secret } = await create();
  const answers = await Promise.all(
    [pacific, team.headers.user, team.headers.viewer].map((headers) =>
      post("/api/invitations/accept", headers, { secret }),
    ),
  );
  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 410, 410]);
  expect((await viewOf(org, buyer)).members).toHaveLength(2);
});

test("an invitation that is revoked, that has expired, or that nobody made opens nothing", async () => {
  const revoked = await create();
  const url = `/api/orgs/${revoked.org}/invitations/${revoked.invitation.id}`;
  expect((await ask("DELETE", url, pacific)).status).toBe(404);
  expect((await ask("DELETE", url, buyer)).status).toBe(200);
  expect((await ask("DELETE", url, buyer)).status).toBe(404);
  const accept = async (secret: string) =>
    (await post("/api/invitations/accept", pacific, { secret })).body.detail as string;
  expect(await accept(revoked.secret)).toBe("This invitation was revoked.");
  expect(await accept(`0x${"0".repeat(64)}`)).toBe("There is no invitation of this link.");
  const old = await create();
  const { db } = team.server.store;
  const past = new Date(team.world.now() - INVITATION_MS).toISOString();
  await db.updateTable("invitations").set({ expires_at: past }).where("id", "=", old.invitation.id).execute();
  expect(await accept(old.secret)).toBe("This invitation has expired.");
  expect((await viewOf(old.org, buyer)).members).toHaveLength(1);
  const own = await create();
  expect((await post("/api/invitations/accept", buyer, { secret: own.secret })).body.code).toBe(
    "request/already-member",
  );
});

describe("an Admin", () => {
  test("changes and removes members, and nobody is made one unasked", async () => {
    const { org, secret } = await create("user");
    await post("/api/invitations/accept", pacific, { secret });
    const set = (address: string, role: string | null, headers: Headers = buyer) =>
      post(`/api/orgs/${org}/members`, headers, { address, role });
    const other = addressOf("provider-pacific");
    expect((await set(other, "viewer")).status).toBe(200);
    expect(await onChain(org, "provider-pacific")).toBe("viewer");
    expect((await set(addressOf("team-user"), "user")).body.code).toBe("request/not-member");
    const refused = await set(other, "admin", pacific);
    expect([refused.status, refused.body.code]).toEqual([403, "auth/role"]);
    expect((await set(other, null)).status).toBe(200);
    expect(await onChain(org, "provider-pacific")).toBeNull();
    expect((await ask("GET", `/api/orgs/${org}`, pacific)).status).toBe(404);
    expect((await actsOf(org)).slice(4)).toMatchObject([
      { action: "role.set", result: "done", facts: '{"role":"viewer"}' },
      { action: "role.set", result: "refused", actor: other, facts: '{"role":"viewer","needs":"admin"}' },
      { action: "role.removed", result: "done", subject: other },
    ]);
  });

  test("cannot leave an organisation without one", async () => {
    const { org, secret } = await create("admin");
    const alone = await post(`/api/orgs/${org}/leave`, buyer);
    expect([alone.status, alone.body.detail]).toEqual([
      409,
      "You are the only Admin of this organisation. Make another member an Admin first. Nothing has changed.",
    ]);
    const own = { address: addressOf("buyer"), role: "user" };
    expect((await post(`/api/orgs/${org}/members`, buyer, own)).body.code).toBe("request/last-admin");
    await post("/api/invitations/accept", pacific, { secret });
    expect((await post(`/api/orgs/${org}/leave`, buyer)).status).toBe(200);
    expect(await onChain(org, "buyer")).toBeNull();
    expect((await actsOf(org)).at(-1)).toMatchObject({ action: "member.left", actor: addressOf("buyer") });
  });

  test("renames, and a User does not", async () => {
    const { org } = team;
    expect((await post(`/api/orgs/${org}`, team.headers.admin, { name: "Renamed" })).body.name).toBe(
      "Renamed",
    );
    expect((await post(`/api/orgs/${org}`, team.headers.user, { name: "Mine" })).status).toBe(403);
    expect((await viewOf(org, team.headers.viewer)).name).toBe("Renamed");
  });
});

test("roles that are set at the contract itself are members and acts here, once, whoever reads them", async () => {
  const { org, server, setRole } = team;
  await setRole("team-viewer", "user");
  await setRole("team-viewer", "viewer");
  const reads = Array.from({ length: 3 }, () => viewOf(org, team.headers.admin));
  const [view] = await Promise.all(reads);
  expect(view!.members.map(({ role }) => role)).toEqual(["admin", "user", "viewer"]);
  const ofViewer = (await actsOf(org)).filter(({ subject }) => subject === addressOf("team-viewer"));
  expect(ofViewer.map(({ facts }) => JSON.parse(facts).role)).toEqual(["viewer", "user", "viewer"]);
  expect(server.faults).toEqual([]);
});

test("the sandbox has a demo team, made once, and what its members change stays", async () => {
  const { store, teams } = team.server;
  const seed = () =>
    seedDemoTeam({ store, teams: teams.open!, now: team.world.now, newSecret: () => `0x${"7".repeat(64)}` });
  await seed();
  await seed();
  const { orgs } = (await ask("GET", "/api/orgs", team.headers.viewer)).body;
  const demo = orgs.filter(({ name }: { name: string }) => name === "Demo team");
  expect(demo).toMatchObject([{ role: "viewer" }]);
  const { id } = demo[0];
  expect((await viewOf(id, team.headers.admin)).members.map(({ role }) => role)).toEqual([
    "admin",
    "user",
    "viewer",
  ]);
  expect((await post(`/api/orgs/${id}/leave`, team.headers.viewer)).status).toBe(200);
  await seed();
  expect(await onChain(id, "team-viewer")).toBeNull();
});
