import { readRecorded } from "../sources/read-recorded.ts";
import { acceptAnyone, replaceAt, type Upstream } from "./upstream.ts";

const PRICES = ["price", "kubernetes_price", "baremetal_price", "caas_price", "vmaas_price"] as const;

interface Snapshot {
  readonly data: readonly ({ readonly id: number } & Partial<
    Record<(typeof PRICES)[number], number | null>
  >)[];
}

interface Hardware {
  readonly data: { readonly hardware: readonly { readonly id: string; price: number }[] };
}

const snapshot: Snapshot = JSON.parse(readRecorded("sources/recorded/ionet-snapshot.json"));
/** The RTX A6000, which has one price only. */
const ONE_PRICE = ["data", 11, "price"];

/** Speaks io.net's market snapshot; the products of a card drift together. */
export const upstreamIonet: Upstream = {
  name: "ionet",
  path: "/v1/io-explorer/network/market-snapshot",
  contentType: "application/json",
  accepts: acceptAnyone,
  body: ({ price }) => {
    const body = structuredClone(snapshot);
    for (const card of body.data)
      for (const field of PRICES) {
        const recorded = card[field];
        if (recorded != null) card[field] = Number(price(String(card.id), recorded.toFixed(2)));
      }
    return body;
  },
  emptyBody: { status: "succeeded", data: [] },
  withMalformedRow: (body) => replaceAt(body, ONE_PRICE, "0.41 USD"),
  withPriceZero: (body) => replaceAt(body, ONE_PRICE, 0),
};

const FIRST_PRICE = ["data", "hardware", 0, "price"];

function upstreamHardware(cloud: "vmaas" | "caas"): Upstream {
  const hardware: Hardware = JSON.parse(readRecorded(`sources/recorded/ionet-${cloud}.json`));
  return {
    name: `ionet-${cloud}`,
    path: `/v1/io-cloud/${cloud}/hardware`,
    contentType: "application/json",
    accepts: acceptAnyone,
    body: ({ price }) => {
      const body = structuredClone(hardware);
      for (const row of body.data.hardware) row.price = Number(price(row.id, String(row.price)));
      return body;
    },
    emptyBody: { data: { hardware: [] } },
    withMalformedRow: (body) => replaceAt(body, FIRST_PRICE, null),
    withPriceZero: (body) => replaceAt(body, FIRST_PRICE, 0),
  };
}

/** Speaks io.net's list of virtual machines. */
export const upstreamIonetVmaas = upstreamHardware("vmaas");

/** Speaks io.net's list of containers. */
export const upstreamIonetCaas = upstreamHardware("caas");
