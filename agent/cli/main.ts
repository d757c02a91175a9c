import { NectoError } from "@necto/tools/errors";
import { type Command, EXIT_FAULT, EXIT_USAGE, type Io } from "./command.ts";

/** Loaded one at a time: a command pays only for what it uses. */
const COMMANDS: Readonly<Record<string, () => Promise<{ readonly command: Command }>>> = {
  start: () => import("./commands/start.ts"),
  ask: () => import("./commands/ask.ts"),
  offers: () => import("./commands/offers.ts"),
  route: () => import("./commands/route.ts"),
  book: () => import("./commands/book.ts"),
  jobs: () => import("./commands/jobs.ts"),
  verify: () => import("./commands/verify.ts"),
  root: () => import("./commands/root.ts"),
  bench: () => import("./commands/bench.ts"),
  chaos: () => import("./commands/chaos.ts"),
  eval: () => import("./commands/eval.ts"),
};

/** Where one of these is set for other programs, LangChain would send users' words to a tracing service. */
const TRACING = ["LANGSMITH_TRACING", "LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING", "LANGCHAIN_TRACING_V2"];

/** How long the output of a command that is done may take. */
const LEFT_OPEN_MS = 3_000;

/** Runs one command line and answers its exit code. */
export async function main(args: readonly string[]): Promise<number> {
  for (const name of TRACING) delete process.env[name];
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  // A reader that has seen enough (`| head`) is no fault.
  process.stdout.on("error", (error: NodeJS.ErrnoException) =>
    process.exit(error.code === "EPIPE" ? 0 : EXIT_FAULT),
  );
  const io: Io = {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    environment: process.env,
    cwd: process.cwd(),
    isWatched: process.stderr.isTTY === true,
    ...(process.stdin.isTTY === true && { ask: askAtTerminal }),
    signal: stop.signal,
  };
  const code = await execute(args, io);
  // What a command that failed has left open does not keep it running.
  setTimeout(() => process.exit(code), LEFT_OPEN_MS).unref();
  return code;
}

async function askAtTerminal(question: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } finally {
    terminal.close();
  }
}

/** The same with everything it touches handed in. */
export async function execute(args: readonly string[], io: Io): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (error) {
    return report(error, io);
  }
}

async function dispatch([name, ...rest]: readonly string[], io: Io): Promise<number> {
  if (name === undefined || name === "help" || name === "--help" || name === "-h") {
    io.out(await helpText());
    return name === undefined ? EXIT_USAGE : 0;
  }
  if (name === "--version") {
    io.out(`necto ${(await import("../config/engine.ts")).ENGINE.version}`);
    return 0;
  }
  const load = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!load) {
    io.note(`necto: there is no command “${name}”. Commands: ${Object.keys(COMMANDS).join(", ")}.`);
    return EXIT_USAGE;
  }
  const { command } = await load();
  if (rest.includes("--help") || rest.includes("-h")) {
    io.out(`${command.usage}\n${command.summary}`);
    return 0;
  }
  return command.run(rest, io);
}

async function helpText(): Promise<string> {
  const commands = await Promise.all(Object.values(COMMANDS).map((load) => load()));
  return [
    "Necto finds, compares and explains offers of GPU compute.",
    "",
    ...commands.map(({ command }) => `  ${command.usage}\n      ${command.summary}`),
  ].join("\n");
}

const BAD_INPUT = /^(request|config)\//;

function report(error: unknown, io: Io): number {
  if (io.signal.aborted) return 130;
  if (error instanceof NectoError) {
    io.note(`necto: ${error.message}${error.hint ? ` ${error.hint}` : ""}`);
    return BAD_INPUT.test(error.code) ? EXIT_USAGE : 1;
  }
  io.note(`necto: a fault inside Necto: ${error instanceof Error ? error.stack : String(error)}`);
  return EXIT_FAULT;
}
