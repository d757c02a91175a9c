import { withWrongByte } from "../../storage/storage-faults.ts";
import { WHOLE } from "./zero-g-files.ts";
import { fileInfoOf, find, type NodeState, statusOf } from "./zero-g-methods.ts";

/** What the gateway answers, always with status 200, as 0G's does: bytes, or JSON with a code. */
export type GatewayAnswer = { readonly bytes: Uint8Array } | { readonly json: GatewayJson };

/** Code 0 is success. */
export interface GatewayJson {
  readonly code: number;
  readonly message: string;
  readonly data: unknown;
}

const NOT_FOUND = { json: { code: 101, message: "File not found", data: null } };
const NOT_FINAL = { json: { code: 103, message: "File not finalized", data: null } };

/**
 * The REST side of an indexer (0g-storage-client `indexer/gateway`, read 2026-11-26): `/file?root=`, `/file?txSeq=`,
 * `/file/info/{root or txSeq}`, `/node/status`. Null for other paths.
 */
export async function answerGateway(url: URL, state: NodeState): Promise<GatewayAnswer | null> {
  const { pathname, searchParams } = url;
  if (pathname === "/node/status") return success(statusOf(state));
  if (pathname === "/file")
    return readFile(searchParams.get("root") ?? searchParams.get("txSeq") ?? "", state);
  const [, key] = /^\/file\/info\/([^/]+)$/.exec(pathname) ?? [];
  if (key === undefined) return null;
  const file = findByText(key, state);
  return file === null ? NOT_FOUND : success(fileInfoOf(file, state, WHOLE));
}

async function readFile(key: string, state: NodeState): Promise<GatewayAnswer> {
  const file = findByText(key, state);
  if (file === null) return NOT_FOUND;
  if (!state.files.isFinal(file, WHOLE)) return NOT_FINAL;
  const bytes = await state.files.read(file);
  return { bytes: state.faults().corrupt ? withWrongByte(bytes) : bytes };
}

const findByText = (key: string, state: NodeState) =>
  find(/^\d+$/.test(key) ? Number(key) : key.toLowerCase(), state, WHOLE);

const success = (data: unknown): GatewayAnswer => ({ json: { code: 0, message: "Success", data } });
