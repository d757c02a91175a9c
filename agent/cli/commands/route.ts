import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type CodedDecision, decide } from "@necto/tools/core/decide";
import { IsoTime } from "@necto/tools/core/decimal";
import { expandDecision } from "@necto/tools/core/expand-decision";
import { Offer } from "@necto/tools/core/offer";
import { Requirements } from "@necto/tools/core/requirements";
import { buildSnapshot } from "@necto/tools/core/snapshot";
import { TokenPrice } from "@necto/tools/core/token-price";
import { z } from "zod";
import { readConfig } from "../../config/config.ts";
import { ENGINE } from "../../config/engine.ts";
import { searchReply } from "../../graph/compose-reply.ts";
import { toDecisionView } from "../../graph/decision-view.ts";
import { type Command, type Io, parseFlags, usageError } from "../command.ts";
import { formatAnswer } from "../format-answer.ts";

const usage = "necto route --requirements r.json [--offers o.json] [--json]";

/** A market as a file: everything a decision needs, with the moment it is taken at. */
const MarketFile = z.strictObject({
  offers: z.array(Offer),
  tokenPrices: z.array(TokenPrice).default([]),
  now: IsoTime,
});

export const command: Command = {
  usage,
  summary: "Route requirements over a file of offers, or over the sources; pure and replayable.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      { requirements: { type: "string" }, offers: { type: "string" }, json: { type: "boolean" } },
      usage,
    );
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    if (values.requirements === undefined) throw usageError(`--requirements is missing. Usage: ${usage}`);
    const requirements = await readJson(values.requirements, Requirements, io.cwd);
    const coded =
      values.offers === undefined
        ? await routeSources(requirements, io)
        : await routeFile(requirements, values.offers, io.cwd);
    const decision = expandDecision(coded);
    const top = toDecisionView(coded).ranked;
    io.out(
      values.json
        ? JSON.stringify(decision)
        : formatAnswer({ decision, top, clarify: null, reply: searchReply(coded) }, ""),
    );
    return 0;
  },
};

async function routeFile(requirements: Requirements, path: string, cwd: string): Promise<CodedDecision> {
  const { offers, tokenPrices, now } = await readJson(path, MarketFile, cwd);
  const takenAt = Date.parse(now);
  const snapshot = buildSnapshot({ offers, tokenPrices, sources: [], takenAt });
  // The same files give the same bytes: id and time come from them.
  return decide(snapshot, requirements, {
    id: `decision-${snapshot.digest}`,
    parentId: null,
    decidedAt: takenAt,
    engine: ENGINE,
  });
}

async function routeSources(requirements: Requirements, io: Io): Promise<CodedDecision> {
  const { createAgent } = await import("../../agent.ts");
  const agent = await createAgent({
    config: readConfig(io.environment, io.cwd),
    drift: "still",
    quotesMaxAgeMs: 0,
  });
  try {
    return decide(await agent.snapshot(), requirements, agent.stamp());
  } finally {
    await agent.close();
  }
}

async function readJson<T extends z.ZodType>(path: string, schema: T, cwd: string): Promise<z.output<T>> {
  const text = await readFile(resolve(cwd, path), "utf8").catch(() => {
    throw usageError(`The file ${path} cannot be read.`);
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw usageError(`${path} is not JSON.`);
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw usageError(`${path}: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

function firstIssue({ issues }: z.ZodError): string {
  const [issue] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  return `${issue!.path.join(".") || "the whole file"}: ${issue!.message}${more}`;
}
