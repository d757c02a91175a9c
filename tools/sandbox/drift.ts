/** Ticks from one random level to the next; between them prices move in a straight line. */
const TICKS_PER_LEVEL = 5;
/** A level lies within ±3 % of the recorded price, so the way from tick 0 is within ±6 %. */
const LEVEL_BPS = 300;

/** FNV-1a over the text, then a finaliser, because neighbouring texts must give unrelated numbers. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}

const level = (row: string, index: number): number =>
  (hash(`${row}/${index}`) % (2 * LEVEL_BPS + 1)) - LEVEL_BPS;

function offset(row: string, tick: number): number {
  const index = Math.floor(tick / TICKS_PER_LEVEL);
  const step = tick % TICKS_PER_LEVEL;
  const sum = level(row, index) * (TICKS_PER_LEVEL - step) + level(row, index + 1) * step;
  return Math.trunc(sum / TICKS_PER_LEVEL);
}

/**
 * How far a row's price has drifted from the recorded one at a tick, in bps within ±600. A function of its arguments
 * alone, in integers; 0 at tick 0.
 *
 * @param row names the row across sources and seeds: `7/lambda/gpu_1x_a10`
 */
export const driftBps = (row: string, tick: number): number => offset(row, tick) - offset(row, 0);

/**
 * Moves decimal text by bps and keeps its number of decimals; never rounds a price away to 0.
 *
 * @example driftDecimal("19.2500", 100) // "19.4425"
 */
export function driftDecimal(text: string, bps: number): string {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = BigInt(whole + fraction);
  const moved = (digits * BigInt(10_000 + bps) + 5000n) / 10_000n;
  const kept = moved === 0n && digits > 0n ? 1n : moved;
  const padded = kept.toString().padStart(fraction.length + 1, "0");
  const cut = padded.length - fraction.length;
  return fraction ? `${padded.slice(0, cut)}.${padded.slice(cut)}` : padded;
}
