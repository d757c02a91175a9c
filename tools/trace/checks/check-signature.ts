import type { ParsedTrace } from "../parse-trace.ts";
import type { TraceBody } from "../trace.ts";
import { signerOf } from "../trace-signature.ts";
import type { Check } from "../verification.ts";
import type { AgentKeys } from "../witnesses.ts";
import { NO_TRACE, reasonOf, result } from "./result.ts";

/** Whether one of the agent's keys signed the digest of the body. */
export async function checkSignature(
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
