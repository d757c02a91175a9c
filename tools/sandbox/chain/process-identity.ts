import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);
const nothing = (): null => null;

/**
 * What tells a process from a later one with the same number: when it started, and after which start of the machine.
 * Null when there is no such process.
 */
export async function processIdentity(pid: number): Promise<string | null> {
  if (process.platform !== "linux") return askPs(pid, "lstart=");
  const [stat, boot] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8").catch(nothing),
    readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(nothing),
  ]);
  if (stat === null) return null;
  // The name, in brackets, may contain anything; the start is the 20th field behind it (proc(5), field 22).
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return fields[0] === "Z" ? null : `${fields[19]} ${boot?.trim() ?? ""}`;
}

/** The words that a process was started with; null when there is no such process. */
export async function processArguments(pid: number): Promise<readonly string[] | null> {
  if (process.platform !== "linux") return (await askPs(pid, "args="))?.split(" ") ?? null;
  const text = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(nothing);
  return text === null || text === "" ? null : text.split("\0");
}

async function askPs(pid: number, column: string): Promise<string | null> {
  const answer = await run("ps", ["-ww", "-o", column, "-p", String(pid)]).catch(nothing);
  return answer?.stdout.trim() || null;
}
