import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { encodeAbiParameters, encodeEventTopics, type Hex, parseAbi, zeroAddress, zeroHash } from "viem";

/**
 * A gateway of 0G whose files and faults a test decides: `GET /file?root=`, open to every page as the real one is. With
 * `POST` it is a node of a chain whose escrow has the jobs that the test names.
 */
export interface ScriptedGateway {
  readonly url: string;
  /** Files by root. */
  readonly files: Map<string, Uint8Array>;
  /** Roots by the id of the job that was paid for them. */
  readonly jobs: Map<string, string>;
  /** The escrow of these jobs. */
  readonly escrow: {
    readonly chainId: number;
    readonly address: string;
    readonly fromBlock: number;
    readonly rpcUrl: string;
  };
  /** Serves one wrong byte in every file. */
  corrupt: boolean;
  /** Answers as a gateway does whose node is away. */
  broken: boolean;
  stop(): Promise<void>;
}

export async function startScriptedGateway(): Promise<ScriptedGateway> {
  const files = new Map<string, Uint8Array>();
  const jobs = new Map<string, string>();
  const switches = { corrupt: false, broken: false };
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "content-type");
    if (request.method === "OPTIONS") return void response.writeHead(204).end();
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    if (switches.broken) return void response.writeHead(502).end();
    if (request.method === "POST")
      return void json(request).then((asked) => response.end(JSON.stringify(answerOf(asked as Asked, jobs))));
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
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    files,
    jobs,
    escrow: { chainId: CHAIN_ID, address: zeroAddress, fromBlock: 0, rpcUrl: url },
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

const CHAIN_ID = 7;
const JOB_OPENED = parseAbi([
  "event JobOpened(bytes32 indexed jobId, address indexed buyer, address indexed provider, bytes32 salt, bytes32 listingId, uint32 listingVersion, uint24 secs, uint16 feeBps, uint48 rate, bytes32 root, bytes32 mode)",
]);

interface Asked {
  readonly method: string;
  readonly params: readonly { readonly topics?: readonly Hex[] }[];
}

/** What a node says of a job that was opened in block 7, of which 9 are final. */
function answerOf({ method, params }: Asked, jobs: ReadonlyMap<string, string>): unknown {
  if (method === "eth_chainId") return { result: `0x${CHAIN_ID.toString(16)}` };
  if (method === "eth_getBlockByNumber") return { result: { number: "0x9" } };
  const jobId = params[0]?.topics?.[1] ?? zeroHash;
  const root = jobs.get(jobId) as Hex | undefined;
  if (method !== "eth_getLogs" || root === undefined) return { result: [] };
  const args = { jobId, buyer: zeroAddress, provider: zeroAddress };
  const data = encodeAbiParameters(
    JOB_OPENED[0].inputs.filter((input) => !("indexed" in input)),
    [zeroHash, zeroHash, 1, 3_600, 250, 1_000_000, root, zeroHash] as never,
  );
  const topics = encodeEventTopics({ abi: JOB_OPENED, eventName: "JobOpened", args });
  return { result: [{ blockNumber: "0x7", transactionHash: zeroHash, topics, data }] };
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
