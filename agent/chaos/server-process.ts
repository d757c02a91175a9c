import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";

/** A server as a process of its own, to be killed. */
export interface ServerProcess {
  /** Its address once it serves; null when it was killed before. */
  readonly ready: Promise<string | null>;
  readonly exited: Promise<void>;
  readonly kill: (signal: "SIGKILL" | "SIGTERM") => void;
  /** What it said on stderr, for a report. */
  readonly notes: () => string;
}

const BIN = fileURLToPath(new URL("../cli/necto.mjs", import.meta.url));

/** `necto start` with an environment of exactly this and PATH. */
export function startServerProcess(environment: Readonly<Record<string, string>>): ServerProcess {
  const child: ChildProcessByStdio<null, Readable, Readable> = spawn(process.execPath, [BIN, "start"], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let notes = "";
  const exited = once(child, "exit").then(() => {});
  const serving = new Promise<string>((resolve) =>
    child.stdout.on("data", (chunk) => {
      out += chunk;
      const [address] = /http:\/\/\S+/.exec(out) ?? [];
      if (address) resolve(address);
    }),
  );
  child.stderr.on("data", (chunk) => {
    notes += chunk;
  });
  return {
    ready: Promise.race([serving, exited.then(() => null)]),
    exited,
    kill: (signal) => void child.kill(signal),
    notes: () => notes,
  };
}
