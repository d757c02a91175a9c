import { NectoError } from "@necto/tools/errors";
import { LISTING_TEXT_NOTICE, WatchesInput, WatchesOutput } from "@necto/tools/protocol/mcp";
import type { AppContext } from "../app-context.ts";
import { requireScope } from "../read-api-key.ts";
import { defineTool, READ_ONLY } from "./mcp-tool.ts";

/** What the key's account watches for, and what came of it. */
export const watchesTool = ({ watches, onFault }: AppContext) =>
  defineTool(
    {
      name: "watches",
      title: "Watches of the account",
      description:
        "Answers the price watches of the API key's account: what must match, the line in micro-USD per GPU-hour, whether each is armed, has fired or is paused, its last 20 firings, and the cheapest fresh offer that matches now. Changes nothing and costs nothing: watches are made on the page. Needs a key with the scope read. Limits: 50 watches; untracked ones are nobody's and not in it. Freshness: the market of the last seconds, with `asOf`; prices that a source has not renewed fire nothing.",
      input: WatchesInput,
      output: WatchesOutput,
      annotations: { ...READ_ONLY, openWorldHint: false },
      async run(_, { apiKey }) {
        if (apiKey === null)
          throw new NectoError({
            code: "auth/sign-in",
            message: "Watches are an account's: come with an API key that has the scope read.",
            hint: "Keys are made at /account/keys.",
          });
        requireScope(apiKey, "read");
        const own = await watches.service.list({ account: apiKey.principal.address });
        return { notice: LISTING_TEXT_NOTICE, watches: [...own] };
      },
    },
    onFault,
  );
