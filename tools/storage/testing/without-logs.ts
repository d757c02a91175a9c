import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { PATIENT_SERVER } from "../../sandbox/patient-server.ts";

/** A chain's JSON-RPC that tells of no events while it hides them, like a node that has not got as far as others. */
export async function withoutLogs(rpcUrl: string) {
  let isHiding = true;
  const server = createServer(PATIENT_SERVER, async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
    const body = Buffer.concat(parts).toString();
    const { id, method } = JSON.parse(body) as { id: unknown; method: string };
    const answer =
      isHiding && method === "eth_getLogs"
        ? JSON.stringify({ jsonrpc: "2.0", id, result: [] })
        : await (await fetch(rpcUrl, { method: "POST", body })).text();
    response.end(answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show: () => {
      isHiding = false;
    },
    close: () => new Promise((resolve) => server.close(resolve).closeAllConnections()),
  };
}
