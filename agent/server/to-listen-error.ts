import { NectoError } from "@necto/tools/errors";
import type { Config } from "../config/config.ts";

/** What can be wrong with where a server is to listen, by the code that the system answers. */
const WRONG: Readonly<Record<string, (at: Pick<Config, "host" | "port">) => string>> = {
  EADDRINUSE: ({ host, port }) =>
    `Port ${port} on ${host} is taken. Stop what uses it, or set PORT to another one (0 picks a free one).`,
  EACCES: ({ host, port }) =>
    `Port ${port} on ${host} may not be opened by this user. Set PORT to one from 1024 on (0 picks a free one).`,
  EADDRNOTAVAIL: ({ host }) => `HOST is “${host}”, which is no address of this machine. Try 127.0.0.1.`,
  ENOTFOUND: ({ host }) => `HOST is “${host}”, which is neither an address nor a known name. Try 127.0.0.1.`,
};

/** A fault of listening as `config/port`; every other one as it is. */
export function toListenError(cause: unknown, at: Pick<Config, "host" | "port">): unknown {
  const { code = "", syscall, hostname } = cause as NodeJS.ErrnoException & { readonly hostname?: string };
  const isAboutListening = syscall === "listen" || hostname === at.host;
  const say = isAboutListening ? WRONG[code] : undefined;
  return say ? new NectoError({ code: "config/port", message: say(at), cause }) : cause;
}
