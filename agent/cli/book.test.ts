import { randomUUID } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readConfig } from "../config/config.ts";
import { startServer } from "../server/start-server.ts";
import { runHere } from "../testing/cli.ts";
import { signInOver } from "../testing/sign-in.ts";
import { tempFolder } from "../testing/temp-folder.ts";
import type { Io } from "./command.ts";
import { openServer } from "./server-client.ts";

let home: Awaited<ReturnType<typeof tempFolder>>;
beforeAll(async () => {
  home = await tempFolder();
});
afterAll(() => home.remove());

const run = (args: readonly string[], fields: Parameters<typeof runHere>[1] = {}) =>
  runHere(args, { environment: { NECTO_HOME: home.path, NECTO_SANDBOX_PROVIDER: "manual" }, ...fields });
const BOOK = ["book", "1", "--hours", "2", "--gpu", "A100"] as const;

test("book shows the whole order, pays after a yes, and the job is listed and verified with the server gone", async () => {
  const asked: string[] = [];
  const ask = async (question: string) => {
    asked.push(question);
    return "yes";
  };
  const booked = await run([...BOOK, "--json"], { ask });
  expect(booked.code).toBe(0);
  const { receipt } = JSON.parse(booked.out);
  for (const field of [receipt.payee, receipt.escrow, receipt.traceRoot])
    expect(booked.notes).toContain(field);
  expect(asked).toEqual([`Pay ${receipt.totalUsdMicros / 1_000_000} ${receipt.token}? Type yes: `]);

  const listed = JSON.parse((await run(["jobs", "--json"])).out);
  expect(listed).toMatchObject({ account: "buyer", jobs: [{ jobId: receipt.jobId, status: "funded" }] });
  expect(listed.jobs).toHaveLength(1);

  const verified = JSON.parse((await run(["verify", receipt.jobId, "--json"])).out);
  expect(verified.overall).toBe("verified");
  expect(verified.checks.map(({ verdict }: { verdict: string }) => verdict)).toEqual(
    Array.from({ length: 7 }, () => "verified"),
  );

  const folder = join(home.path, "job-keys");
  const [name] = await readdir(folder);
  expect(name).toBe(`${receipt.jobId}.json`);
  expect((await stat(join(folder, name!))).mode & 0o077).toBe(0);
  const { viewSecret } = JSON.parse(await readFile(join(folder, name!), "utf8"));
  expect(booked.out + booked.notes).not.toContain(viewSecret);
});

test("any other answer than yes declines, and nothing is paid", async () => {
  const countJobs = async () => JSON.parse((await run(["jobs", "--json"])).out).jobs.length;
  const before = await countJobs();
  const { code, out } = await run(BOOK, { ask: async () => "y" });
  expect([code, out]).toEqual([1, "Declined. Nothing was paid.\n"]);
  expect(await countJobs()).toBe(before);
});

test("a command that hears no more of its server says what becomes of a payment", async () => {
  const own = await tempFolder();
  const config = readConfig({ NECTO_HOME: own.path, PORT: "0" }, "/nowhere");
  const faults: unknown[] = [];
  const server = await startServer(config, { onFault: (error) => faults.push(error) });
  const hearing = new AbortController();
  const client = await openServer(config, { signal: hearing.signal } as Io);
  const { id } = await client.post<{ id: string }>("/threads", {});
  const { id: runId } = await client.post<{ id: string }>(`/threads/${id}/runs`, { text: "cheapest H100" });
  const followed = client.follow(runId, () => hearing.abort());
  await expect(followed).rejects.toMatchObject({
    code: "run/lost",
    hint: expect.stringContaining("necto jobs"),
  });
  await server.close();
  expect(faults).toEqual([]);
  await own.remove();
});

test("nobody at the terminal is no yes", async () => {
  const { code, notes } = await run(BOOK);
  expect(code).toBe(64);
  expect(notes).toContain("Nobody is there to be asked");
});

test("the kill switch and the cap are told in one line", async () => {
  const environment = { NECTO_HOME: home.path };
  const off = await run([...BOOK, "--yes"], { environment: { ...environment, NECTO_BOOKING: "off" } });
  expect([off.code, off.notes]).toEqual([1, "necto: Booking is switched off here (NECTO_BOOKING=off).\n"]);
  const cap = await run([...BOOK, "--yes"], { environment: { ...environment, NECTO_MAX_ORDER_USD: "1" } });
  expect([cap.code, cap.notes]).toEqual([
    ...[
      1,
      "necto: This cannot be booked. It is above what one order may cost here. Book fewer hours, or a cheaper offer. Nothing was paid.\n",
    ],
  ]);
});

test("an offer of another market is handed over with what to run there, and moves no money", async () => {
  const found = JSON.parse((await run(["offers", "--source", "aws-spot", "--limit", "1", "--json"])).out);
  const { code, out } = await run(["book", found.offers[0].offer.id, "--hours", "1", "--yes"]);
  expect(code).toBe(1);
  expect(out).toContain("aws ec2 run-instances");
});

test("an offer of a market with a broker is booked, and the card says who fulfils it through whom", async () => {
  const found = JSON.parse((await run(["offers", "--source", "lambda", "--limit", "1", "--json"])).out);
  const { code, out, notes } = await run(["book", found.offers[0].offer.id, "--hours", "1", "--yes"]);
  expect(code).toBe(0);
  expect(notes + out).toContain("Necto's demo broker through Lambda; Necto's escrow holds the money");
});

