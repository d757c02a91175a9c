import type { Offer } from "@necto/tools/core/offer";
import type { HandOff } from "@necto/tools/protocol/hand-off";

export interface Wanted {
  readonly units: number;
  readonly durationSeconds: number;
}

/**
 * How an offer of another market is taken there, to be copied. Necto has no account of these sources and moves no money.
 * Shapes: docs.lambda.ai cloud API `instance-operations/launch`, AWS CLI `ec2 run-instances`, Akash SDL 2.0
 * (akash.network/docs), read 2026-11.
 */
export function handOffFor(offer: Offer, wanted: Wanted): HandOff {
  const make = MAKERS[offer.source] ?? link;
  return { offerId: offer.id, source: offer.source, ...make(offer, wanted) };
}

type Made = Omit<HandOff, "offerId" | "source">;

const MAKERS: Readonly<Record<string, (offer: Offer, wanted: Wanted) => Made>> = {
  lambda,
  "aws-spot": awsSpot,
  akash,
};

/** Ids of sources are their own words: only what such a name can be is let into a command. */
const word = (text: string | undefined, fallback: string): string =>
  text !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(text) ? text : fallback;

const stopNote = ({ durationSeconds }: Wanted): string =>
  `End it yourself after ${Math.ceil(durationSeconds / 3_600)} h: nothing here does.`;

function lambda({ id }: Offer, wanted: Wanted): Made {
  const [, type, region] = id.split(":");
  const body = {
    region_name: word(region, "<region>"),
    instance_type_name: word(type, "<instance-type>"),
    ssh_key_names: ["<your-ssh-key>"],
    quantity: wanted.units,
  };
  return {
    title: "Launch it on Lambda",
    kind: "request",
    body: `POST https://cloud.lambda.ai/api/v1/instance-operations/launch\nAuthorization: Bearer <your-api-key>\nContent-Type: application/json\n\n${JSON.stringify(body, null, 2)}`,
    url: "https://cloud.lambda.ai/instances",
    notes: ["Fill in your API key and the name of an SSH key of your account.", stopNote(wanted)],
  };
}

function awsSpot({ id }: Offer, wanted: Wanted): Made {
  const [, type, place] = id.split(":");
  const zone = word(place, "<region>");
  const region = zone.replace(/(\d)[a-z]$/, "$1");
  const lines = [
    "aws ec2 run-instances",
    `--region ${region}`,
    `--instance-type ${word(type, "<instance-type>")}`,
    `--count ${wanted.units}`,
    "--image-id <ami-of-that-region>",
    "--key-name <your-key-pair>",
    ...(zone === region ? [] : [`--placement AvailabilityZone=${zone}`]),
    `--instance-market-options '{"MarketType":"spot","SpotOptions":{"SpotInstanceType":"one-time"}}'`,
  ];
  return {
    title: "Start it on AWS",
    kind: "command",
    body: lines.join(" \\\n  "),
    url: "https://console.aws.amazon.com/ec2/",
    notes: ["AWS may end a spot instance with two minutes' notice.", stopNote(wanted)],
  };
}

function akash({ gpu, gpuCount, extras }: Offer, wanted: Wanted): Made {
  const model = (gpu.model ?? "").toLowerCase().replaceAll(" ", "");
  const vendor = word(gpu.vendor?.toLowerCase(), "nvidia");
  const body = `version: "2.0"
services:
  app:
    image: <your-image>
    expose:
      - port: 22
        as: 22
        to:
          - global: true
profiles:
  compute:
    app:
      resources:
        cpu:
          units: ${Number(extras.vcpus ?? 8)}
        memory:
          size: ${Number(extras.memoryGib ?? 32)}Gi
        storage:
          size: ${Number(extras.storageGib ?? 100)}Gi
        gpu:
          units: ${gpuCount}
          attributes:
            vendor:
              ${vendor}:
                - model: ${word(model, "<model>")}
  placement:
    any:
      pricing:
        app:
          denom: uact
          amount: 1000000
deployment:
  app:
    any:
      profile: app
      count: ${wanted.units}
`;
  return {
    title: "Deploy it on Akash",
    kind: "sdl",
    body,
    url: "https://console.akash.network/new-deployment",
    notes: ["Providers bid below the amount; choose one by its bid.", stopNote(wanted)],
  };
}

function link({ url }: Offer, wanted: Wanted): Made {
  const isWeb = url !== null && /^https:\/\//.test(url);
  return {
    title: "Book it at its source",
    kind: "link",
    body: "",
    url: isWeb ? url : null,
    notes: ["Its price here is for comparison; the source's own is what counts.", stopNote(wanted)],
  };
}
