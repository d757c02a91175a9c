/**
 * What somebody typed as a root (any case, spaces around) or the id of a decision; null when it is neither. The id of a
 * job reads as a root: only the chain tells them apart.
 */
export function parseSubject(
  text: string,
): { readonly root: string } | { readonly decisionId: string } | null {
  const trimmed = text.trim();
  if (/^0x[0-9a-f]{64}$/i.test(trimmed)) return { root: trimmed.toLowerCase() };
  return /^[a-z][\w-]{0,79}$/i.test(trimmed) ? { decisionId: trimmed } : null;
}
