import { UPSTREAM_NAMES, type UpstreamName } from "@necto/tools/sandbox/create-upstreams";
import { FAULTS, type Fault } from "@necto/tools/sandbox/upstream";
import { ZERO_G_FAULTS, type ZeroGFault } from "@necto/tools/sandbox/zero-g/zero-g-faults";
import { FAILPOINTS, type Failpoint } from "../traces/failpoints.ts";
import { badVariable } from "./read-variable.ts";

export function readZeroGFaults(text: string | null): ZeroGFault[] {
  const names = (text ?? "").split(",").map((name) => name.trim());
  const faults = names.flatMap((name) => ZERO_G_FAULTS.find((known) => known === name) ?? []);
  if (text !== null && faults.length < names.length)
    throw badVariable("NECTO_SANDBOX_ZERO_G", text, `a comma list of ${ZERO_G_FAULTS.join(", ")}`);
  return faults;
}

export function readFailpoint(
  text: string | null,
): { readonly point: Failpoint; readonly nth: number } | null {
  if (text === null) return null;
  const [name, nth = "1"] = text.split(":");
  const point = FAILPOINTS.find((known) => known === name);
  if (!point || !/^[1-9]\d{0,3}$/.test(nth))
    throw badVariable(
      "NECTO_FAILPOINT",
      text,
      `one of ${FAILPOINTS.join(", ")}, with :2 for its second time`,
    );
  return { point, nth: Number(nth) };
}

export function readFaults(text: string | null): readonly (readonly [UpstreamName, Fault])[] {
  if (text === null) return [];
  return text.split(",").map((pair) => {
    const [name, what] = pair.split("=").map((part) => part.trim());
    const upstream = UPSTREAM_NAMES.find((known) => known === name);
    const fault = FAULTS.find((known) => known === what);
    if (!upstream || !fault)
      throw badVariable(
        "NECTO_SANDBOX_FAULTS",
        text,
        `a comma list such as lambda=429, of ${UPSTREAM_NAMES.join(", ")} and ${FAULTS.join(", ")}`,
      );
    return [upstream, fault] as const;
  });
}
