import { jsonSchemaTransformObject } from "fastify-type-provider-zod";

type Transform = typeof jsonSchemaTransformObject;

/** What the provider names a recursive schema without an id; it leaves the definition out. */
const UNDEFINED_REF = /^#\/components\/schemas\/schema\d+$/;

/** The one recursive schema is `z.json()`, any JSON value, which OpenAPI writes as the empty schema. */
export const openapiDocument: Transform = (input) =>
  JSON.parse(
    JSON.stringify(jsonSchemaTransformObject(input), (_, value) =>
      UNDEFINED_REF.test(value?.$ref) ? {} : value,
    ),
  );
