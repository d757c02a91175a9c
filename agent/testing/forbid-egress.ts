import net from "node:net";

const LOOPBACK = new Set(["127.0.0.1", "::1", "localhost", undefined]);

/**
 * Fails every connection that would leave this machine, and lists them. Returns the function that ends the watch.
 *
 * @param allowed hosts elsewhere that may be reached
 */
export function forbidEgress(allowed: readonly string[] = []): {
  readonly attempts: string[];
  readonly end: () => void;
} {
  const attempts: string[] = [];
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]) {
    const [first] = (Array.isArray(args[0]) ? args[0] : args) as [{ host?: string } | undefined];
    const host = typeof first === "object" ? first.host : undefined;
    if (!LOOPBACK.has(host) && !(host && allowed.includes(host))) {
      attempts.push(String(host));
      throw new Error(`a connection to ${host} left this machine`);
    }
    return connect.apply(this, args as never);
  } as typeof connect;
  return {
    attempts,
    end: () => {
      net.Socket.prototype.connect = connect;
    },
  };
}
