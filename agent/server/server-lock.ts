import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { digestOf } from "@necto/tools/core/digest";
import { type Ask, AskResult } from "@necto/tools/protocol/api";
import type { Config } from "../config/config.ts";

/** What a running server leaves in its data folder for the other commands. */
interface Lock {
  readonly pid: number;
  readonly url: string;
  /** Digest of the settings that decide an answer; another setting must not answer for ours. */
  readonly settings: string;
}

const lockPath = ({ home }: Config): string => join(home, "server.json");
/** A server on this machine answers at once or is not there. */
const PROBE_MS = 500;

const settingsOf = ({ prices, sources, catalog, sandboxSeed, sandboxFaults, chatModel }: Config): string =>
  digestOf({
    prices,
    sources,
    catalog,
    sandboxSeed,
    sandboxFaults,
    chatModel: chatModel && { model: chatModel.model, baseUrl: chatModel.baseUrl },
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
  readonly ask: (question: Ask) => Promise<AskResult>;
}

/** The running server of this data folder when it has the same settings and answers; else null. */
export async function findServer(config: Config): Promise<RunningServer | null> {
  const lock = await readLock(config);
  if (!lock || lock.settings !== settingsOf(config) || !(await answers(lock.url))) return null;
  return {
    url: lock.url,
    async ask(question) {
      const response = await fetch(`${lock.url}/api/ask`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(question),
      });
      if (!response.ok) throw new Error(`The server at ${lock.url} answered ${response.status}.`);
      return AskResult.parse(await response.json());
    },
  };
}

async function readLock(config: Config): Promise<Lock | null> {
  const text = await readFile(lockPath(config), "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return JSON.parse(text) as Lock;
  } catch {
    return null;
  }
}

async function answers(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/api/status`, { signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    return false;
  }
}
