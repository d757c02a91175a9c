/** What the explorer is to show. Hashes, roots and addresses are lower case. */
export type ExplorerPlace =
  | { readonly kind: "home" }
  /** Whatever 32 bytes name: a transaction, a block, a file, a job, a listing or an organisation. */
  | { readonly kind: "find"; readonly id: string }
  | { readonly kind: "tx"; readonly id: string }
  /** By number, or by hash; without a chain the number is one of the escrow's. */
  | { readonly kind: "block"; readonly id: number | string; readonly chainId: number | null }
  | { readonly kind: "file"; readonly id: string }
  | { readonly kind: "address"; readonly id: string }
  | { readonly kind: "id"; readonly id: string };

const BYTES32 = /^0x[0-9a-f]{64}$/;
const ADDRESS = /^0x[0-9a-f]{40}$/;

/**
 * What the rest of an address means: `tx/0x…`, `block/12`, `block/<chain>/12`, `file/0x…`, `address/0x…`, `id/0x…`, `find/0x…`.
 * Null for anything else.
 */
export function readPlace(path: string | null): ExplorerPlace | null {
  if (path === null) return { kind: "home" };
  const [kind = "", ...rest] = path.toLowerCase().replace(/\/$/, "").split("/");
  const [id = ""] = rest.slice(-1);
  if (kind === "block" && rest.length <= 2) return readBlockPlace(id, rest.length === 2 ? rest[0]! : null);
  if (rest.length !== 1) return null;
  if (kind === "address") return ADDRESS.test(id) ? { kind, id } : null;
  const isHash = kind === "tx" || kind === "file" || kind === "id" || kind === "find";
  return isHash && BYTES32.test(id) ? { kind, id } : null;
}

function readBlockPlace(id: string, chain: string | null): ExplorerPlace | null {
  const chainId = chain === null ? null : readNumber(chain);
  if (BYTES32.test(id)) return { kind: "block", id, chainId };
  const number = readNumber(id);
  return number === null || (chain !== null && chainId === null)
    ? null
    : { kind: "block", id: number, chainId };
}

function readNumber(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

/** The path of a place below `/explorer`; null for the first page. */
export function pathOfPlace(place: ExplorerPlace): string | null {
  if (place.kind === "home") return null;
  const chain = place.kind === "block" && place.chainId !== null ? `${place.chainId}/` : "";
  return `${place.kind}/${chain}${place.id}`;
}

/**
 * What somebody typed or pasted: 32 bytes or an address, alone, without `0x` or anywhere in an address of a page; the number of
 * a block. Null when there is nothing of the kind in it.
 */
export function readWanted(text: string): ExplorerPlace | null {
  const wanted = text.trim().toLowerCase();
  const [, hash] = /(?:0x|^)([0-9a-f]{64})(?![0-9a-f])/.exec(wanted) ?? [];
  if (hash) return { kind: "find", id: `0x${hash}` };
  const [, address] = /(?:0x|^)([0-9a-f]{40})(?![0-9a-f])/.exec(wanted) ?? [];
  if (address) return { kind: "address", id: `0x${address}` };
  const number = readNumber(wanted.replace(/^(block\s*)?#?\s*/, "").replaceAll(/[,\s]/g, ""));
  return number === null ? null : { kind: "block", id: number, chainId: null };
}
