import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Io } from "../cli/command.ts";
import { execute } from "../cli/main.ts";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly notes: string;
}

/** Runs a command line in this process; the environment is only what is given. */
export async function runHere(args: readonly string[], overrides: Partial<Io> = {}): Promise<Ended> {
  let out = "";
  let notes = "";
  const code = await execute(args, {
    out: (text) => {
      out += `${text}\n`;
    },
    note: (text) => {
      notes += `${text}\n`;
    },
    environment: {},
    cwd: "/nowhere",
    isWatched: false,
    signal: new AbortController().signal,
    ...overrides,
  });
  return { code, out, notes };
}

const BIN = fileURLToPath(new URL("../cli/necto.mjs", import.meta.url));

/** Starts the real command as a process of its own; the environment is PATH and what is given. */
export function startCommand(
  args: readonly string[],
  environment: Record<string, string> = {},
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [BIN, ...args], {
    env: { PATH: process.env.PATH ?? "", ...environment },
  });
}

/** Runs the real command to its end. */
export async function runCommand(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<Ended> {
  const child = startCommand(args, environment);
  let out = "";
  let notes = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    notes += chunk;
  });
  const [code] = await once(child, "close");
  return { code: code as number | null, out, notes };
}

/** Resolves with the address that `necto start` prints. */
export function addressOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const address = /http:\/\/\S+/.exec(text)?.[0];
      if (address) resolve(address);
    });
    child.stderr.on("data", (chunk) => {
      text += chunk;
    });
    child.once("close", (code) => reject(new Error(`necto start ended with ${code}: ${text}`)));
  });
}
