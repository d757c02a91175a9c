const encoder = new TextEncoder();

/** SHA-256 of one or several bodies one after the other, lower-case hex; text is hashed as UTF-8. */
export async function sha256(...bodies: readonly (string | Uint8Array)[]): Promise<string> {
  const parts = bodies.map((body) => (typeof body === "string" ? encoder.encode(body) : body));
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  const digest = await crypto.subtle.digest("SHA-256", whole);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
