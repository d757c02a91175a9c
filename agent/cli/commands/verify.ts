import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { looksLikeActs } from "@necto/tools/audit/acts-file";
import { WitnessView } from "@necto/tools/protocol/witness-view";
import { findRoot } from "@necto/tools/trace/find-root";
import type { Check, Verdict } from "@necto/tools/trace/verification";
import { verifyTrace } from "@necto/tools/trace/verify-trace";
import type { Subject, Witnesses } from "@necto/tools/trace/witnesses";
import { type Config, readConfig } from "../../config/config.ts";
import { witnessesOf } from "../../registry/witnesses-of.ts";
import { findServer } from "../../server/server-lock.ts";
import { type Command, type Io, parseFlags, usageError } from "../command.ts";
import { formatTrace } from "../format-trace.ts";
import { formatVerification } from "../format-verification.ts";
import { verifyActsFile } from "../verify-acts-file.ts";

const usage = "necto verify <job id|0x root|trace file|audit log> [--json] [--print] [--head <place>:<hash>]";

export const command: Command = {
  usage,
  summary:
    "Check a decision without trusting anybody: fetch it from 0G, recompute its root, check who signed it, decide again. Or an exported audit log: compute its chain of hashes again, and find a head in it that you kept.",
  async run(args, io) {
    const options = {
      json: { type: "boolean" },
      print: { type: "boolean" },
      head: { type: "string" },
    } as const;
    const { values, positionals } = parseFlags(args, options, usage);
    const subject = await readSubject(positionals, io.cwd);
    const text = subject.kind === "file" ? new TextDecoder().decode(subject.bytes) : "";
    if (looksLikeActs(text)) {
      const { verification, text: words } = verifyActsFile(text, values.head);
      io.out(values.json ? JSON.stringify(verification) : words);
      return EXIT[verification.verdict];
    }
    if (values.head !== undefined) throw usageError(`--head is for an audit log. Usage: ${usage}`);
    const config = readConfig(io.environment, io.cwd);
    const { witnesses, close } = await openWitnesses(config, io);
    try {
      const verification = await verifyTrace(await withJob(subject, witnesses), witnesses, (check) =>
        note(check, io),
      );
      const { trace, ...rest } = verification;
      if (values.json) io.out(JSON.stringify(values.print ? verification : rest));
      else {
        io.out(formatVerification(verification));
        if (values.print && trace) io.out(`\n${formatTrace(trace)}`);
      }
      return EXIT[verification.overall];
    } finally {
      await close();
    }
  },
};

const EXIT: Readonly<Record<Verdict, number>> = {
  verified: 0,
  mismatch: 1,
  unchecked: 2,
  "not-applicable": 2,
};

function note({ id, verdict }: Check, io: Io): void {
  if (io.isWatched) io.note(`  ${id}: ${verdict}`);
}

async function readSubject(positionals: readonly string[], cwd: string): Promise<Subject> {
  const [name, ...more] = positionals;
  if (name === undefined || more.length > 0)
    throw usageError(`Name a job, the root of a trace, or a file. Usage: ${usage}`);
  if (/^0x[0-9a-fA-F]{64}$/.test(name)) return { kind: "root", root: name.toLowerCase() };
  if (/^0x/.test(name)) throw usageError(`${name} is no root and no job id: either is 0x and 64 hex digits.`);
  const bytes = await readFile(resolve(cwd, name)).catch(() => {
    throw usageError(
      `${name} is neither a root or job id (0x and 64 hex digits) nor a file that can be read.`,
    );
  });
  return { kind: "file", bytes: new Uint8Array(bytes) };
}

async function withJob(subject: Subject, { job, storage }: Witnesses): Promise<Subject> {
  if (subject.kind !== "root") return subject;
  const { root, jobId } = await findRoot(subject.root, job ?? null, storage);
  return { kind: "root", root, ...(jobId !== null && { jobId }) };
}

interface OpenWitnesses {
  readonly witnesses: Witnesses;
  readonly close: () => Promise<void>;
}

/**
 * The configured 0G network, else that of the running server, else the sandbox's own from the data folder: a stored
 * trace can be read with Necto's server stopped.
 */
async function openWitnesses(config: Config, io: Io): Promise<OpenWitnesses> {
  const over: Over = (gateway, stated, registry, escrow = null) =>
    witnessesOf(
      { gateway, agentKeys: [...config.agentAddresses, ...stated], registry, escrow },
      { fetch: globalThis.fetch, signal: io.signal },
    );
  if (config.zeroG)
    return {
      witnesses: await over(config.zeroG.indexerUrl, await ownKey(config), null),
      close: async () => {},
    };
  const server = await findServer(config);
  const response = await server?.get("/witness", io.signal);
  if (response) {
    const { zeroG, agentKeys, registry, escrow } = WitnessView.parse(await response.json());
    return { witnesses: await over(zeroG.gateway, agentKeys, registry, escrow), close: async () => {} };
  }
  return openSandboxWitnesses(config, over);
}

type Over = (
  gateway: string,
  stated: readonly string[],
  registry: WitnessView["registry"],
  escrow?: WitnessView["escrow"],
) => Promise<Witnesses>;

/** The sandbox's own chains, as the data folder has them. */
async function openSandboxWitnesses(config: Config, over: Over): Promise<OpenWitnesses> {
  const edge = { now: Date.now, onFault: () => {} };
  const stated = await ownKey(config);
  const { openTraceStorage } = await import("../../traces/open-trace-storage.ts");
  const { openRegistry } = await import("../../registry/open-registry.ts");
  const zeroG = await openTraceStorage(config, edge);
  const registry = stated[0] ? await openRegistry(config, { ...edge, agentKey: stated[0] }) : null;
  const escrow = registry?.escrow ?? null;
  return {
    witnesses: await over(zeroG.network.gateway, stated, registry?.at ?? null, escrow),
    close: async () => {
      await registry?.close();
      await zeroG.close();
    },
  };
}

async function ownKey(config: Config): Promise<string[]> {
  const { readAgentAddress } = await import("../../traces/agent-signer.ts");
  const address = await readAgentAddress(config);
  return address === null ? [] : [address];
}
