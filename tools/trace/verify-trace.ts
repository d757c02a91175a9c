import { RULES_VERSION } from "../core/rules-version.ts";
import { rootOf } from "./merkle-root.ts";
import { unpackTable } from "./pack-table.ts";
import { type ParsedTrace, parseTrace } from "./parse-trace.ts";
import { compareReplay } from "./replay-decision.ts";
import type { SealedStep, Trace, TraceBody } from "./trace.ts";
import { signerOf, traceDigest } from "./trace-signature.ts";
import { type Check, type CheckId, overallOf, type Verification } from "./verification.ts";

/** Serves the bytes of a root as 0G has them; they are not trusted. */
export interface StoredBytes {
  /** Where from, for people: the gateway's address. */
  readonly from: string;
  /** Null when 0G does not have that root. */
  readonly fetch: (root: string) => Promise<Uint8Array | null>;
}

/** Knows which keys are the agent's. */
export interface AgentKeys {
  /** Where from, for people: the registry's address and chain, or a list. */
  readonly from: string;
  /** Whether a key is an agent's at a block of the registry's chain; at the latest one when null. */
  readonly isValid: (signer: string, block: number | null) => Promise<boolean>;
}

/** Knows what the registry had on offer. */
export interface ListingRegistry {
  readonly from: string;
  readonly chainId: number;
  readonly address: string;
  readonly blockHash: (block: number) => Promise<string | null>;
  /** Ids of the listings that were active. */
  readonly activeListings: (block: number) => Promise<readonly string[]>;
}

/** What a verification stands on. Whatever is null could not be asked, and the verdict says so. */
export interface Witnesses {
  readonly storage: StoredBytes | null;
  readonly agentKeys: AgentKeys | null;
  readonly registry: ListingRegistry | null;
}

export type Subject =
  | {
      readonly kind: "root";
      readonly root: string;
      /** What somebody else says is that file, for as long as 0G does not have it; it never makes a file count as stored. */
      readonly copy?: Uint8Array;
    }
  | { readonly kind: "file"; readonly bytes: Uint8Array };

/**
 * Checks a decision without trusting who shows it: everything that can be recomputed is recomputed here.
 *
 * @param onCheck hears each check as it is done, in order
 */
export async function verifyTrace(
  subject: Subject,
  witnesses: Witnesses,
  onCheck: (check: Check) => void = () => {},
): Promise<Verification> {
  const checks: Check[] = [];
  const done = (check: Check) => {
    checks.push(check);
    onCheck(check);
  };
  const stored = await checkBytes(subject, witnesses.storage);
  done(stored.check);
  const bytes = subject.kind === "file" ? subject.bytes : (stored.bytes ?? subject.copy ?? null);
  const root = bytes && bytes.length > 0 ? rootOf(bytes) : null;
  const sameRoot = checkRoot(subject, stored.bytes, root);
  done(sameRoot);
  done(notApplicable("chain-root", "There is no job for this decision."));
  done(notApplicable("final", "There is no job for this decision."));
  // Of bytes that are not the file asked for, nothing else is worth saying.
  const parsed = bytes && sameRoot.verdict !== "mismatch" ? parseTrace(bytes) : null;
  const digest = parsed?.trace ? traceDigest(parsed.body) : null;
  done(await checkSignature(parsed, digest, witnesses.agentKeys));
  done(checkReplay(parsed));
  done(await checkCompleteness(parsed, witnesses.registry));
  return {
    overall: overallOf(checks),
    checks,
    root,
    digest,
    size: bytes?.length ?? null,
    trace: parsed?.trace ?? null,
  };
}

interface StoredFile {
  readonly bytes: Uint8Array | null;
  readonly check: Check;
}

