import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openStore } from "../agent/store/open-store.ts";

const BINARIES = "/usr/lib/postgresql";
const START_MS = 30_000;
/** Runs a command until its input ends, which it also does when these suites are killed: no server stays behind. */
const UNTIL_INPUT_ENDS =
  '"$@" </dev/null & server=$!; cat >/dev/null; kill -INT $server; wait $server; rm -rf "$PWD/data"';

/**
 * Gives the suites a PostgreSQL: that of NECTO_TEST_DATABASE_URL, whose user may create databases, else a private one
 * in a temporary folder from Debian's binaries, reached by a socket in that folder and gone afterwards.
 */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.NECTO_TEST_DATABASE_URL?.trim();
  const cluster = given ? { url: given, stop: async () => {} } : await startPrivate();
  const prefix = `necto_test_${randomBytes(4).toString("hex")}_`;
  const template = `${prefix}template`;
  await makeTemplate(cluster.url, template);
  project.provide("cluster", { url: cluster.url, prefix, template });
  return async () => {
    await dropDatabases(cluster.url, prefix);
    await cluster.stop();
  };
}

/** Makes all tables once, for every database of the suites to be a copy of. Its epoch is what makes a database its own. */
async function makeTemplate(cluster: string, name: string): Promise<void> {
  const client = new pg.Client({ connectionString: cluster });
  await client.connect();
  await client.query(`CREATE DATABASE "${name}"`);
  await client.end();
  const url = new URL(cluster);
  url.pathname = name;
  const store = await openStore(url.href, () => "of the template");
  await store.db.deleteFrom("meta").where("key", "=", "epoch").execute();
  await store.close();
}

async function dropDatabases(url: string, prefix: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ datname: string }>(
    "select datname from pg_database where starts_with(datname, $1)",
    [prefix],
  );
  for (const { datname } of rows) await client.query(`DROP DATABASE "${datname}" WITH (FORCE)`);
  await client.end();
}

async function startPrivate(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const binaries = findBinaries();
  const folder = mkdtempSync(join(tmpdir(), "necto-postgres-"));
  const user = unprivilegedUser();
  if (user) chownSync(folder, user.uid, user.gid);
  const as = { ...user, cwd: folder, env: { PATH: process.env.PATH, LC_ALL: "C", PGTZ: "UTC" } };
  const data = join(folder, "data");
  const initdb = ["-D", data, "-U", "necto", "-E", "UTF8", "--no-locale", "--auth=trust", "--no-sync"];
  execFileSync(join(binaries, "initdb"), initdb, { ...as, stdio: ["ignore", "ignore", "pipe"] });
  // Nothing in it outlives the suites, so nothing has to survive a power cut.
  const settings = ["listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200"];
  const server = spawn(
    "sh",
    ["-c", UNTIL_INPUT_ENDS, "sh", join(binaries, "postgres"), "-D", data, "-k", folder].concat(
      settings.flatMap((setting) => ["-c", setting]),
    ),
    { ...as, stdio: ["pipe", "ignore", "pipe"] },
  );
  let said = "";
  server.stderr.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  const exited = once(server, "exit");
  const url = `postgres://necto@localhost/postgres?host=${encodeURIComponent(folder)}`;
  const stop = async () => {
    server.stdin.end();
    await exited;
    rmSync(folder, { recursive: true, force: true });
  };
  for (const started = Date.now(); ; ) {
    if (await answers(url)) return { url, stop };
    if (server.exitCode !== null || Date.now() - started > START_MS) {
      await stop();
      throw new Error(`PostgreSQL of ${binaries} did not start:\n${said}`);
    }
    await sleep(50);
  }
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    await client.end();
    return true;
  } catch {
    return false;
  }
}

/** The newest that Debian or Ubuntu installed. */
function findBinaries(): string {
  const versions = versionsIn(BINARIES).sort((a, b) => Number(b) - Number(a));
  if (versions.length > 0) return join(BINARIES, versions[0]!, "bin");
  throw new Error(
    `There is no PostgreSQL in ${BINARIES}. Install it (apt-get install postgresql; no service needs to run), or set ` +
      "NECTO_TEST_DATABASE_URL to one whose user may create databases: postgres://user:password@host:5432/postgres",
  );
}

function versionsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^\d+$/.test(name));
  } catch {
    return [];
  }
}

/** PostgreSQL refuses to run as root; the package brings a user for it. */
function unprivilegedUser(): { readonly uid: number; readonly gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string) => Number(execFileSync("id", [flag, "postgres"], { encoding: "utf8" }));
  return { uid: id("-u"), gid: id("-g") };
}
