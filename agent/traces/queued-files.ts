import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { NectoError } from "@necto/tools/errors";
import { rootOf } from "@necto/tools/trace/merkle-root";
import { parseTrace } from "@necto/tools/trace/parse-trace";
import type { SealedTrace } from "@necto/tools/trace/seal-trace";
import { traceDigest } from "@necto/tools/trace/trace-signature";

/** Traces that a command left for the next start, one file each. */
const folderOf = (home: string): string => join(home, "queued-traces");

/**
 * Leaves a trace for the next server of this data folder to upload.
 *
 * @throws NectoError `config/home` when the folder cannot be written
 */
export async function queueTraceFile(home: string, { root, bytes }: SealedTrace): Promise<void> {
  const path = join(folderOf(home), `${root}.json`);
  try {
    await mkdir(folderOf(home), { recursive: true });
    await writeFile(`${path}.tmp`, bytes);
    await rename(`${path}.tmp`, path);
  } catch (cause) {
    throw new NectoError({
      code: "config/home",
      message: `The trace cannot be queued in ${folderOf(home)}. Set NECTO_HOME to a folder that can be written.`,
      cause,
    });
  }
}

/**
 * Hands every queued trace over, and removes its file once it is kept.
 *
 * @param onUnreadable hears the paths of files that are no traces; they stay where they are
 */
export async function takeQueuedFiles(
  home: string,
  keep: (trace: SealedTrace, decisionId: string | null) => Promise<void>,
  onUnreadable: (path: string) => void,
): Promise<void> {
  const names = await readdir(folderOf(home)).catch(() => []);
  for (const name of names.filter((name) => name.endsWith(".json")).sort()) {
    const path = join(folderOf(home), name);
    const bytes = new Uint8Array(await readFile(path));
    const { trace, body } = parseTrace(bytes);
    if (!trace) {
      onUnreadable(path);
      continue;
    }
    const { kind } = trace.body;
    const decisionId = trace.body.kind === "decision" ? trace.body.decision.id : null;
    await keep({ kind, bytes, root: rootOf(bytes), digest: traceDigest(body) }, decisionId);
    await rm(path);
  }
}
