import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { renderJsonSchema } from './json-schemas.ts';
import { PUBLISHED_SCHEMAS } from './published-schemas.ts';

const repo = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

it.each(PUBLISHED_SCHEMAS)(
  'docs/schemas/%s.schema.json is what the code says today (npm run schemas)',
  (name, schema) => {
    expect(repo(`docs/schemas/${name}.schema.json`)).toBe(renderJsonSchema(schema));
  },
);

it('leaves no schema behind that nothing generates', () => {
  const names = readdirSync(new URL('../../docs/schemas', import.meta.url));
  expect(names.toSorted()).toEqual(PUBLISHED_SCHEMAS.map(([name]) => `${name}.schema.json`).toSorted());
});

it.each([
  ['pilot', 'scenarios/pilots/quickstart.yaml'],
  ['pilot', 'scenarios/pilots/release.yaml'],
  ['policy', 'scenarios/policies/pilot-policy.yaml'],
  ['pilot', 'harness/cli/templates/pilot.yaml'],
  ['policy', 'harness/cli/templates/policy.yaml'],
  ['topology', 'harness/cli/templates/topology.yaml'],
])('the schema of a %s accepts %s, and refuses it with one unknown key', (name, path) => {
  const valid = new Ajv2020({ strict: false }).compile(JSON.parse(repo(`docs/schemas/${name}.schema.json`)));
  const document = parse(repo(path));
  expect([valid(document), valid.errors]).toEqual([true, null]);
  expect(valid({ ...document, descriptoin: 'misspelt' })).toBe(false);
});
