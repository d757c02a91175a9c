import { LISTING_TEXT_NOTICE, OffersInput, OffersOutput } from "@necto/tools/protocol/mcp";
import { listOffers } from "../../market/list-offers.ts";
import type { AppContext } from "../app-context.ts";
import { defineTool, READ_ONLY } from "./mcp-tool.ts";
import { originOfPrices } from "./search-tool.ts";

/** The market through a few filters, without a decision. */
export const offersTool = ({ agent, status, onFault }: AppContext) =>
  defineTool(
    {
      name: "offers",
      title: "List GPU offers",
      description:
        "Lists offers of all GPU markets by GPU, region and source, cheapest first, each with the price as its source states it and the normalised one in micro-USD with its arithmetic. It takes no decision: to compare for a need, and to book, use `search`. Changes nothing and costs nothing. Limits: 50 offers; `total` says how many match. Freshness: `takenAt` is when the market was looked at, some seconds ago at most, and `observedAt` when a source said a price; dated ones (`priceClass`) are for comparison only. " +
        LISTING_TEXT_NOTICE,
      input: OffersInput,
      output: OffersOutput,
      annotations: READ_ONLY,
      async run(query) {
        const snapshot = await agent.snapshot();
        const takenAt = new Date(snapshot.takenAt).toISOString();
        const { total, offers } = listOffers(snapshot, query);
        return { notice: LISTING_TEXT_NOTICE, origin: originOfPrices(status), takenAt, total, offers };
      },
    },
    onFault,
  );
