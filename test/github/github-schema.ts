import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Ajv, type ValidateFunction } from "ajv";

/** GitHub's own description of its REST API, as far as these tests use it. */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<
          Record<string, { readonly examples?: Readonly<Record<string, { readonly value: unknown }>> }>
        >;
      }
    >
  >;
}

const require = createRequire(import.meta.url);
const description = JSON.parse(
  readFileSync(require.resolve("@octokit/openapi/generated/api.github.com.deref.json"), "utf8"),
) as { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> };

const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
const validators = new Map<string, ValidateFunction>();

const templates = Object.keys(description.paths).map((template) => ({
  template,
  pattern: new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`),
  parameters: template.split("{").length,
}));

/** The path of GitHub's description that a request's path belongs to; the one with the fewest parameters. */
export function templateOf(path: string): string {
  const fitting = templates.filter((one) => one.pattern.test(path)).sort((a, b) => a.parameters - b.parameters);
  const [best] = fitting;
  if (best === undefined) throw new Error(`GitHub knows no ${path}`);
  return best.template;
}

function operationOf(method: string, template: string): Operation {
  const operation = description.paths[template]?.[method.toLowerCase()];
  if (operation === undefined) throw new Error(`GitHub knows no ${method} ${template}`);
  return operation;
}

function unknownKeys(value: unknown, schema: Schema | undefined, at: string): string[] {
  if (Array.isArray(value)) return value.flatMap((one, index) => unknownKeys(one, schema?.items, `${at}/${index}`));
  if (typeof value !== "object" || value === null || schema?.properties === undefined) return [];
  return Object.entries(value).flatMap(([key, one]) =>
    schema.properties?.[key] === undefined
      ? [`${at}/${key} is unknown to GitHub`]
      : unknownKeys(one, schema.properties[key], `${at}/${key}`),
  );
}

/** What is wrong with a request's body by GitHub's own schema, unknown keys included; empty when it is right. */
export function problemsOfBody(method: string, path: string, body: unknown): string[] {
  const template = templateOf(path);
  const schema = operationOf(method, template).requestBody?.content["application/json"]?.schema;
  if (schema === undefined) return body === undefined || body === "" ? [] : [`${method} ${template} takes no body`];
  const key = `${method} ${template}`;
  const validate = validators.get(key) ?? ajv.compile(schema);
  validators.set(key, validate);
  const problems = validate(body) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`);
  return [...problems, ...unknownKeys(body, schema, "")];
}

/** GitHub's own example of an answer. */
export function exampleOf<T extends object = Record<string, unknown>>(
  method: string,
  template: string,
  status = "200",
): T {
  const examples = operationOf(method, template).responses[status]?.content?.["application/json"]?.examples ?? {};
  const [first] = Object.values(examples);
  if (first === undefined) throw new Error(`GitHub shows no example of ${method} ${template} ${status}`);
  return structuredClone(first.value) as T;
}
