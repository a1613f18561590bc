import { z } from 'zod';
import { PRODUCT } from '#harness/product';
import { type ProblemStatus, problemSchema } from './problem.ts';
import type { Route } from './route.ts';
import { ROUTES } from './routes.ts';

type Json = Readonly<Record<string, unknown>>;

/** OpenAPI 3.1 of the control API, from the very schemas that check its requests. */
export function controlDocument(): Json {
  const schemas: Record<string, unknown> = {};
  const paths: Record<string, Record<string, unknown>> = {};
  for (const one of ROUTES) {
    paths[one.path] ??= {};
    paths[one.path]![one.method.toLowerCase()] = operation(one, schemas);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fulgurite control API',
      version: PRODUCT.version,
      description:
        'Strikes an emulated Lightning network while an orchestrator works on it: faults, killed daemons, blocks, time, hold ' +
        'invoices, and the ground truth. Served by `fulgurite topology up` on 127.0.0.1; address and token are in the ' +
        'topology.json and control.token of its folder. Amounts are msat.',
    },
    servers: [{ url: 'http://127.0.0.1:{port}', variables: { port: { default: '8480' } } }],
    security: [{ token: [] }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'What control.token holds.' },
      },
      schemas: Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

function operation(one: Route, schemas: Record<string, unknown>): Json {
  const problems = problemsOf(one);
  return {
    operationId: one.operation,
    summary: one.summary,
    ...(one.isOpen && { security: [] }),
    ...(one.params !== undefined && { parameters: parameters(one.params) }),
    ...(one.body !== undefined && {
      requestBody: {
        // No body at all is read as one without fields.
        required: !one.body.safeParse({}).success,
        content: {
          'application/json': { schema: named(one.body, 'input', schemas), example: one.example },
        },
      },
    }),
    responses: {
      [one.status]: {
        description: one.status === 202 ? 'It will be done.' : 'Done.',
        content: { 'application/json': { schema: named(one.answer, 'output', schemas) } },
      },
      ...Object.fromEntries(
        problems.map((status) => [
          status,
          {
            description: PROBLEMS[status],
            content: { 'application/problem+json': { schema: named(problemSchema, 'output', schemas) } },
          },
        ]),
      ),
    },
  };
}

/** The statuses of refusals that a route may answer with. */
export function problemsOf({ isOpen, body, problems }: Route): readonly ProblemStatus[] {
  return [400, ...(isOpen ? [] : [401 as const]), ...problems, ...(body === undefined ? [] : [413 as const])];
}

const PROBLEMS: Readonly<Partial<Record<ProblemStatus, string>>> = {
  400: 'The request is not as described here.',
  401: 'The token is missing or wrong.',
  404: 'There is no such thing.',
  409: 'Not as things stand.',
  413: 'The body is too large.',
};

function parameters(params: z.ZodType): readonly Json[] {
  const { properties = {} } = jsonSchema(params, 'input') as { properties?: Record<string, Json> };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'path',
    required: true,
    description,
    schema,
  }));
}

/** The schema by its name, with everything named that it consists of; written out where it has none. */
function named(schema: z.ZodType, io: 'input' | 'output', schemas: Record<string, unknown>): unknown {
  const { $defs = {}, ...own } = jsonSchema(schema, io) as Json & { $defs?: Json; $ref?: string };
  for (const [name, part] of Object.entries($defs)) schemas[name] = withoutIds(part);
  const { id } = schema.meta() ?? {};
  if (id === undefined) return withoutIds(own);
  // A schema that refers to itself by name stands among its own parts already.
  if (own.$ref === undefined) schemas[id] = withoutIds(own);
  return { $ref: `#/components/schemas/${id}` };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-2020-12', io });
  return rest;
}

/** zod's references lead to `$defs`, those of OpenAPI to its components; names stand there and not in the schemas. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => !(key === 'id' && typeof inner === 'string'))
      .map(([key, inner]) => [
        key,
        key === '$ref' && typeof inner === 'string'
          ? inner.replace(/^#\/\$defs\//, '#/components/schemas/')
          : withoutIds(inner),
      ]),
  );
}
