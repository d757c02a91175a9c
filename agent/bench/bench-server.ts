import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { NectoError } from "@necto/tools/errors";
import { loadServer, type ServerBench } from "./server-load.ts";

const BIN = fileURLToPath(new URL("../cli/necto.mjs", import.meta.url));

/** Starts a server of its own in a process of its own, with the sandbox, and loads it. */
export async function benchServer(environment: NodeJS.ProcessEnv): Promise<ServerBench> {
  const home = await mkdtemp(join(tmpdir(), "necto-bench-"));
  const server = spawn(process.execPath, [BIN, "start"], {
    env: {
      ...environment,
      NECTO_HOME: home,
      PORT: "0",
      NECTO_PRICES: "sandbox",
      NECTO_SOURCES: "necto,lambda,aws-spot",
      NECTO_RATE_LIMIT: "1000000",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const url = await new Promise<string>((resolve, reject) => {
      server.stdout.on("data", (chunk) => {
        const found = /http:\/\/\S+/.exec(String(chunk));
        if (found) resolve(found[0]);
      });
      server.once("exit", (code) =>
        reject(
          new NectoError({
            code: "run/bench-server",
            message: `The server for the benchmark ended with ${code}.`,
          }),
        ),
      );
    });
    // A few questions first, so that what is measured is a server that has been running.
    await loadServer({ url, threads: 10, messagesPerThread: 3, pauseMs: 200 });
    return await loadServer({ url, threads: 50, messagesPerThread: 10, pauseMs: 2_000 });
  } finally {
    server.kill("SIGTERM");
    await new Promise((resolve) => (server.exitCode === null ? server.once("exit", resolve) : resolve(null)));
    await rm(home, { recursive: true, force: true });
  }
}
