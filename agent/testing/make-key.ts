import type { ApiKeyScope, CreatedApiKey } from "@necto/tools/protocol/api-key";
import type { TestServer } from "./test-server.ts";

/** Makes an API key as whoever the headers sign in. */
export async function makeKey(
  { app }: Pick<TestServer, "app">,
  headers: Readonly<Record<string, string>>,
  scopes: readonly ApiKeyScope[],
): Promise<CreatedApiKey> {
  const payload = { name: "Test", scopes };
  const answer = await app.inject({ method: "POST", url: "/api/keys", payload, headers });
  if (answer.statusCode !== 201) throw new Error(answer.body);
  return answer.json();
}
