import type { AvailabilityException, WeeklyWindow } from "@necto/tools/core/availability";
import type { UnitsOut } from "@necto/tools/core/listing-draft";
import { timeText } from "../format/text.ts";
import { usdText } from "./listing-text.ts";

const FIELDS: Readonly<Record<string, string>> = {
  ...{ title: "Title", description: "Description", gpu: "GPU", formFactor: "Form factor" },
  ...{
    memoryGib: "Memory (GiB per GPU)",
    gpuCount: "GPUs per unit",
    unitsTotal: "Units",
    country: "Country",
  },
  ...{ city: "City", vcpus: "vCPUs", hostMemoryGib: "Host memory (GiB)", storageGib: "Storage (GiB)" },
  ...{ networkMbps: "Network (Mbit/s)", minDurationSeconds: "Shortest rental (s)" },
  ...{ maxDurationSeconds: "Longest rental (s)", ceilingUsdMicros: "Ceiling ($)", status: "Status" },
  ...{ pricing: "Price", "pricing.amount": "Price", "availability.timeZone": "Time zone" },
  ...{ "availability.weekly": "Weekly hours", "availability.exceptions": "Exceptions" },
  offlineUnits: "Units that are out",
};

/** The name of a draft's field, by its path. */
export const fieldText = (field: string): string => FIELDS[field] ?? field;

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** A value of a draft's field, in words. */
export function valueText(field: string, value: unknown): string {
  if (value === null || value === "" || (Array.isArray(value) && value.length === 0)) return "none";
  if (/UsdMicros$/.test(field) && typeof value === "number") return usdText(value);
  if (field === "availability.weekly") return (value as readonly WeeklyWindow[]).map(weekText).join("; ");
  if (field === "availability.exceptions")
    return (value as readonly AvailabilityException[])
      .map(({ from, to, open }) => `${open ? "open" : "closed"} ${timeText(from)} to ${timeText(to)}`)
      .join("; ");
  if (field === "offlineUnits") return (value as readonly UnitsOut[]).map(outText).join("; ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

const weekText = ({ days, from, to }: WeeklyWindow): string =>
  `${days.map((day) => DAYS[day]).join(" ")} ${from} to ${to}`;

const outText = ({ units, status, from, to }: UnitsOut): string =>
  `${units} ${status} from ${timeText(from)} ${to === null ? "until further notice" : `to ${timeText(to)}`}`;
