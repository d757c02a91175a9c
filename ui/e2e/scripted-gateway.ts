import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A gateway of 0G whose files and faults a test decides: `GET /file?root=`, open to every page as the real one is. */
export interface ScriptedGateway {
  readonly url: string;
  /** Files by root. */
  readonly files: Map<string, Uint8Array>;
  /** Serves one wrong byte in every file. */
  corrupt: boolean;
  /** Answers as a gateway does whose node is away. */
  broken: boolean;
  stop(): Promise<void>;
}

export async function startScriptedGateway(): Promise<ScriptedGateway> {
  const files = new Map<string, Uint8Array>();
  const switches = { corrupt: false, broken: false };
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (switches.broken) return void response.writeHead(502).end();
    const bytes = pathname === "/file" ? files.get(searchParams.get("root") ?? "") : undefined;
    // Failures come with status 200, as 0G's gateway sends them.
    if (!bytes)
      return void response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ code: 101, message: "File not found", data: null }));
    response.writeHead(200, { "content-type": "application/octet-stream" });
    response.end(switches.corrupt ? withWrongByte(bytes) : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    files,
    get corrupt() {
      return switches.corrupt;
    },
    set corrupt(isOn) {
      switches.corrupt = isOn;
    },
    get broken() {
      return switches.broken;
    },
    set broken(isOn) {
      switches.broken = isOn;
    },
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Another digit of a price stays a trace that can be read, which is the harder lie. */
export function withWrongByte(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes);
  const prices = text.indexOf('/usdMicrosPerGpuHour"');
  const place = prices < 0 ? text.indexOf('"seq":') : prices + text.slice(prices).search(/\d{7}/);
  const wrong = bytes.slice();
  const digit = wrong.subarray(place).findIndex((byte) => byte >= 0x30 && byte <= 0x38);
  wrong[place + digit]! += 1;
  return wrong;
}
