import { rootOf } from "../merkle-root.ts";
import type { Check } from "../verification.ts";
import type { StoredBytes, Subject } from "../witnesses.ts";
import { reasonOf, result } from "./result.ts";

/** What 0G served, and what that says. */
export interface StoredFile {
  readonly bytes: Uint8Array | null;
  readonly check: Check;
}

/** Whether 0G has the file. What it serves is not trusted yet. */
export async function checkBytes(subject: Subject, storage: StoredBytes | null): Promise<StoredFile> {
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

/**
 * Whether the bytes are the file that is meant.
 *
 * @param stored what 0G served, or null
 * @param root of the bytes at hand, computed here
 */
export function checkRoot(subject: Subject, stored: Uint8Array | null, root: string | null): Check {
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
