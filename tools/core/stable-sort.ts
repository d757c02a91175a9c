/** Bits of one digit; 2^16 buckets fit the second-level cache and keep 32-bit keys at two passes. */
const DIGIT_BITS = 16;
const BUCKETS = 1 << DIGIT_BITS;

/**
 * Sorts `order` (indexes into `keys`) by ascending key, keeping the present order among equal keys: linear, and
 * the same on every machine. Sorting by several criteria is sorting by the last one first.
 *
 * @param keys non-negative integers below 2^53, one per index
 */
export function stableSortBy(order: Uint32Array, keys: Float64Array | Uint32Array): Uint32Array {
  let largest = 0;
  for (let i = 0; i < order.length; i++) {
    const key = keys[order[i]!]!;
    if (key > largest) largest = key;
  }
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(order.length);
  const counts = new Uint32Array(Math.min(BUCKETS, largest + 1));
  for (let divisor = 1; divisor <= largest; divisor *= BUCKETS) {
    countingPass(from, to, keys, divisor, counts);
    [from, to] = [to, from === order ? new Uint32Array(order.length) : from];
  }
  return from;
}

function countingPass(
  from: Uint32Array,
  to: Uint32Array,
  keys: Float64Array | Uint32Array,
  divisor: number,
  counts: Uint32Array,
): void {
  counts.fill(0);
  const digit = (index: number) => Math.floor(keys[index]! / divisor) % BUCKETS;
  for (let i = 0; i < from.length; i++) counts[digit(from[i]!)]!++;
  let start = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    const size = counts[bucket]!;
    counts[bucket] = start;
    start += size;
  }
  for (let i = 0; i < from.length; i++) to[counts[digit(from[i]!)]!++] = from[i]!;
}

export const identityOrder = (length: number): Uint32Array => {
  const order = new Uint32Array(length);
  for (let i = 0; i < length; i++) order[i] = i;
  return order;
};
