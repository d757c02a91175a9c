import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/**
 * anvil itself, in memory, with its own accounts: for tests that hold transactions back, drop them or go back in time,
 * which the sandbox's chain never does.
 */
export async function startBareAnvil(chainId: number): Promise<{ url: string; close: () => Promise<void> }> {
  const { platform, arch } = process;
  const name = `@foundry-rs/anvil-${platform}-${arch === "x64" ? "amd64" : arch}`;
  const binary = fileURLToPath(import.meta.resolve(`${name}/bin/anvil`));
  const child = spawn(
    binary,
    ["--port", "0", "--host", "127.0.0.1", "--chain-id", String(chainId), "--hardfork", "cancun"],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const url = await readUrl(child);
  return {
    url,
    close: async () => {
      child.kill("SIGKILL");
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
    },
  };
}

async function readUrl({ stdout }: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: stdout! })) {
    const [, port] = /^Listening on 127\.0\.0\.1:(\d+)/.exec(line) ?? [];
    if (port === undefined) continue;
    stdout!.resume();
    return `http://127.0.0.1:${port}`;
  }
  throw new Error("anvil ended before it listened");
}
