import type { Requirements } from "@necto/tools/core/requirements";

/** What a link to the form brings with it. */
export interface WatchDraft {
  readonly requirements: Partial<Requirements>;
  /** The line, micro-USD per GPU-hour; null leaves it open. */
  readonly usdMicros: number | null;
}

/** An address of the form with its fields filled in; what is as with nothing said is left out. */
export function watchLink({ requirements, usdMicros }: WatchDraft): string {
  const said = Object.entries(requirements).filter(([field, value]) => isSaid(field, value));
  const query = new URLSearchParams();
  if (said.length > 0) query.set("for", JSON.stringify(Object.fromEntries(said)));
  if (usdMicros !== null) query.set("under", String(usdMicros));
  return `/watches?${query}`;
}

const isSaid = (field: string, value: unknown): boolean => {
  if (value === null || ["maxUsdMicrosPerGpuHour", "rankBy", "mode"].includes(field)) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== "object" || Object.values(value).some((list) => (list as unknown[]).length > 0);
};

/** The other way round; what an address says that is no draft is nothing. */
export function readWatchLink(search: string): WatchDraft {
  const query = new URLSearchParams(search);
  const under = query.get("under") ?? "";
  return {
    requirements: parse(query.get("for")),
    usdMicros: /^[1-9]\d{0,9}$/.test(under) ? Number(under) : null,
  };
}

function parse(text: string | null): Partial<Requirements> {
  try {
    const value: unknown = JSON.parse(text ?? "{}");
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  } catch {
    return {};
  }
}
