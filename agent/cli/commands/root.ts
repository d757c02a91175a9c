import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { rootOf } from "@necto/tools/trace/merkle-root";
import { type Command, parseFlags, usageError } from "../command.ts";

const usage = "necto root <file>";

export const command: Command = {
  usage,
  summary: "Print the 0G Merkle root of a file: what 0G Storage finds it by.",
  async run(args, io) {
    const { positionals } = parseFlags(args, {}, usage);
    const [path, ...more] = positionals;
    if (path === undefined || more.length > 0) throw usageError(`Name one file. Usage: ${usage}`);
    const bytes = await readFile(resolve(io.cwd, path)).catch(() => {
      throw usageError(`The file ${path} cannot be read.`);
    });
    if (bytes.length === 0) throw usageError(`${path} is empty; 0G stores no empty files.`);
    io.out(rootOf(new Uint8Array(bytes)));
    return 0;
  },
};
