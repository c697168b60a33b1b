// Checks answers against the OpenAPI document that the server itself gives out.
import { AjvJsonSchemaValidator } from '@modelcontextprotocol/sdk/validation/ajv';
import { expect } from 'vitest';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, { readonly schema: object }>> } | undefined>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation | undefined>> | undefined>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

export type Conforms = (method: string, path: string, response: Response) => Promise<unknown>;

/** The answer's JSON, after a check that this operation may answer so. */
export async function conformsTo(url: string): Promise<Conforms & { readonly schema: (name: string, json: unknown) => void }> {
  const document = (await (await fetch(`${url}/openapi.json`)).json()) as Document;
  const validator = new AjvJsonSchemaValidator();
  const check = (schema: object, json: unknown): void => {
    const whole: object = { ...schema, components: document.components };
    const result = validator.getValidator(whole)(json);
    expect(result.errorMessage).toBeUndefined();
    expect(result.valid).toBe(true);
  };
  const conforms: Conforms = async (method, path, response) => {
    const operation = document.paths[path]?.[method.toLowerCase()] ?? expect.unreachable(`${method} ${path} is not described`);
    const answer = operation.responses[String(response.status)] ?? expect.unreachable(`${method} ${path}: status ${response.status} is not described`);
    const type = response.headers.get('content-type') ?? '';
    const { schema } = answer.content[type] ?? expect.unreachable(`${method} ${path}: ${type} is not described`);
    const json: unknown = await response.json();
    check(schema, json);
    return json;
  };
  return Object.assign(conforms, { schema: (name: string, json: unknown) => check({ $ref: `#/components/schemas/${name}` }, json) });
}
