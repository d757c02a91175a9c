import { writeFile } from "node:fs/promises";
import { type AskResult, MAX_MESSAGE_LENGTH } from "@necto/tools/protocol/api";
import type { RunEvent, TraceStep } from "@necto/tools/protocol/run-event";
import { readConfig } from "../../config/config.ts";
import { findServer } from "../../server/server-lock.ts";
import { type Command, type Io, parseFlags, usageError } from "../command.ts";
import { formatAnswer } from "../format-answer.ts";
import { progressLine } from "../progress-line.ts";

const usage = 'necto ask "<text>" [--json] [--role buyer|provider] [--trace out.json]';

export const command: Command = {
  usage,
  summary: "Ask in words; prints the ranked offers, the reasons and the arithmetic.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      { json: { type: "boolean" }, role: { type: "string" }, trace: { type: "string" } },
      usage,
    );
    const question = readQuestion(positionals, values.role ?? "buyer");
    const steps: TraceStep[] = [];
    const result = await ask(question, io, values.trace !== undefined, (event) => {
      if (event.type === "STEP_FINISHED") steps.push(event.trace);
      const line = progressLine(event);
      if (line !== null && io.isWatched) io.note(line);
    });
    if (values.trace !== undefined) await writeSteps(values.trace, steps);
    io.out(values.json ? JSON.stringify(result) : formatAnswer(result, question.text));
    return 0;
  },
};

type Question = Parameters<Awaited<ReturnType<typeof openAgent>>["ask"]>[0];

function readQuestion(positionals: readonly string[], role: string): Question {
  const text = positionals.join(" ").trim();
  if (text === "") throw usageError(`Say what you are looking for. Usage: ${usage}`);
  if (text.length > MAX_MESSAGE_LENGTH)
    throw usageError(`The question has ${text.length} characters; ${MAX_MESSAGE_LENGTH} is the most.`);
  if (role !== "buyer" && role !== "provider")
    throw usageError(`--role is “${role}”; it must be buyer or provider.`);
  return { text, role };
}

/** By a running server with the same settings, else in this process; its own steps can only be watched here. */
async function ask(
  question: Question,
  io: Io,
  needsSteps: boolean,
  onEvent: (event: RunEvent) => void,
): Promise<AskResult> {
  const config = readConfig(io.environment, io.cwd);
  const server = needsSteps ? null : await findServer(config);
  // A server that refuses, or goes away meanwhile, leaves the question to this process.
  const answered = await server?.ask(question, io.signal).catch(() => null);
  if (answered) return answered;
  const agent = await openAgent(io);
  try {
    return await agent.ask(question, onEvent, io.signal);
  } finally {
    await agent.close();
  }
}

async function openAgent({ environment, cwd }: Io) {
  const { createAgent } = await import("../../agent.ts");
  return createAgent({ config: readConfig(environment, cwd), drift: "still", quotesMaxAgeMs: 0 });
}

async function writeSteps(path: string, steps: readonly TraceStep[]): Promise<void> {
  try {
    await writeFile(path, `${JSON.stringify({ steps }, null, 2)}\n`);
  } catch {
    throw usageError(`The trace cannot be written to ${path}. Name a file in a folder that exists.`);
  }
}