async function checkBytes(subject: Subject, storage: StoredBytes | null): Promise<StoredFile> {
  const missing = (says: string): StoredFile => ({ bytes: null, check: result("bytes", "unchecked", says) });
  if (!storage) return missing("No 0G endpoint was given, so nobody was asked for the file.");
  const isFile = subject.kind === "file";
  if (isFile && subject.bytes.length === 0) return missing("The file is empty; 0G stores no empty files.");
  const root = isFile ? rootOf(subject.bytes) : subject.root;
  let bytes: Uint8Array | null;
  try {
    bytes = await storage.fetch(root);
  } catch (error) {
    return missing(`${storage.from} did not give the file: ${reasonOf(error)}`);
  }
  if (!bytes) return missing(`${storage.from} does not have this file, or not yet.`);
  const size = `${bytes.length.toLocaleString("en")} bytes`;
  if (isFile && !isEqual(bytes, subject.bytes))
    return {
      bytes,
      check: result("bytes", "mismatch", `${storage.from} has other bytes under the root of this file.`),
    };
  return { bytes, check: result("bytes", "verified", `${size} from ${storage.from}.`) };
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

function checkRoot(subject: Subject, stored: Uint8Array | null, root: string | null): Check {
  if (root === null) return result("root", "unchecked", "There is no file to compute a root of.");
  const computed = { label: "Computed here", value: root };
  if (subject.kind === "root") {
    const compared = [{ label: "Asked for", value: subject.root }, computed];
    if (root !== subject.root)
      return result(
        "root",
        "mismatch",
        "The bytes have another root: they are not the file asked for.",
        compared,
      );
    return stored
      ? result("root", "verified", "The bytes have the root that was asked for.", compared)
      : result(
          "root",
          "unchecked",
          "A copy has the root that was asked for, but 0G did not confirm that it has it.",
          compared,
        );
  }
  if (!stored || stored.length === 0)
    return result("root", "unchecked", "Computed, but 0G did not confirm that it has it.", [computed]);
  const compared = [{ label: "Of the bytes on 0G", value: rootOf(stored) }, computed];
  return compared[0]!.value === root
    ? result("root", "verified", "The file and the bytes on 0G have one root.", compared)
    : result("root", "mismatch", "The bytes on 0G have another root than the file.", compared);
}

const NO_TRACE = "There is no trace to check.";

async function checkSignature(
  parsed: ParsedTrace | null,
  digest: `0x${string}` | null,
  keys: AgentKeys | null,
): Promise<Check> {
  if (!parsed) return result("signature", "unchecked", NO_TRACE);
  if (!parsed.trace || !digest) return result("signature", "mismatch", parsed.fault ?? NO_TRACE);
  const { body, signature } = parsed.trace;
  const signer = await signerOf(digest, signature);
  const compared = [
    { label: "Named in the file", value: signature.signer },
    { label: "Recovered here", value: signer ?? "none" },
  ];
  if (signer !== signature.signer)
    return result("signature", "mismatch", "The signature was not made by the key it names.", compared);
  if (!keys) {
    const says = "The signature is right, but nothing was given that says which keys are Necto's.";
    return result("signature", "unchecked", says, compared);
  }
  try {
    return (await keys.isValid(signer, blockOf(body)))
      ? result("signature", "verified", `Signed by a key that ${keys.from} knows as the agent's.`, compared)
      : result("signature", "mismatch", `${keys.from} does not know this key as the agent's.`, compared);
  } catch (error) {
    return result("signature", "unchecked", `${keys.from} did not answer: ${reasonOf(error)}`, compared);
  }
}

const blockOf = (body: TraceBody): number | null =>
  body.kind === "decision" ? (body.snapshot.registry?.block ?? null) : null;

function checkReplay(parsed: ParsedTrace | null): Check {
  if (!parsed) return result("replay", "unchecked", NO_TRACE);
  if (!parsed.trace) return result("replay", "mismatch", parsed.fault);
  const { body } = parsed.trace;
  const gap = findGap(body.steps);
  if (gap !== null) return result("replay", "mismatch", gap);
  if (body.kind === "run")
    return result("replay", "verified", `Its ${body.steps.length} node transitions follow one another.`);
  if (body.rulesVersion !== RULES_VERSION) {
    const says = `It was decided by rules ${body.rulesVersion}; this is Necto with rules ${RULES_VERSION}. Check it with release ${body.engine.version}.`;
    return result("replay", "unchecked", says);
  }
  try {
    const { differences, replayed } = compareReplay(body);
    const ranked = replayed.ranking.order.length;
    const offers = replayed.snapshot.offers.length;
    const says = `Of ${offers.toLocaleString("en")} offers, ${ranked.toLocaleString("en")} ranked and ${(offers - ranked).toLocaleString("en")} rejected`;
    return differences.length === 0
      ? result("replay", "verified", `${says}: the same prices, order, reasons and choice.`)
      : { ...result("replay", "mismatch", "Deciding again gives something else."), differences };
  } catch {
    // Whatever the recorded inputs are, they are no market that these rules could have decided over.
    return result("replay", "mismatch", "What was recorded cannot be decided over: its tables are broken.");
  }
}

/** Steps count from 0, and each one's input is the output of the step before. */
function findGap(steps: readonly SealedStep[]): string | null {
  for (const [place, step] of steps.entries()) {
    const before = steps[place - 1];
    if (step.seq !== place || (before && step.inputDigest !== before.outputDigest))
      return `Step ${place} (${step.node}) does not follow the step before it.`;
  }
  return null;
}

async function checkCompleteness(
  parsed: ParsedTrace | null,
  registry: ListingRegistry | null,
): Promise<Check> {
  const body = parsed?.trace?.body;
  if (!body) return result("completeness", "unchecked", parsed?.fault ?? NO_TRACE);
  if (body.kind === "run") return notApplicable("completeness", "A run's trace holds no market.");
  const recorded = body.snapshot.registry;
  if (!recorded) return notApplicable("completeness", "This market was not read from a registry on chain.");
  if (!registry)
    return result("completeness", "unchecked", "No chain endpoint was given to read the registry.");
  const compared = [
    { label: "Recorded block hash", value: recorded.blockHash },
    { label: "Registry", value: `${recorded.address} on chain ${recorded.chainId}` },
  ];
  if (
    registry.chainId !== recorded.chainId ||
    registry.address.toLowerCase() !== recorded.address.toLowerCase()
  )
    return result("completeness", "mismatch", `It names another registry than ${registry.from}.`, compared);
  try {
    const hash = await registry.blockHash(recorded.block);
    if (hash !== recorded.blockHash) {
      const says = `Block ${recorded.block} is not the one that was recorded: the chain was reorganised or is another one.`;
      return result("completeness", "unchecked", says, [
        ...compared,
        { label: "Read now", value: hash ?? "none" },
      ]);
    }
    return missingListings(parsed.trace!, await registry.activeListings(recorded.block), registry, compared);
  } catch (error) {
    return result(
      "completeness",
      "unchecked",
      `${registry.from} did not answer: ${reasonOf(error)}`,
      compared,
    );
  }
}

function missingListings(
  { body }: Trace,
  active: readonly string[],
  { from }: ListingRegistry,
  compared: Check["compared"],
): Check {
  const offered = new Set(listingIdsOf(body));
  const missing = active.filter((id) => !offered.has(id.toLowerCase()));
  return missing.length === 0
    ? result(
        "completeness",
        "verified",
        `All ${active.length} listings active in ${from} were weighed.`,
        compared,
      )
    : result(
        "completeness",
        "mismatch",
        `${missing.length} active listings were left out: ${missing.slice(0, 3).join(", ")}.`,
        compared,
      );
}

function listingIdsOf(body: TraceBody): string[] {
  if (body.kind !== "decision") return [];
  return unpackTable(body.snapshot.offers).flatMap((row) => {
    const { fulfilment } = row as {
      readonly fulfilment?: { readonly kind: string; readonly listingId: string };
    };
    return fulfilment?.kind === "listing" ? [fulfilment.listingId.toLowerCase()] : [];
  });
}

const result = (
  id: CheckId,
  verdict: Check["verdict"],
  says: string,
  compared: Check["compared"] = [],
): Check => ({ id, verdict, says, compared, differences: [] });

const notApplicable = (id: CheckId, says: string): Check => result(id, "not-applicable", says);

const reasonOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/[.]?$/, ".") : "unknown error.";
