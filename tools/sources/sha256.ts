import { createHash } from "node:crypto";

/** SHA-256 of one or several bodies one after the other, lower-case hex; text is hashed as UTF-8. */
export async function sha256(...bodies: readonly (string | Uint8Array)[]): Promise<string> {
  const hash = createHash("sha256");
  for (const body of bodies) hash.update(body);
  return hash.digest("hex");
}