test.each<[readonly string[], RegExp]>([
  [["book"], /Name one offer/],
  [["book", "1"], /--hours is missing/],
  [["book", "1", "--hours", "0"], /--hours is 0/],
  [["book", "1", "--hours", "1e9"], /--hours is 1e9; .* 4656 hours \(194 days\) at most\./],
  [["book", "1", "--hours", "1", "--gpu", "Zorblax"], /No GPU is called “Zorblax”/],
  [["book", "1", "--hours", "1", "--region", "Atlantis"], /“Atlantis” is no region/],
  [["book", "1", "--hours", "1", "--account", "treasury"], /--account is “treasury”/],
  [["jobs", "now"], /is no flag/],
])("%j is refused in one line", async (args, line) => {
  const { code, notes } = await run(args);
  expect([code, notes.trim().split("\n").length]).toEqual([64, 1]);
  expect(notes).toMatch(line);
});

test("a list that nothing fits says why, and not that its first row is missing", async () => {
  const { code, notes } = await run(["book", "1", "--hours", "1", "--gpu", "mi300x", "--region", "ZA"]);
  expect([code, notes]).toEqual([
    1,
    expect.stringMatching(/^necto: None of \d+ offers fits: .*other region/),
  ]);
});

describe("with an API key", () => {
  const environment = () => ({ NECTO_HOME: home.path, PORT: "0", NECTO_SANDBOX_PROVIDER: "manual" });
  async function withServer(scopes: readonly string[], use: (by: ByKey) => Promise<void>) {
    const onFault = (fault: unknown) => {
      throw fault;
    };
    const server = await startServer(readConfig(environment(), "/nowhere"), { onFault });
    try {
      const session = await signInOver(server.url, "team-admin");
      const made = await fetch(`${server.url}/api/keys`, {
        ...{ method: "POST", headers: { ...session, "content-type": "application/json" } },
        body: JSON.stringify({ name: "CLI", scopes }),
      });
      const { secret } = (await made.json()) as { secret: string };
      const byKey = (args: readonly string[]) =>
        runHere(args, { environment: { ...environment(), NECTO_API_KEY: secret } });
      await use({ url: server.url, session, secret, run: byKey });
    } finally {
      await server.close();
    }
  }
  interface ByKey {
    readonly url: string;
    readonly session: { readonly cookie: string };
    readonly secret: string;
    readonly run: (args: readonly string[]) => ReturnType<typeof runHere>;
  }

  test("book asks for an approval that its account gives in the browser, and jobs are that account's", () =>
    withServer(["read", "book"], async ({ url, session, secret, run }) => {
      const booked = await run([...BOOK, "--json"]);
      expect([booked.code, booked.notes]).toEqual([0, expect.stringContaining("(tracked)")]);
      const { approvalUrl, approvalId, order } = JSON.parse(booked.out);
      expect(approvalUrl.startsWith(`${url}/chat/thread-`)).toBe(true);
      const read = (headers: object) =>
        fetch(`${url}/api/approvals/${approvalId}`, { headers: { ...headers } });
      expect(await (await read(session)).json()).toMatchObject({
        status: "pending",
        threadMode: "tracked",
        order,
      });
      expect((await read({})).status).toBe(401);
      expect(JSON.parse((await run(["jobs", "--json"])).out)).toEqual({ jobs: [] });
      for (const { out, notes } of [booked, await run(["jobs"])]) expect(out + notes).not.toContain(secret);
    }));

  test("book is for an organisation that the key's account is in, by its name", () =>
    withServer(["read", "book"], async ({ url, session, run }) => {
      const made = await fetch(`${url}/api/orgs`, {
        method: "POST",
        headers: { ...session, "content-type": "application/json", "idempotency-key": randomUUID() },
        body: JSON.stringify({ name: "Lab" }),
      });
      const { org } = (await made.json()) as { org: string };
      const booked = await run([...BOOK, "--org", "Lab", "--json"]);
      const thread = new URL(JSON.parse(booked.out).approvalUrl).pathname.split("/").at(-1);
      const view = await fetch(`${url}/api/threads/${thread}`, { headers: session });
      expect(await view.json()).toMatchObject({ mode: "tracked", org });
      const none = await run([...BOOK, "--org", "Elsewhere"]);
      expect([none.code, none.notes]).toEqual([
        64,
        expect.stringMatching(/in no organisation “Elsewhere”.*Lab/),
      ]);
    }));

  test("book needs a key that may, a server that stays, and nobody's yes", async () => {
    await withServer(["read"], async ({ run }) => {
      const refused = await run(BOOK);
      expect([refused.code === 0, refused.notes]).toEqual([false, expect.stringContaining("takes “book”")]);
      expect((await run([...BOOK, "--yes"])).notes).toContain("approves nothing");
    });
    await withServer(["book"], async ({ run }) => {
      expect((await run(BOOK)).notes).toContain("takes the scope “read”");
    });
    const key = { NECTO_API_KEY: `necto_${"0".repeat(64)}` };
    expect((await runHere(BOOK, { environment: { ...environment(), ...key } })).code).not.toBe(0);
    const bad = await runHere(BOOK, { environment: { ...environment(), NECTO_API_KEY: "necto_s3cret" } });
    expect(bad.notes).toContain("NECTO_API_KEY is no API key");
    expect(bad.notes).not.toContain("s3cret");
  });
});
