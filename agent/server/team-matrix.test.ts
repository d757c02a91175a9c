import { randomUUID } from "node:crypto";
import { runChannel } from "@necto/tools/protocol/frame";
import type { InvitationMade, Role } from "@necto/tools/protocol/team";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ROLE_MS } from "../features/teams/chain-roles.ts";
import { A100, PAY, startThread, wordsIn } from "../testing/booking-world.ts";
import { type FeedPage, openFeed } from "../testing/feed-page.ts";
import { addressOf, openTeamWorld, TEAM, type TeamWorld } from "../testing/team-world.ts";
import { SESSION_SWEEP_MS } from "./session-sockets.ts";

// Every role, against every route, channel and command of an organisation: its own one, another one, and one it was put out of.

/** What an account is in an organisation. `none`: nothing, and never was. */
const ROLES = ["admin", "user", "viewer", "none"] as const;
type Who = (typeof ROLES)[number];
/** `own`: where it is that. `other`: somebody else's. `revoked`: where it was that until a moment ago. */
const WHICH = ["own", "other", "revoked"] as const;
type Which = (typeof WHICH)[number];
type Headers = Readonly<Record<string, string>>;

let team: TeamWorld;
beforeAll(async () => {
  team = await openTeamWorld();
});
afterAll(async () => {
  expect(team.server.faults).toEqual([]);
  await team.close();
});

const headersOf = (who: Who): Headers => team.headers[who === "none" ? "outsider" : who];
const ask = (method: "GET" | "POST" | "PUT" | "DELETE", url: string, headers: Headers, payload?: object) =>
  team.server.app.inject({
    ...{ method, url, ...(payload && { payload }) },
    headers: { "idempotency-key": randomUUID(), ...headers },
  });

/** An organisation of the demo provider, in which nobody else is anything. */
async function othersOrg(): Promise<string> {
  const { app } = team.server;
  const signedIn = await app.inject({
    ...{ method: "POST", url: "/api/session/demo", payload: { account: "provider-nordlys" } },
  });
  const cookie = `necto_session=${signedIn.cookies[0]!.value}`;
  return (await ask("POST", "/api/orgs", { cookie }, { name: "Others" })).json().org;
}

/** The organisation that is asked about; what was taken for `revoked` is given back by `restore`. */
async function prepare(who: Who, which: Which): Promise<string> {
  if (which === "other") return othersOrg();
  if (which === "revoked" && who !== "none") await take(who);
  return team.org;
}
async function take(who: Role): Promise<void> {
  // An Admin cannot put itself out alone.
  if (who === "admin") await team.setRole("team-user", "admin");
  await team.setRole(TEAM[who], null);
  team.world.clock.aheadMs += ROLE_MS;
}
async function restore(who: Who, which: Which): Promise<void> {
  if (which !== "revoked" || who === "none") return;
  if (who === "admin") {
    await team.restoreAdmin();
    await team.setRole("team-user", "user");
  } else await team.setRole(TEAM[who], who);
  team.world.clock.aheadMs += ROLE_MS;
}

interface Entry {
  readonly url?: (org: string, id: string) => string;
  readonly body?: (org: string) => object;
  /** What each role is answered in its own organisation. Everywhere else it is 404 to all of them. */
  readonly own: Readonly<Record<Who, number>>;
}
const READ = { admin: 200, user: 200, viewer: 200, none: 404 } as const;
const ADMINS = { admin: 200, user: 403, viewer: 403, none: 404 } as const;
const USERS = { admin: 201, user: 201, viewer: 403, none: 404 } as const;

