import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { topologySchema } from '#topologies/topology-schema';
import { renderJsonSchema, writeJsonSchemas } from './json-schemas.ts';
import { libraryTopologies } from './load-topology.ts';

const repo = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

/** Every `properties` of a JSON Schema, however deep. */
const fieldsOf = (schema: unknown): readonly (readonly [string, { readonly description?: string }])[] => {
  if (typeof schema !== 'object' || schema === null) return [];
  const own = 'properties' in schema ? Object.entries(schema.properties as Record<string, object>) : [];
  return [...own, ...Object.values(schema).flatMap(fieldsOf)];
};

describe('the JSON Schemas for editors', () => {
  it('docs/schemas/topology.schema.json is what the code says today', () => {
    expect(repo('docs/schemas/topology.schema.json')).toBe(renderJsonSchema(topologySchema));
  });

  it('describes every field of a topology', () => {
    const fields = fieldsOf(JSON.parse(renderJsonSchema(topologySchema)));
    expect(fields.length).toBeGreaterThan(50);
    expect(fields.filter(([, field]) => !field.description).map(([name]) => name)).toEqual([]);
  });

  it('accepts the library and refuses what the reader refuses', () => {
    const valid = new Ajv2020({ strict: false }).compile(JSON.parse(renderJsonSchema(topologySchema)));
    const refused = libraryTopologies().filter(
      (name) => !valid(parse(repo(`topologies/library/${name}.yaml`))),
    );
    expect(refused).toEqual([]);
    expect(valid({ version: 1, name: 'x', chanels: [] })).toBe(false);
    expect(valid({ version: 2, name: 'x' })).toBe(false);
  });

  it('are written one a file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fulgurite-schemas-'));
    const paths = writeJsonSchemas(join(folder, 'new'), [['a', z.int()]]);
    expect(paths).toEqual([join(folder, 'new', 'a.schema.json')]);
    expect(JSON.parse(readFileSync(paths[0]!, 'utf8'))).toMatchObject({ type: 'integer' });
    rmSync(folder, { recursive: true });
  });
});
