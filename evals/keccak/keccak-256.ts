import { CONSTANTS_AT, keccakModule, roundConstants } from "./keccak-module.ts";

const { exports } = new WebAssembly.Instance(new WebAssembly.Module(keccakModule()));
const { permute, memory } = exports as { readonly permute: () => void; readonly memory: WebAssembly.Memory };
new BigUint64Array(memory.buffer, CONSTANTS_AT).set(roundConstants());
/** Bytes that are taken in at once. */
const BLOCK = 136;
const state = new Uint32Array(memory.buffer, 0, 50);
const digest = new Uint8Array(memory.buffer, 0, 32);
const block = new Uint8Array(BLOCK);
const words = new Uint32Array(block.buffer);

/** keccak256 of bytes, the 32 bytes that every other implementation gives. */
export function keccak256(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  state.fill(0);
  let at = 0;
  for (; bytes.length - at >= BLOCK; at += BLOCK) {
    block.set(bytes.subarray(at, at + BLOCK));
    takeIn();
  }
  block.fill(0);
  block.set(bytes.subarray(at));
  const end = bytes.length - at;
  block[end]! ^= 0x01;
  block[BLOCK - 1]! ^= 0x80;
  takeIn();
  return digest.slice();
}

function takeIn(): void {
  for (let at = 0; at < words.length; at++) state[at]! ^= words[at]!;
  permute();
}
