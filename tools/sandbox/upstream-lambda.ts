import { readRecorded } from "../sources/read-recorded.ts";
import { replaceAt, type Upstream } from "./upstream.ts";

interface Recorded {
  readonly data: Record<string, { instance_type: { price_cents_per_hour: number } }>;
}

const recorded: Recorded = JSON.parse(readRecorded("sources/recorded/lambda.json"));
const PRICE = ["data", "gpu_1x_gh200", "instance_type", "price_cents_per_hour"];

/** Speaks Lambda Cloud's instance-types API; prices are whole cents and stay whole. */
export const upstreamLambda: Upstream = {
  name: "lambda",
  path: "/api/v1/instance-types",
  contentType: "application/json",
  accepts: ({ headers }) => headers.has("authorization"),
  body: ({ price }) => {
    const data = structuredClone(recorded.data);
    for (const [name, row] of Object.entries(data)) {
      const cents = price(name, String(row.instance_type.price_cents_per_hour));
      row.instance_type.price_cents_per_hour = Number(cents);
    }
    return { data };
  },
  emptyBody: { data: {} },
  withMalformedRow: (body) => replaceAt(body, PRICE, "$2.29"),
  withPriceZero: (body) => replaceAt(body, PRICE, 0),
};
