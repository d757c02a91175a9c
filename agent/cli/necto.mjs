#!/usr/bin/env node
// Thin on purpose: finds a Node that can run TypeScript, turns the compile cache on, and loads one command.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const MIN_NODE = 24;
const inModules = (path) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));

if (Number(process.versions.node.split(".")[0]) >= MIN_NODE) {
  module.enableCompileCache(inModules(".cache/necto"));
  const { main } = await import("./main.ts");
  process.exitCode = await main(process.argv.slice(2));
} else {
  // Started past npm, with the system's older Node: the pinned one lies beside us.
  const pinned = inModules(".bin/node");
  if (!existsSync(pinned)) {
    console.error(
      `necto needs Node ${MIN_NODE} or newer, this is ${process.version}. Run npm ci, then npx necto.`,
    );
    process.exit(69);
  }
  const { status, signal } = spawnSync(pinned, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  if (signal) process.kill(process.pid, signal);
  process.exit(status ?? 70);
}
