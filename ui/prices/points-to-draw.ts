/** Up to here every hour is a point of its own. */
const FEW = 48;

/**
 * Where a point is drawn. A line needs two, so one that has gaps on both sides would be invisible.
 *
 * @example pointsToDraw([...60 prices, null, price, null, ...60 prices]) // [61]
 */
export function pointsToDraw(prices: readonly (number | null)[]): number[] {
  const known = prices.flatMap((price, index) => (price === null ? [] : [index]));
  if (known.length <= FEW) return known;
  return known.filter((index) => prices[index - 1] == null && prices[index + 1] == null);
}
