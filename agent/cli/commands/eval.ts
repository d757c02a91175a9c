import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Command, EXIT_FAULT, parseFlags, usageError } from "../command.ts";

const usage =
  "necto eval [--dir D] [--filter F] [--k N] [--baseline F] [--update-baseline] [--out D] [--workers N] [--json]";

/** A process of its own: the agent knows nothing of what judges it. */
const HARNESS = fileURLToPath(new URL("../../../evals/main.ts", import.meta.url));

export const command: Command = {
  usage,
  summary:
    "Replay scenarios over the real graph, sandbox and chain, attack it, and grade everything: exit 0, 1 for what is not right, 2 for a harness that is not. --dir: scenarios of your own.",
  async run(args, io) {
    const { positionals } = parseFlags(
      args,
      {
        dir: { type: "string" },
        filter: { type: "string" },
        k: { type: "string" },
        baseline: { type: "string" },
        "update-baseline": { type: "boolean" },
        out: { type: "string" },
        workers: { type: "string" },
        json: { type: "boolean" },
      },
      usage,
    );
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    const harness = spawn(process.execPath, [HARNESS, ...args], {
      ...{ stdio: "inherit", cwd: io.cwd, env: { ...io.environment } },
    });
    io.signal.addEventListener("abort", () => harness.kill("SIGTERM"), { once: true });
    return new Promise((resolve, reject) => {
      harness.once("error", reject);
      harness.once("exit", (code) => resolve(code ?? EXIT_FAULT));
    });
  },
};
