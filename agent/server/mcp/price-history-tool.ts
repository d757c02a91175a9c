import { findGpuModel } from "@necto/tools/core/gpus";
import { NectoError } from "@necto/tools/errors";
import { PriceHistoryInput, PriceHistoryOutput } from "@necto/tools/protocol/mcp";
import { listPrices } from "../../store/price-history.ts";
import type { AppContext } from "../app-context.ts";
import { defineTool, READ_ONLY } from "./mcp-tool.ts";
import { originOfPrices } from "./search-tool.ts";

/** What prices of a GPU were, hour by hour. */
export const priceHistoryTool = ({ store, status, now, onFault }: AppContext) =>
  defineTool(
    {
      name: "price_history",
      title: "Price history of a GPU",
      description:
        "Answers recorded prices of one GPU model by pricing model and hour: lowest, 10th percentile and median in micro-USD per GPU-hour, and how many offers there were. Hours in which nothing was recorded are null, not zero. Changes nothing and costs nothing. Limits: one GPU model, the last 24 hours, 7 or 30 days; no dated catalogue price is in it. Freshness: this server's own records, the present hour included and still changing.",
      input: PriceHistoryInput,
      output: PriceHistoryOutput,
      annotations: { ...READ_ONLY, openWorldHint: false },
      async run({ gpu: text, range }) {
        const gpu = findGpuModel(text)?.model;
        if (gpu === undefined)
          throw new NectoError({
            code: "request/invalid",
            message: `No GPU is called “${text}”. Try H100, A100, L40S or RTX 4090.`,
          });
        const origin = originOfPrices(status);
        return { gpu, range, origin, ...(await listPrices(store, { gpu, origin, range }, now())) };
      },
    },
    onFault,
  );
