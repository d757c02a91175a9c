import { NectoError } from "@necto/tools/errors";

/**
 * A fault that happened while a user's words were at hand: what it was and where, without its message, which may quote them.
 * Errors of ours quote nobody and stay as they are.
 *
 * @example withoutWords(new TypeError("“…” is not iterable")) // "TypeError in a run; …" and the stack's frames
 */
export function withoutWords(error: unknown, place: "a run" | "a request" = "a run"): Error {
  if (error instanceof NectoError) return error;
  const { name, stack = "", code } = error instanceof Error ? (error as NodeJS.ErrnoException) : UNKNOWN;
  const what = typeof code === "string" && /^[\w-]{1,40}$/.test(code) ? `${name} ${code}` : name;
  const fault = new Error(`${what} in ${place}; its message is not told, since it may quote a user.`);
  const frames = stack.split("\n").filter((line) => /^\s+at /.test(line));
  fault.stack = [fault.message, ...frames].join("\n");
  return fault;
}

const UNKNOWN: Pick<NodeJS.ErrnoException, "name" | "stack" | "code"> = {
  name: "Something that is no error",
};
