import { afterAll, beforeAll, expect } from "vitest";
import { createRealServer, type RealServer } from "./real-server.ts";
import { type PageMaker, withBrowser } from "./with-browser.ts";

/**
 * A browser and the real server for the tests of a file: up before its other hooks run, gone after them, without one fault
 * of the server's own.
 *
 * @param environment settings beside those that every test server has
 * @example const { browser, server } = withRealServer({ NECTO_SANDBOX_PROVIDER: "manual" });
 */
export function withRealServer(environment: Readonly<Record<string, string>> = {}): {
  readonly browser: PageMaker;
  readonly server: RealServer;
} {
  // All tests of a file sign in from one address.
  const server = createRealServer({ NECTO_SIGN_IN_LIMIT: "1000", ...environment });
  beforeAll(() => server.up());
  const browser = withBrowser();
  afterAll(async () => {
    await server.remove();
    expect(server.faults).toEqual([]);
  });
  return { browser, server };
}
