import type { DemoAccountName } from "@necto/tools/protocol/session";
import type { TestServer } from "./test-server.ts";

/** Signs in as a demo account, and gives the header that its requests carry from then on. */
export async function signInAs(
  { app }: Pick<TestServer, "app">,
  account: DemoAccountName,
): Promise<{ readonly cookie: string }> {
  const answer = await app.inject({ method: "POST", url: "/api/session/demo", payload: { account } });
  const session = answer.cookies.find(({ name }) => name === "necto_session");
  if (session === undefined) throw new Error(answer.body);
  return { cookie: `necto_session=${session.value}` };
}

/** The same over a port. */
export async function signInOver(
  url: string,
  account: DemoAccountName,
): Promise<{ readonly cookie: string }> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ account });
  const answer = await fetch(`${url}/api/session/demo`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(await answer.text());
  return { cookie: answer.headers.getSetCookie()[0]!.split(";")[0]! };
}
