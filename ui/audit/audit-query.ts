const DAY = /^\d{4}-\d{2}-\d{2}$/;
const DAY_MS = 86_400_000;

/** What the address of the page may choose beside the days. */
export const AUDIT_FIELDS = ["org", "actor", "action", "target", "result"] as const;
const ALL_FIELDS = ["from", "to", ...AUDIT_FIELDS, "before"] as const;

/** What an address chooses; what the page does not know is left out, and so are days that are none. */
export function readAuditQuery(search: string): URLSearchParams {
  const said = new URLSearchParams(search);
  const query = new URLSearchParams();
  for (const name of ALL_FIELDS) {
    const value = said.get(name)?.trim();
    if (value && (!["from", "to"].includes(name) || DAY.test(value))) query.set(name, value);
  }
  return query;
}

/** The same as the API takes it: days become times, the last one whole. */
export function toApiQuery(query: URLSearchParams): URLSearchParams {
  const asked = new URLSearchParams(query);
  const [from, to] = [query.get("from"), query.get("to")];
  if (from !== null) asked.set("from", `${from}T00:00:00.000Z`);
  if (to !== null) asked.set("to", new Date(Date.parse(`${to}T00:00:00.000Z`) + DAY_MS).toISOString());
  return asked;
}

/** Without the place in the log: what is exported. */
export function withoutPlace(query: URLSearchParams): URLSearchParams {
  const whole = new URLSearchParams(query);
  whole.delete("before");
  return whole;
}

/** Whether anything but whose log it is was chosen. */
export const isFiltered = (query: URLSearchParams): boolean =>
  [...query.keys()].some((name) => name !== "org" && name !== "before");
