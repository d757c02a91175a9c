import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "@necto/tools/core/digest";
import { NectoError } from "@necto/tools/errors";
import { type Ask, AskResult } from "@necto/tools/protocol/api";
import { z } from "zod";
import type { Config } from "../config/config.ts";

/** What a running server leaves in its data folder for the other commands. */
const Lock = z.object({
  pid: z.number().int().positive(),
  url: z.string(),
  /** Digest of the settings that decide an answer; another setting must not answer for ours. */
  settings: z.string(),
});
type Lock = z.output<typeof Lock>;

const lockPath = ({ home }: Config): string => join(home, "server.json");
/** Nobody at an address is known at once; whoever is there may be busy, and gets this long. */
const PATIENCE_MS = 5_000;

/** Keys count by being there; they are secrets and stay out of every file. */
const settingsOf = ({
  apiKey: _,
  home,
  databaseUrl,
  host,
  port,
  hosts,
  rateLimit,
  keyRateLimit,
  signInLimit,
  failpoint,
  webhooks,
  ...answering
}: Config): string =>
  digestOf({
    ...answering,
    lambdaApiKey: answering.lambdaApiKey !== null,
    dispersedPublicKey: answering.dispersedPublicKey !== null,
    dispersedSecretKey: answering.dispersedSecretKey !== null,
    coingeckoApiKey: answering.coingeckoApiKey !== null,
    zeroG: answering.zeroG && { ...answering.zeroG, privateKey: answering.zeroG.privateKey !== null },
    adi: answering.adi && { ...answering.adi, sender: true, quotes: answering.adi.quotes !== null },
    agentKey: answering.agentKey !== null,
    aws: answering.aws && { regions: answering.aws.regions },
    chatModel: answering.chatModel && { ...answering.chatModel, apiKey: true },
  });

export async function writeLock(config: Config, url: string): Promise<void> {
  const lock: Lock = { pid: process.pid, url, settings: settingsOf(config) };
  await writeFile(lockPath(config), JSON.stringify(lock));
}

/** Removes our own lock; that of a server that took over stays. */
export async function removeLock(config: Config): Promise<void> {
  if ((await readLock(config))?.pid === process.pid) await rm(lockPath(config), { force: true });
}

export interface RunningServer {
  readonly url: string;
  readonly ask: (question: Ask, signal: AbortSignal) => Promise<AskResult>;
  /** GET of a path of its API; null when there is nothing. */
  readonly get: (path: string, signal: AbortSignal) => Promise<Response | null>;
}

/**
 * Two servers on one data folder would end each other's runs: one that lives and is too busy to answer counts as well.
 *
 * @throws NectoError `config/home-in-use` while a server of another process answers for this folder
 */
export async function refuseSecondServer(config: Config, patienceMs = PATIENCE_MS): Promise<void> {
  const lock = await readLock(config);
  if (!lock || lock.pid === process.pid || !isAlive(lock.pid)) return;
  if ((await whoIsAt(lock.url, patienceMs)) === "nobody") return;
  throw new NectoError({
    code: "config/home-in-use",
    message: `A server at ${lock.url} uses the data folder ${config.home} already. Stop it, or set NECTO_HOME to another folder.`,
    ...(lock.settings !== settingsOf(config) && {
      hint: "It runs with other settings: a command with the same ones would ask it.",
    }),
  });
}

/** The running server of this data folder when it has the same settings and answers; else null. */
export async function findServer(config: Config): Promise<RunningServer | null> {
  const lock = await readLock(config);
  if (!lock || lock.settings !== settingsOf(config)) return null;
  // After a crash its address may belong to another server, which has other prices.
  if (!isAlive(lock.pid) || (await whoIsAt(lock.url, PATIENCE_MS)) !== "server") return null;
  return {
    url: lock.url,
    async ask(question, signal) {
      const response = await fetch(`${lock.url}/api/ask`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(question),
        signal,
      });
      if (!response.ok) throw new Error(`The server at ${lock.url} answered ${response.status}.`);
      return AskResult.parse(await response.json());
    },
    async get(path, signal) {
      const response = await fetch(`${lock.url}/api${path}`, { signal });
      return response.ok ? response : null;
    },
  };
}

async function readLock(config: Config): Promise<Lock | null> {
  const text = await readFile(lockPath(config), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return Lock.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

async function whoIsAt(url: string, patienceMs: number): Promise<"server" | "nobody" | "silent"> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    return (await fetch(`${url}/api/status`, { signal })).ok ? "server" : "nobody";
  } catch (error) {
    return (error as Error).name === "TimeoutError" ? "silent" : "nobody";
  }
}
