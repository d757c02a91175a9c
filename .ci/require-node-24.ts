/** vitest started from a shell, not through npm, would silently run on the system's older Node. */
export default function requireNode24(): void {
  if (Number(process.versions.node.split(".")[0]) < 24)
    throw new Error(`Necto needs Node 24 or newer, this is ${process.version}. Run the tests with: npm test`);
}
