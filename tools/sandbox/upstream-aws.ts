import { readRecorded } from "../sources/read-recorded.ts";
import { acceptAnyone, replaceAt, type Upstream } from "./upstream.ts";

interface Recorded {
  readonly config: {
    readonly regions: readonly {
      readonly region: string;
      readonly instanceTypes: readonly {
        readonly sizes: readonly {
          readonly size: string;
          readonly valueColumns: readonly { readonly name: string; readonly prices: { USD: string } }[];
        }[];
      }[];
    }[];
  };
}

export const recordedFeed: Recorded = JSON.parse(readRecorded("sources/recorded/aws-spot.json"));
const advisor: unknown = JSON.parse(readRecorded("sources/recorded/aws-spot-advisor.json"));

/** us-east-1, GPU group, its first size (g4dn.xlarge), Linux. */
const FIRST_ROW = [
  "config",
  "regions",
  0,
  "instanceTypes",
  1,
  "sizes",
  0,
  "valueColumns",
  0,
  "prices",
  "USD",
];

/** Speaks AWS's public spot feed: USD text per instance-hour, `N/A*` where nothing is offered. */
export const upstreamAwsSpot: Upstream = {
  name: "aws-spot",
  path: "/spot.json",
  contentType: "application/x-javascript",
  accepts: acceptAnyone,
  body: ({ price }) => {
    const feed = structuredClone(recordedFeed);
    for (const { region, instanceTypes } of feed.config.regions)
      for (const { size, valueColumns } of instanceTypes.flatMap(({ sizes }) => sizes))
        for (const { prices } of valueColumns)
          if (/^\d/.test(prices.USD)) prices.USD = price(`${region}/${size}`, prices.USD);
    return feed;
  },
  emptyBody: {
    vers: 0.01,
    config: { rate: "perhr", valueColumns: ["linux", "mswin"], currencies: ["USD"], regions: [] },
  },
  withMalformedRow: (body) => replaceAt(body, FIRST_ROW, "0,1946"),
  withPriceZero: (body) => replaceAt(body, FIRST_ROW, "0.0000"),
};

const ROW = ["spot_advisor", "us-east-1", "Linux", "p5.48xlarge", "r"];

/** Speaks the Spot Advisor; interruption bands do not drift. */
export const upstreamAwsAdvisor: Upstream = {
  name: "aws-advisor",
  path: "/spot-advisor-data.json",
  contentType: "application/json",
  accepts: acceptAnyone,
  body: () => advisor,
  emptyBody: {},
  withMalformedRow: (body) => replaceAt(body, ROW, "often"),
  withPriceZero: (body) => body,
};
