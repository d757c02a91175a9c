import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@necto/agent/config/config";
import { type RunningServer, startServer } from "@necto/agent/server/start-server";

/** The real server with its sandbox, on a data folder of its own, that can be restarted where it stood. */
export interface RealServer {
  /** Known once it has been up. */
  readonly url: string;
  /** Its data folder. */
  readonly home: string;
  /** Faults of Necto itself; must stay empty. */
  readonly faults: unknown[];
  down(): Promise<void>;
  /** Starts it, or brings it back on the same port and data. */
  up(): Promise<void>;
  remove(): Promise<void>;
}

/** @param environment settings beside those that every test server has */
export async function startRealServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<RealServer> {
  const server = createRealServer(environment);
  await server.up();
  return server;
}

/** One that nobody has started yet. */
export function createRealServer(environment: Readonly<Record<string, string>> = {}): RealServer {
  const home = mkdtempSync(join(tmpdir(), "necto-ui-"));
  const faults: unknown[] = [];
  let running: RunningServer | null = null;
  let port = "0";

  const down = async () => {
    await running?.close();
    running = null;
  };
  return {
    get url() {
      return `http://127.0.0.1:${port}`;
    },
    home,
    faults,
    async up() {
      const config = readConfig({ ...environment, NECTO_HOME: home, PORT: port }, home);
      running = await startServer(config, { onFault: (fault) => faults.push(fault) });
      port = new URL(running.url).port;
    },
    down,
    remove: async () => {
      await down();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
