import { claimOf, parseActsFile } from "@necto/tools/audit/acts-file";
import { type ActsVerification, createActsVerifier } from "@necto/tools/audit/verify-acts";

/** Acts between two moments at which the page can do something else. */
const AT_ONCE = 200;

/** Computes the chain of an exported log again, in this browser. */
export async function checkLog(
  file: string,
  onProgress: (checked: number, of: number) => void,
): Promise<ActsVerification> {
  const { header, acts } = parseActsFile(file);
  const verifier = createActsVerifier(claimOf(header));
  for (const [index, act] of acts.entries()) {
    verifier.add(act);
    if (index % AT_ONCE !== AT_ONCE - 1) continue;
    onProgress(index + 1, acts.length);
    await new Promise((resolve) => setTimeout(resolve));
  }
  return verifier.end();
}
