import { type ParseArgsConfig, parseArgs } from "node:util";
import { NectoError } from "@necto/tools/errors";

/** Exit codes of sysexits: the command was used wrongly; a fault inside. */
export const EXIT_USAGE = 64;
export const EXIT_FAULT = 70;

/** What a command may touch. */
export interface Io {
  readonly out: (text: string) => void;
  /** Progress and logs; never part of the result. */
  readonly note: (text: string) => void;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Whether a person watches the notes. */
  readonly isWatched: boolean;
  /** Asks a person at the terminal; absent when nobody is there. */
  readonly ask?: (question: string) => Promise<string>;
  /** Fires on Ctrl-C. */
  readonly signal: AbortSignal;
}

/** One command of the CLI; `run` answers the exit code. */
export interface Command {
  readonly usage: string;
  readonly summary: string;
  readonly run: (args: readonly string[], io: Io) => Promise<number>;
}

export const usageError = (message: string): NectoError => new NectoError({ code: "request/usage", message });

/**
 * Flags and positionals of a command line.
 *
 * @throws NectoError `request/usage` with the usage line, for unknown flags and missing values
 */
export function parseFlags<T extends NonNullable<ParseArgsConfig["options"]>>(
  args: readonly string[],
  options: T,
  usage: string,
) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const [first = ""] = (error as Error).message.split("\n");
    const [reason = ""] = first.split(". ");
    // “argument is ambiguous”: the next flag, or a negative number, stood in the place of the value.
    const flag = /^Option '(-[^' ]*)[^']*' argument (?:is ambiguous|missing)/.exec(reason)?.[1];
    const what =
      flag === undefined ? reason : `${flag} takes a value (one that starts with a dash as ${flag}=-1)`;
    throw usageError(`${what}. Usage: ${usage}`);
  }
}
