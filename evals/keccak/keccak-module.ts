/**
 * Keccak-f[1600] as a WebAssembly module, put together here: one function over 25 words of 64 bits at address 0, with the round
 * constants behind them. JavaScript has no such words, and takes five times as long.
 */
export function keccakModule(): Uint8Array<ArrayBuffer> {
  const body = [
    ...LANES.flatMap((lane) => [I32_CONST, 0, I64_LOAD, 3, ...unsigned(lane * 8), ...set(A + lane)]),
    ...[LOOP, VOID, ...round(), ...set(ROUND, get(ROUND), [I32_CONST, 8, I32_ADD])],
    ...[...get(ROUND), I32_CONST, ...signed(ROUNDS * 8), I32_LT_U, BR_IF, 0, END],
    ...LANES.flatMap((lane) => [I32_CONST, 0, ...get(A + lane), I64_STORE, 3, ...unsigned(lane * 8)]),
    END,
  ];
  const locals = [2, ...unsigned(WORDS), I64, 1, I32];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, 0x60, 0, 0]),
    ...section(3, [1, 0]),
    ...section(5, [1, 0, 1]),
    ...section(7, [2, ...name("memory"), 2, 0, ...name("permute"), 0, 0]),
    ...section(10, [1, ...sized([...locals, ...body])]),
  ]);
}

/** Where the round constants are; behind them is free. */
export const CONSTANTS_AT = 200;
const ROUNDS = 24;

/** By the linear feedback register of the standard (FIPS 202, 3.2.5). */
export function roundConstants(): BigUint64Array {
  const constants = new BigUint64Array(ROUNDS);
  let register = 1;
  for (let at = 0; at < ROUNDS; at++)
    for (let bit = 0; bit < 7; bit++) {
      if (register & 1) constants[at]! ^= 1n << BigInt(2 ** bit - 1);
      register = register & 0x80 ? ((register << 1) & 0xff) ^ 0x71 : register << 1;
    }
  return constants;
}

const [I32, I64, VOID] = [0x7f, 0x7e, 0x40];
const [LOOP, END, BR_IF] = [0x03, 0x0b, 0x0d];
const [I64_LOAD, I64_STORE, I32_CONST, I64_CONST] = [0x29, 0x37, 0x41, 0x42];
const [I32_ADD, I32_LT_U, I64_AND, I64_XOR, I64_ROTL] = [0x6a, 0x49, 0x83, 0x85, 0x89];
/** Locals: the state, what it becomes, sums of columns, one more, and the offset of the round's constant. */
const [A, B, C, D, WORDS] = [0, 25, 50, 55, 56];
const ROUND = WORDS;
const LANES = Array.from({ length: 25 }, (_, lane) => lane);
const FIVE = [0, 1, 2, 3, 4];

function unsigned(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...unsigned(value >> 7)];
}
function signed(value: number): number[] {
  return value < 64 ? [value] : [(value & 127) | 128, ...signed(value >> 7)];
}
const sized = (bytes: readonly number[]): number[] => [...unsigned(bytes.length), ...bytes];
const section = (id: number, bytes: readonly number[]): number[] => [id, ...sized(bytes)];
const name = (text: string): number[] => sized([...Buffer.from(text)]);
const get = (local: number): number[] => [0x20, ...unsigned(local)];
const set = (local: number, ...code: readonly (readonly number[])[]): number[] => [
  ...code.flat(),
  0x21,
  ...unsigned(local),
];
const rotated = (code: readonly number[], by: number): number[] =>
  by === 0 ? [...code] : [...code, I64_CONST, ...signed(by), I64_ROTL];

function round(): number[] {
  const theta = [
    ...FIVE.flatMap((x) =>
      set(C + x, get(A + x), ...[1, 2, 3, 4].map((y) => [...get(A + x + 5 * y), I64_XOR])),
    ),
    ...FIVE.flatMap((x) => [
      ...set(D, get(C + ((x + 4) % 5)), [...rotated(get(C + ((x + 1) % 5)), 1), I64_XOR]),
      ...FIVE.flatMap((y) => set(A + x + 5 * y, get(A + x + 5 * y), [...get(D), I64_XOR])),
    ]),
  ];
  const rhoAndPi: number[] = set(B, get(A));
  let [x, y] = [1, 0];
  for (let at = 0; at < 24; at++) {
    const from = x + 5 * y;
    [x, y] = [y, (2 * x + 3 * y) % 5];
    rhoAndPi.push(...set(B + x + 5 * y, rotated(get(A + from), (((at + 1) * (at + 2)) / 2) % 64)));
  }
  const chi = LANES.flatMap((lane) => {
    const row = lane - (lane % 5);
    const next = (by: number) => get(B + row + ((lane + by) % 5));
    const not = [...next(1), I64_CONST, 0x7f, I64_XOR];
    return set(A + lane, get(B + lane), not, [...next(2), I64_AND, I64_XOR]);
  });
  const iota = set(A, get(A), [...get(ROUND), I64_LOAD, 3, ...unsigned(CONSTANTS_AT), I64_XOR]);
  return [...theta, ...rhoAndPi, ...chi, ...iota];
}
