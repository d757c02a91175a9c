/**
 * Moves the decimal point of plain decimal text to the left, exactly: from base units to whole tokens.
 *
 * @example shiftPoint("5000.5", 6) // "0.0050005"
 */
export function shiftPoint(text: string, places: number): string {
  const [whole = "", fraction = ""] = text.split(".");
  const digits = whole.padStart(places + 1, "0");
  const cut = digits.length - places;
  return `${digits.slice(0, cut)}.${digits.slice(cut)}${fraction}`;
}
