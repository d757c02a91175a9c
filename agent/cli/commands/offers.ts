import { formatAge, formatUsdMicros } from "@necto/tools/core/units";
import { readConfig } from "../../config/config.ts";
import { type Command, parseFlags, usageError } from "../command.ts";
import { formatTable } from "../format-table.ts";

const usage = "necto offers [--gpu H100] [--region EU] [--source lambda] [--limit 20] [--json]";

export const command: Command = {
  usage,
  summary: "List priced offers of all sources, cheapest first.",
  async run(args, io) {
    const { values, positionals } = parseFlags(
      args,
      {
        json: { type: "boolean" },
        gpu: { type: "string" },
        region: { type: "string" },
        source: { type: "string" },
        limit: { type: "string" },
      },
      usage,
    );
    if (positionals.length > 0) throw usageError(`“${positionals[0]}” is no flag. Usage: ${usage}`);
    const limit = Number(values.limit ?? (values.json ? 1000 : 20));
    if (!Number.isInteger(limit) || limit < 1 || limit > 100_000)
      throw usageError(`--limit is “${values.limit}”; it must be a whole number from 1 to 100000.`);
    const [{ createAgent }, { listOffers }] = await Promise.all([
      import("../../agent.ts"),
      import("../../market/list-offers.ts"),
    ]);
    const agent = await createAgent({
      config: readConfig(io.environment, io.cwd),
      drift: "still",
      quotesMaxAgeMs: 0,
    });
    try {
      const snapshot = await agent.snapshot();
      const list = listOffers(snapshot, {
        gpu: values.gpu,
        region: values.region,
        source: values.source,
        limit,
      });
      for (const { source, status, code, message } of snapshot.sources)
        if (status === "failed") io.note(`Without ${source}: ${message}`);
        else if (code !== null && message !== null) io.note(message);
      io.out(
        values.json
          ? JSON.stringify({ ...list, sources: snapshot.sources })
          : listText(list, snapshot.takenAt),
      );
      return 0;
    } finally {
      await agent.close();
    }
  },
};

/** @param takenAt epoch milliseconds; prices age by it */
function listText(
  { total, offers }: ReturnType<typeof import("../../market/list-offers.ts").listOffers>,
  takenAt: number,
): string {
  const rows = offers.map(({ offer, normalized }) => [
    formatUsdMicros(normalized.usdMicrosPerGpuHour ?? 0, 4),
    `${offer.gpuCount}× ${[offer.gpu.model, offer.gpu.formFactor].filter(Boolean).join(" ")}`,
    offer.location.country ?? "—",
    offer.pricing.model,
    offer.priceClass,
    formatAge(takenAt - Date.parse(offer.observedAt)),
    offer.id,
  ]);
  return `${formatTable(["$/GPU-hr", "GPU", "in", "pricing", "price is", "read ago", "offer"], rows, [0])}\n${offers.length} of ${total} offers, bookable ones first.`;
}