/** By route. Those of one organisation that have it in their body or query are here too. */
const ORG_ROUTES: Readonly<Record<string, Entry>> = {
  "GET /api/orgs/:org": { own: READ },
  // Of whoever asked for it, and of nobody else.
  "GET /api/orgs/:org/call": { own: { admin: 404, user: 404, viewer: 404, none: 404 } },
  "GET /api/orgs/:org/invitations": { own: ADMINS },
  "POST /api/orgs/:org": { body: () => ({ name: "Same" }), own: ADMINS },
  "POST /api/orgs/:org/members": {
    body: () => ({ address: addressOf("team-viewer"), role: "viewer" }),
    own: ADMINS,
  },
  "POST /api/orgs/:org/invitations": { body: () => ({ role: "viewer" }), own: { ...ADMINS, admin: 201 } },
  "DELETE /api/orgs/:org/invitations/:id": {
    url: (org, id) => `/api/orgs/${org}/invitations/${id}`,
    own: ADMINS,
  },
  "GET /api/orgs/:org/policy": { own: READ },
  "PUT /api/orgs/:org/policy": { body: () => ({ policy: {}, since: 0 }), own: ADMINS },
  "PUT /api/orgs/:org/budgets": { body: () => ({ usdMicros: null }), own: ADMINS },
  "GET /api/orgs/:org/requests": { own: READ },
  // There is no such conversation, and no such request.
  "POST /api/orgs/:org/requests": {
    body: () => ({ threadId: "t", decisionId: "d", offerId: "o", durationSeconds: 60 }),
    own: { ...USERS, admin: 404, user: 404 },
  },
  "POST /api/orgs/:org/requests/:id": {
    ...{ url: (org) => `/api/orgs/${org}/requests/none`, body: () => ({ decision: "allow" }) },
    own: { ...ADMINS, admin: 404 },
  },
  // The only Admin stays.
  "POST /api/orgs/:org/leave": { own: { admin: 409, user: 200, viewer: 200, none: 404 } },
  "POST /api/threads": {
    url: () => "/api/threads",
    body: (org) => ({ mode: "tracked", org }),
    own: USERS,
  },
  "GET /api/jobs": { url: (org) => `/api/jobs?org=${org}`, own: READ },
  "GET /api/spend": {
    url: (org) => `/api/spend?org=${org}&from=2026-01-01&to=2026-12-31`,
    own: READ,
  },
  "GET /api/audit": { url: (org) => `/api/audit?org=${org}`, own: READ },
  "GET /api/audit/export": { url: (org) => `/api/audit/export?org=${org}`, own: READ },
  // The first act is the Admin's: a User sees its own only.
  "GET /api/audit/:scope/:seq": {
    url: (org) => `/api/audit/org:${org}/1`,
    own: { ...READ, user: 404 },
  },
};

interface Operation {
  readonly parameters?: readonly { readonly name: string }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> };
}

/** Whether a route takes an organisation in its path, its query or its body, or the place of a log. */
const takesOrg = ({ parameters = [], requestBody }: Operation): boolean =>
  parameters.some(({ name }) => name === "org" || name === "scope") ||
  /"org":/.test(JSON.stringify(requestBody ?? null));

