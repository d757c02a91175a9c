import { createFeedClient, type FeedClient, type FeedSocket, type FeedStatus } from "./feed-client.ts";

/** `SUBPROTOCOL` of `tools/protocol/frame.ts`, written out so that the page carries no schema library. */
const SUBPROTOCOL: typeof import("@necto/tools/protocol/frame").SUBPROTOCOL = "necto.v1";

/** The feed over this page's own origin, woken by the browser's network and visibility events. */
export function openBrowserFeed(statusChanged: (status: FeedStatus) => void): FeedClient {
  const url = `${location.origin.replace(/^http/, "ws")}/ws`;
  const client = createFeedClient({
    connect: (events): FeedSocket => {
      const socket = new WebSocket(url, SUBPROTOCOL);
      socket.addEventListener("open", () => events.opened());
      socket.addEventListener("message", ({ data }) => events.received(String(data)));
      socket.addEventListener("close", () => events.closed());
      return socket;
    },
    setTimer: (run, ms) => window.setTimeout(run, ms),
    clearTimer: (timer) => window.clearTimeout(timer),
    random: Math.random,
    isOnline: () => navigator.onLine,
    statusChanged,
  });
  window.addEventListener("online", () => client.retryNow());
  window.addEventListener("offline", () => client.wentOffline());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") client.retryNow();
  });
  client.open();
  return client;
}
