import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { type Ask, type AskResult, MAX_MESSAGE_LENGTH } from "@necto/tools/protocol/api";
import { TraceStatus } from "@necto/tools/protocol/trace-status";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import { type Config, readConfig } from "../../config/config.ts";
import { findServer, type RunningServer } from "../../server/server-lock.ts";
import { queueTraceFile } from "../../traces/queued-files.ts";
import { type Command, type Io, parseFlags, usageError } from "../command.ts";
import { formatAnswer } from "../format-answer.ts";
import { progressLine } from "../progress-line.ts";

const usage = 'necto ask "<text>" [--json] [--role buyer|provider] [--trace out.json] [--wait]';

export const command: Command = {
  usage,
  summary:
    "Ask in words; prints the ranked offers, the reasons and the arithmetic. --wait until its trace is on 0G.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      {
        json: { type: "boolean" },
        role: { type: "string" },
        trace: { type: "string" },
        wait: { type: "boolean" },
      },
      usage,
    );
    const question = readQuestion(positionals, values.role ?? "buyer");
    const config = readConfig(io.environment, io.cwd);
    const { result, traces } = await ask(question, config, io);
    if (values.trace !== undefined) await writeTrace(values.trace, await traces.file(io.signal));
    if (values.wait) await traces.wait(io);
    else await traces.leave();
    io.out(values.json ? JSON.stringify(result) : formatAnswer(result, question.text));
    return 0;
  },
};

/** The traces of one question: with the server that answered, or here. */
interface AskedTraces {
  /** The file of the decision's trace, or of the run's when nothing was decided. */
  readonly file: (signal: AbortSignal) => Promise<Uint8Array>;
  /** Resolves once they are on 0G. */
  readonly wait: (io: Io) => Promise<void>;
  /** Leaves them to be uploaded later. */
  readonly leave: () => Promise<void>;
}

interface Asked {
  readonly result: AskResult;
  readonly traces: AskedTraces;
}

function readQuestion(positionals: readonly string[], role: string): Ask {
  const text = positionals.join(" ").trim();
  if (text === "") throw usageError(`Say what you are looking for. Usage: ${usage}`);
  if (text.length > MAX_MESSAGE_LENGTH)
    throw usageError(`The question has ${text.length} characters; ${MAX_MESSAGE_LENGTH} is the most.`);
  if (role !== "buyer" && role !== "provider")
    throw usageError(`--role is “${role}”; it must be buyer or provider.`);
  return { text, role };
}

/** By a running server with the same settings, else in this process; a search's own steps can only be watched here. */
async function ask(question: Ask, config: Config, io: Io): Promise<Asked> {
  const server = await findServer(config);
  // A server that refuses, or goes away meanwhile, leaves the question to this process.
  const answered = await server?.ask(question, io.signal).catch(() => null);
  return server && answered
    ? { result: answered, traces: tracesOfServer(server, answered) }
    : askHere(question, config, io);
}

function tracesOfServer(server: RunningServer, { trace }: AskResult): AskedTraces {
  return {
    async file(signal) {
      const response = trace && (await server.get(`/traces/${trace.root}/file`, signal));
      if (!response) throw usageError("Nothing was decided, so there is no trace of a decision to write.");
      return new Uint8Array(await response.arrayBuffer());
    },
    async wait(io) {
      if (trace) await waitForServer(server, trace.root, io);
    },
    leave: async () => {},
  };
}

const ASK_AGAIN_MS = 250;

async function waitForServer(server: RunningServer, root: string, io: Io): Promise<void> {
  for (;;) {
    const response = await server.get(`/traces/${root}`, io.signal);
    const status = response && TraceStatus.parse(await response.json());
    if (status?.state === "stored") return;
    if (status?.problem && io.isWatched) io.note(`  ${status.problem.message}`);
    await sleep(ASK_AGAIN_MS, undefined, { signal: io.signal });
  }
}

async function askHere(question: Ask, config: Config, io: Io): Promise<Asked> {
  const { createAgent } = await import("../../agent.ts");
  const agent = await createAgent({ config, drift: "still", quotesMaxAgeMs: 0 });
  const kept: SealedTrace[] = [];
  try {
    const result = await agent.ask(question, {
      signal: io.signal,
      onEvent: (event) => {
        const line = progressLine(event);
        if (line !== null && io.isWatched) io.note(line);
      },
      keepTrace: async (trace) => void kept.push(trace),
    });
    return { result, traces: tracesHere(kept, config) };
  } finally {
    await agent.close();
  }
}

function tracesHere(kept: readonly SealedTrace[], config: Config): AskedTraces {
  const { home } = config;
  return {
    file: async () => kept[0]!.bytes,
    async wait(io) {
      const { openTraceStorage } = await import("../../traces/open-trace-storage.ts");
      const { storage, close } = await openTraceStorage(config, { now: Date.now, onFault: () => {} });
      try {
        for (const { bytes, root } of kept) {
          if (io.isWatched) io.note(`  Storing ${root} on 0G`);
          const paid = async () => {};
          await storage.store({ bytes, resume: null, onAttempt: paid, onSubmitted: paid, signal: io.signal });
        }
      } catch (error) {
        // What is not there now is left to the next server, which asks 0G first whether it was paid for.
        for (const trace of kept) await queueTraceFile(home, trace);
        throw error;
      } finally {
        await close();
      }
    },
    async leave() {
      for (const trace of kept) await queueTraceFile(home, trace);
    },
  };
}

async function writeTrace(path: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(path, bytes);
  } catch {
    throw usageError(`The trace cannot be written to ${path}. Name a file in a folder that exists.`);
  }
}
