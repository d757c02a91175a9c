import type { TestServer } from "./test-server.ts";

/**
 * Every route that a server has, also those that its documentation hides, without the HEAD of each GET.
 *
 * @example routesOf(server) // ["DELETE /api/session", "GET /api/session", …]
 */
export function routesOf({ app }: Pick<TestServer, "app">): readonly string[] {
  const above: string[] = [];
  return app
    .printRoutes({ commonPrefix: false })
    .split("\n")
    .flatMap((line) => {
      const found = /^(?<indent>[│├└─ ]*)(?<path>\S+) \((?<methods>[A-Z, ]+)\)$/.exec(line)?.groups;
      if (!found) return [];
      const depth = found.indent!.length / 4 - 1;
      above[depth] = found.path!;
      const path = above.slice(0, depth + 1).join("");
      return found
        .methods!.split(", ")
        .filter((method) => method !== "HEAD")
        .map((method) => `${method} ${path}`);
    })
    .sort();
}
