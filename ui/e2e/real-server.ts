import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readConfig } from "@necto/agent/config/config";
import { type RunningServer, startServer } from "@necto/agent/server/start-server";

/** The real server with its sandbox, on a data folder of its own, that can be restarted where it stood. */
export interface RealServer {
  readonly url: string;
  /** Its data folder. */
  readonly home: string;
  /** Faults of Necto itself; must stay empty. */
  readonly faults: unknown[];
  down(): Promise<void>;
  /** Comes back on the same port and data. */
  up(): Promise<void>;
  remove(): Promise<void>;
}

/** @param environment settings beside those that every test server has */
export async function startRealServer(
  environment: Readonly<Record<string, string>> = {},
): Promise<RealServer> {
  const home = mkdtempSync(join(tmpdir(), "necto-ui-"));
  const faults: unknown[] = [];
  let running: RunningServer | null = null;
  let port = "0";

  const up = async () => {
    const config = readConfig({ ...environment, NECTO_HOME: home, PORT: port }, home);
    running = await startServer(config, { onFault: (fault) => faults.push(fault) });
    port = new URL(running.url).port;
  };
  const down = async () => {
    await running?.close();
    running = null;
  };
  await up();
  return {
    url: `http://127.0.0.1:${port}`,
    home,
    faults,
    up,
    down,
    remove: async () => {
      await down();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
