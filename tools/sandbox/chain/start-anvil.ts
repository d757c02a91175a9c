import { type ChildProcess, spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { NectoError } from "../../errors.ts";
import { processArguments, processIdentity } from "./process-identity.ts";
import { type RpcClient, rpcClient } from "./rpc.ts";

const require = createRequire(import.meta.url);

/** The packages that carry anvil, by Node's names of platform and processor. */
const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "@foundry-rs/anvil-linux-amd64",
  "linux-arm64": "@foundry-rs/anvil-linux-arm64",
  "darwin-x64": "@foundry-rs/anvil-darwin-amd64",
  "darwin-arm64": "@foundry-rs/anvil-darwin-arm64",
};

/**
 * Runs anvil and says its process number. When our end of the pipe closes, by `kill` or because this process was killed
 * in whatever way, the watcher in the background kills anvil.
 */
const SUPERVISOR = `exec 3<&0
"$@" </dev/null 3<&- &
child=$!
echo "pid $child"
(cat <&3 >/dev/null; kill -9 "$child") >/dev/null 2>&1 &
watcher=$!
wait "$child"
code=$?
kill "$watcher" 2>/dev/null
exit "$code"`;

/** States of older blocks that \`eth_call\` can still be asked about; each costs memory. */
const HISTORY_BLOCKS = 32;
const LAST_WORDS = 2_000;
/** More than anvil prints until it listens. */
const MAX_BANNER = 20_000;
const START_MS = 60_000;

export interface AnvilOptions {
  readonly chainId: number;
  /** Seconds; the time of the first block, which its hash depends on. */
  readonly genesisTime: number;
  /** Holds the process number, and is told to anvil so that its process can be recognised; null leaves no trace. */
  readonly folder: string | null;
  /** States of older blocks to keep; 32 unless said. */
  readonly historyBlocks?: number;
}

export interface Anvil extends RpcClient {
  /** Anvil's own JSON-RPC, with the methods that only a test chain has. */
  readonly url: string;
  readonly pid: number;
  /** Settles with anvil's last words when its process is gone. */
  readonly exited: Promise<string>;
  readonly kill: () => Promise<void>;
}

/**
 * Starts anvil on a free port of this machine with Cancun rules, without accounts, mining only when told to.
 *
 * @throws NectoError `chain/no-anvil` where there is no build for this machine, `chain/not-started`
 */
export async function startAnvil({
  chainId,
  genesisTime,
  folder,
  historyBlocks = HISTORY_BLOCKS,
}: AnvilOptions): Promise<Anvil> {
  const anvil = [
    ...[findAnvil(), "--host", "127.0.0.1", "--port", "0", "--no-cors", "--no-request-size-limit"],
    ...["--chain-id", String(chainId), "--timestamp", String(genesisTime), "--hardfork", "cancun"],
    ...["--accounts", "0", "--no-mining", "--order", "fifo", "--prune-history", String(historyBlocks)],
    ...["--cache-path", cachePath(folder)],
  ];
  const supervisor = spawn("/bin/sh", ["-c", SUPERVISOR, "necto-chain", ...anvil], {
    stdio: ["pipe", "pipe", "pipe"],
    env: { PATH: "/usr/bin:/bin:/usr/local/bin", HOME: folder ?? tmpdir() },
  });
  const exited = lastWords(supervisor);
  const deadline = setTimeout(() => supervisor.stdin?.destroy(), START_MS);
  const { pid, port } = await Promise.race([readStart(supervisor), refuseExit(exited)]).finally(() =>
    clearTimeout(deadline),
  );
  if (folder !== null) await writeFile(pidPath(folder), String(pid));
  const client = rpcClient(port);
  await client.call("anvil_setLoggingEnabled", false);
  return {
    ...client,
    url: `http://127.0.0.1:${port}`,
    pid,
    exited,
    async kill() {
      client.close();
      supervisor.stdin?.destroy();
      await exited;
      if (folder !== null) await rm(pidPath(folder), { force: true });
    },
  };
}

/**
 * Kills the anvil that a former owner of the folder left behind. Its number alone proves nothing: the process must have
 * been started for this folder.
 */
export async function killStaleAnvil(folder: string): Promise<void> {
  const pid = Number(await readFile(pidPath(folder), "utf8").catch(() => ""));
  if (!Number.isInteger(pid) || pid <= 1) return;
  const words = await processArguments(pid);
  const identity = await processIdentity(pid);
  if (words?.includes(cachePath(folder)) && words[0]?.endsWith("anvil") && identity !== null) {
    process.kill(pid, "SIGKILL");
    while ((await processIdentity(pid)) === identity) await sleep(5);
  }
  await rm(pidPath(folder), { force: true });
}

const pidPath = (folder: string): string => join(folder, "anvil.pid");
const cachePath = (folder: string | null): string => join(folder ?? tmpdir(), "anvil-cache");

function findAnvil(): string {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform];
  try {
    return join(dirname(require.resolve(`${name}/package.json`)), "bin/anvil");
  } catch (cause) {
    throw new NectoError({
      code: "chain/no-anvil",
      message:
        name === undefined
          ? `The sandbox's chains need anvil, and there is none for ${platform}. Use real networks instead (ADI_* and ZG_* in .env.example).`
          : `The sandbox's chains need the package ${name}, which is not installed. Run npm ci without --omit=optional.`,
      meta: { platform },
      cause,
    });
  }
}

function readStart({ stdout }: ChildProcess): Promise<{ pid: number; port: number }> {
  let printed = "";
  return new Promise((resolve) => {
    // Reads for good, so that the pipe never fills; keeps nothing once it knows both.
    stdout!.on("data", (chunk: Buffer) => {
      if (printed.length > MAX_BANNER) return;
      printed += chunk.toString("utf8");
      const pid = matchNumber(printed, /^pid (\d+)$/m);
      const port = matchNumber(printed, /^Listening on 127\.0\.0\.1:(\d+)$/m);
      if (pid !== undefined && port !== undefined) resolve({ pid, port });
    });
  });
}

function matchNumber(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

async function lastWords(supervisor: ChildProcess): Promise<string> {
  let words = "";
  supervisor.stderr!.on("data", (chunk: Buffer) => {
    words = `${words}${chunk.toString("utf8")}`.slice(-LAST_WORDS);
  });
  // Its pipe breaks when anvil is gone first; the exit says so.
  supervisor.stdin!.on("error", () => undefined);
  return new Promise((resolve, reject) => {
    supervisor.once("error", reject);
    supervisor.once("exit", (code, signal) => {
      // Should only the shell have been killed, this is what the watcher waits for.
      supervisor.stdin!.destroy();
      resolve(words.trim() || `exit ${code ?? signal}`);
    });
  });
}

async function refuseExit(exited: Promise<string>): Promise<never> {
  throw new NectoError({ code: "chain/not-started", message: `anvil did not start: ${await exited}` });
}
