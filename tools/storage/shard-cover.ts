/** A node holds the segments whose number leaves `shardId` when divided by `numShard`, a power of two. */
export interface ShardConfig {
  readonly shardId: number;
  readonly numShard: number;
}

/**
 * As few of the nodes as hold every segment between them, or null when some segment is on none of them.
 *
 * @example coverOf([{ config: { shardId: 0, numShard: 2 } }]) // null
 */
export function coverOf<T extends { readonly config: ShardConfig }>(nodes: readonly T[]): T[] | null {
  const missing = new Set(Array(Math.max(0, ...nodes.map(({ config }) => config.numShard))).keys());
  const fewestFirst = nodes.toSorted((a, b) => a.config.numShard - b.config.numShard);
  const cover = fewestFirst.filter(({ config }) => {
    const held = [...missing].filter((number) => number % config.numShard === config.shardId);
    for (const number of held) missing.delete(number);
    return held.length > 0;
  });
  return nodes.length > 0 && missing.size === 0 ? cover : null;
}
