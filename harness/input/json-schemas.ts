import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** `['topology', topologySchema]` becomes `topology.schema.json`. */
export type NamedSchema = readonly [name: string, schema: z.ZodType];

/** JSON Schema (draft 2020-12) of what a person may write: defaults are optional. Ends with a newline. */
export function renderJsonSchema(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-2020-12', io: 'input' }), null, 2)}\n`;
}

/** Writes one file a schema into the folder, for editors to complete and check with. Returns the paths. */
export function writeJsonSchemas(folder: string, schemas: readonly NamedSchema[]): readonly string[] {
  mkdirSync(folder, { recursive: true });
  return schemas.map(([name, schema]) => {
    const path = join(folder, `${name}.schema.json`);
    writeFileSync(path, renderJsonSchema(schema));
    return path;
  });
}