test("every route of an organisation is in the table", async () => {
  const { paths } = (await ask("GET", "/api/docs/json", {})).json() as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  };
  const ofOrgs = Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations)
      .filter(([, operation]) => takesOrg(operation))
      .map(([method]) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ":$1")}`),
  );
  expect(ofOrgs.sort()).toEqual(Object.keys(ORG_ROUTES).sort());
});

describe.each(Object.entries(ORG_ROUTES))("%s", (route, { url, body, own }) => {
  const [method, path] = route.split(" ") as ["GET" | "POST" | "PUT" | "DELETE", string];
  const cases = WHICH.flatMap((which) => ROLES.map((who) => [who, which] as const));
  test.each(cases)("answers what is due to %s of its %s organisation", async (who, which) => {
    const made = await ask("POST", `/api/orgs/${team.org}/invitations`, team.headers.admin, { role: "user" });
    const { invitation } = made.json() as InvitationMade;
    const org = await prepare(who, which);
    const address = url?.(org, invitation.id) ?? path.replace(":org", org);
    const answer = await ask(method, address, headersOf(who), body?.(org));
    const due = which === "own" ? own[who] : 404;
    expect([answer.statusCode, answer.body.slice(0, 200)]).toEqual([due, expect.any(String)]);
    if (due === 403) expect(answer.json().code).toBe("auth/role");
    // Not even its name.
    if (due === 404) expect(answer.body).not.toMatch(/Test team|Same|Others/);
    if (route.endsWith("/leave") && due === 200) {
      await team.setRole(TEAM[who as Role], who as Role);
      team.world.clock.aheadMs += ROLE_MS;
    }
    await restore(who, which);
  });
});

describe("jobs of an organisation", () => {
  let jobs: Readonly<Record<"admin" | "user" | "personal", string>>;
  beforeAll(async () => {
    const book = async (as: "team-admin" | "team-user", org: string | null) => {
      const thread = await startThread(team.server, "tracked", { as, org });
      const approval = await thread.ask(A100);
      await thread.answer(approval.id, { ...PAY, payer: { ...PAY.payer, account: as } });
      await thread.resumed(approval.id);
      return approval.payers.demo.find(({ account }) => account === as)!.jobId;
    };
    jobs = {
      ...{ admin: await book("team-admin", team.org), user: await book("team-user", team.org) },
      personal: await book("team-user", null),
    };
  });

  test.each([
    ["admin", ["admin", "user"]],
    ["viewer", ["admin", "user"]],
    ["user", ["user"]],
    ["none", []],
  ] as const)("are listed and shown to %s as is due", async (who, seen) => {
    const listed = await ask("GET", `/api/jobs?org=${team.org}`, headersOf(who));
    if (who !== "none") {
      const rows = listed.json().jobs as { jobId: string; org: string; member: string }[];
      expect(rows.map(({ jobId }) => jobId).sort()).toEqual(seen.map((of) => jobs[of]).sort());
      for (const { org, member, jobId } of rows)
        expect([org, member]).toEqual([
          team.org,
          addressOf(jobId === jobs.admin ? "team-admin" : "team-user"),
        ]);
    } else expect(listed.statusCode).toBe(404);
    for (const of of ["admin", "user", "personal"] as const) {
      const isSeen = of === "personal" ? who === "user" : (seen as readonly string[]).includes(of);
      const view = await ask("GET", `/api/jobs/${jobs[of]}`, headersOf(who));
      expect([of, view.statusCode]).toEqual([of, isSeen ? 200 : 404]);
    }
  });

  test.each(["admin", "viewer", "none"] as const)(
    "are not acted on by %s, who did not book them",
    async (who) => {
      const view = await ask("GET", `/api/jobs/${jobs.user}`, headersOf(who));
      if (who !== "none") expect(view.json()).toMatchObject({ actions: [], access: null });
      const url = `/api/jobs/${jobs.user}`;
      expect((await ask("POST", `${url}/cancel`, headersOf(who), {})).statusCode).toBe(404);
      expect((await ask("GET", `${url}/calls/cancel`, headersOf(who))).statusCode).toBe(404);
    },
  );

  test("are seen by no Admin or Viewer who is out; who booked one keeps what it paid for", async () => {
    for (const who of ["admin", "viewer", "user"] as const) {
      await take(who);
      expect((await ask("GET", `/api/jobs?org=${team.org}`, headersOf(who))).statusCode).toBe(404);
      const view = await ask("GET", `/api/jobs/${jobs.user}`, headersOf(who));
      expect([who, view.statusCode]).toEqual([who, who === "user" ? 200 : 404]);
      await restore(who, "revoked");
    }
  });
});

describe("the chat", () => {
  const COMMANDS = [
    { text: "cheapest A100" },
    { requirements: A100 },
    { text: "book the first one" },
    { text: "why not the others?" },
    { text: "help" },
  ];
  const cases = COMMANDS.flatMap((command) =>
    (["admin", "user"] as const).map((who) => [who, command] as const),
  );

  test.each(cases)("takes from %s in its organisation, and not once it is out: %j", async (who, command) => {
    const { org } = team;
    const thread = (await ask("POST", "/api/threads", headersOf(who), { mode: "tracked", org })).json().id;
    const say = () => ask("POST", `/api/threads/${thread}/runs`, headersOf(who), command);
    const first = await say();
    expect(first.statusCode).toBe(202);
    for (;;) {
      const run = (await ask("GET", `/api/runs/${first.json().id}`, headersOf(who))).json();
      if (run.status !== "running") break;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await take(who);
    expect((await say()).statusCode).toBe(404);
    await restore(who, "revoked");
  });

  test.each(COMMANDS)("says in one sentence that a Viewer cannot go on as a User: %j", async (command) => {
    const { org } = team;
    const thread = (await ask("POST", "/api/threads", headersOf("user"), { mode: "tracked", org })).json().id;
    await team.setRole("team-user", "viewer");
    team.world.clock.aheadMs += ROLE_MS;
    const said = await ask("POST", `/api/threads/${thread}/runs`, headersOf("user"), command);
    expect([said.statusCode, said.json().detail]).toEqual([
      403,
      "This takes the role User in the organisation. Your role is Viewer.",
    ]);
    await restore("user", "revoked");
  });

  test.each(["viewer", null] as const)("books nothing whose approval is answered as %s", async (role) => {
    const thread = await startThread(team.server, "tracked", { as: "team-user", org: team.org });
    const approval = await thread.ask(A100);
    await team.setRole("team-user", role);
    team.world.clock.aheadMs += ROLE_MS;
    const paid = { ...PAY, payer: { ...PAY.payer, account: "team-user" } };
    const answer = await thread.answer(approval.id, paid);
    expect(answer.status).toBe(role === null ? 404 : 403);
    // Not by another door either.
    const inside = team.server.booking!.answers.answer({
      id: approval.id,
      decision: paid as never,
      key: randomUUID(),
    });
    await expect(inside).rejects.toMatchObject({ code: role === null ? "request/not-found" : "auth/role" });
    await restore("user", "revoked");
    expect((await thread.view(approval.id)).status).toBe("pending");
  });

  test("a run that was begun in time asks again before it books", async () => {
    const thread = await startThread(team.server, "tracked", { as: "team-user", org: team.org });
    await thread.say({ requirements: A100 });
    await team.setRole("team-user", null);
    team.world.clock.aheadMs += ROLE_MS;
    const run = await team.server.runs.start(thread.id, { text: "book the first one" });
    expect(wordsIn(await thread.untilOver(run.id))).toContain(
      "This cannot be booked. You are no longer a member of the organisation that this conversation is for. Nothing was paid.",
    );
    await restore("user", "revoked");
  });
});

describe("the channels", () => {
  const pages: FeedPage[] = [];
  afterAll(() => {
    for (const { socket } of pages) socket.terminate();
  });
  async function open(headers: Headers): Promise<FeedPage> {
    const { app } = team.server;
    if (!app.server.listening) await app.listen({ host: "127.0.0.1", port: 0 });
    const page = await openFeed(app.listeningOrigin, headers);
    pages.push(page);
    return page;
  }
  async function runOf(who: Role): Promise<string> {
    const thread = (
      await ask("POST", "/api/threads", headersOf(who), { mode: "tracked", org: team.org })
    ).json();
    return (await ask("POST", `/api/threads/${thread.id}/runs`, headersOf(who), { text: "help" })).json().id;
  }
  const answerTo = (page: FeedPage, channel: string) => {
    page.frames.length = 0;
    page.send({ t: "sub", ch: [channel] });
    return page.until(
      (frame) =>
        (frame.t === "err" && frame.ch === channel) || (frame.t === "ready" && frame.ch.includes(channel)),
    );
  };

  test.each(["admin", "user"] as const)(
    "tell the run of %s to nobody else, of whatever role",
    async (owner) => {
      const channel = runChannel(await runOf(owner));
      for (const who of ROLES) {
        const answer = await answerTo(await open(headersOf(who)), channel);
        expect([who, answer]).toMatchObject([who, who === owner ? { t: "ready" } : { code: "not-found" }]);
      }
    },
  );

  test.each(["admin", "user"] as const)(
    "end for %s with its role, by the next sweep, and not before for others",
    async (who) => {
      expect(SESSION_SWEEP_MS).toBeLessThan(5_000);
      const channel = runChannel(await runOf(who));
      const [page, personal] = [await open(headersOf(who)), await open(headersOf(who))];
      expect(await answerTo(page, channel)).toMatchObject({ t: "ready" });
      const own = (await ask("POST", "/api/threads", headersOf(who), { mode: "tracked" })).json().id;
      const run = (await ask("POST", `/api/threads/${own}/runs`, headersOf(who), { text: "help" })).json().id;
      expect(await answerTo(personal, runChannel(run))).toMatchObject({ t: "ready" });
      const sweep = () =>
        team.server.sessionSockets.sweep({
          stillOpen: team.server.accounts.stillOpen,
          roleNow: team.server.teams.roleNow,
        });
      page.frames.length = 0;
      await sweep();
      expect(page.frames.filter(({ t }) => t === "err")).toEqual([]);
      // What was answered a moment ago does not count: no time passes here.
      await takeNow(who);
      await sweep();
      expect(await page.until(({ t }) => t === "err")).toMatchObject({ ch: channel, code: "revoked" });
      expect(personal.frames.filter(({ t }) => t === "err")).toEqual([]);
      expect(await answerTo(page, channel)).toMatchObject({ code: "not-found" });
      await restore(who, "revoked");
    },
  );

  async function takeNow(who: Role): Promise<void> {
    if (who === "admin") await team.setRole("team-user", "admin");
    await team.setRole(TEAM[who], null);
  }

  test("end also when the chain does not say who is a member", async () => {
    const channel = runChannel(await runOf("user"));
    const page = await open(headersOf("user"));
    await answerTo(page, channel);
    const roleNow = async () => {
      throw new Error("no answer");
    };
    await team.server.sessionSockets.sweep({ stillOpen: team.server.accounts.stillOpen, roleNow });
    expect(await page.until(({ t }) => t === "err")).toMatchObject({ ch: channel, code: "unavailable" });
  });
});
