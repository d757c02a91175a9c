import { readFileSync } from "node:fs";

/** Text of a recorded body, by its path below `tools/`: `sources/recorded/lambda.json`. For tests and the sandbox. */
export const readRecorded = (path: string): string =>
  readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
