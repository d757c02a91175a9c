import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openChain } from "./open-chain.ts";
import { ask, balances, CHAIN_ID } from "./testing/chain-client.ts";

/** `NECTO_CHAIN_KILLS=100 npx vitest run tools/sandbox/chain/kill.test.ts` for more. */
const KILLS = Number(process.env.NECTO_CHAIN_KILLS ?? 8);
const writer = fileURLToPath(new URL("testing/write-forever.ts", import.meta.url));

let folder: string;
const children: ChildProcess[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "necto-chain-"));
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const WAYS = ["owner", "everything", "anvil first", "everything at the start"] as const;

/** What a client was told until the kill, whole lines only. */
async function writeUntilKilled(how: (typeof WAYS)[number], ms: number): Promise<string[]> {
  const child = spawn(process.execPath, [writer, folder], { detached: true });
  children.push(child);
  let printed = "";
  let complaints = "";
  child.stdout.on("data", (chunk) => {
    printed += chunk;
  });
  child.stderr.on("data", (chunk) => {
    complaints += chunk;
  });
  const exited = once(child, "close");
  const isEarly = how === "everything at the start";
  while (!isEarly && !printed.includes("receipt ") && child.exitCode === null) await sleep(5);
  await sleep(isEarly ? ms * 3 : ms);
  expect(child.exitCode, complaints).toBeNull();
  if (how === "anvil first")
    process.kill(Number(await readFile(join(folder, "anvil.pid"), "utf8")), "SIGKILL");
  process.kill(how.startsWith("everything") ? -child.pid! : child.pid!, "SIGKILL");
  await exited;
  if (!isEarly) expect(printed.split("\n")[0]).toBe("open ");
  return printed.slice(0, printed.lastIndexOf("\n")).split("\n").slice(1);
}

/** Processes that were started for our folder. */
async function anvils(): Promise<readonly string[]> {
  const names = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const commands = await Promise.all(
    names.map((name) => readFile(`/proc/${name}/cmdline`, "utf8").catch(() => "")),
  );
  return commands.filter((command) => /anvil\0/.test(command) && command.includes(`${folder}/`));
}

test(`nothing that was told is lost in ${KILLS} kills, the chain starts each time, and no anvil stays`, {
  timeout: 60_000 + KILLS * 10_000,
}, async () => {
  const told = new Set<string>();
  for (let kill = 0; kill < KILLS; kill += 1) {
    const how = WAYS[kill % WAYS.length]!;
    for (const line of await writeUntilKilled(how, (kill * 37) % 180)) told.add(line);
    if (process.platform === "linux") await expect.poll(anvils).toEqual([]);
  }
  const { url, warnings, close } = await openChain({ folder, chainId: CHAIN_ID, now: Date.now, balances });
  expect(warnings).toEqual([]);
  const lost: string[] = [];
  for (const line of told) if ((await lookUp(url, line)) !== line) lost.push(line);
  await close();
  expect(lost).toEqual([]);
  expect(told.size).toBeGreaterThan(KILLS * 3);
  if (KILLS > 50) process.stdout.write(`${KILLS} kills, ${told.size} facts told, ${lost.length} lost\n`);
});

async function lookUp(url: string, line: string): Promise<string> {
  const [kind, name] = line.split(" ");
  if (kind === "block") {
    const { result } = await ask(url, "eth_getBlockByNumber", [name, false]);
    return `block ${name} ${(result as { hash: string } | null)?.hash}`;
  }
  const { result } = await ask(url, "eth_getTransactionReceipt", [name]);
  return `receipt ${name} ${(result as { blockHash: string } | null)?.blockHash}`;
}
