import type { SessionAccount, SessionView } from "@necto/tools/protocol/session";

const DEMO: SessionView["demoAccounts"] = (
  [
    ["buyer", "Demo buyer"],
    ["team-admin", "Demo team, admin"],
    ["provider-rheinwerk", "Rheinwerk"],
    ["provider-nordlys", "Nordlys"],
  ] as const
).map(([demo, title], index) => ({ demo, title, address: `0x${String(index + 1).repeat(40)}` }));

/** Who is signed in at the scripted server: one session for everybody who asks, or none. */
export function createScriptedSession() {
  let account: SessionAccount | null = null;
  const view = (): SessionView => ({
    ...{ account, expiresAt: account && "2026-11-27T00:00:00.000Z", demoAccounts: DEMO },
    chain: { id: 313_370_036, name: "sandbox for ADI" },
  });
  return {
    /** Answers `GET` and `DELETE /api/session` and `POST /api/session/demo`. */
    answer(method: string, body: unknown): SessionView {
      if (method === "DELETE") account = null;
      if (method === "POST")
        account = DEMO.find(({ demo }) => demo === (body as { account: string }).account) ?? null;
      return view();
    },
  };
}
