import { fileURLToPath } from 'node:url';
import { writeJsonSchemas } from './json-schemas.ts';
import { PUBLISHED_SCHEMAS } from './published-schemas.ts';

// `npm run schemas`: writes docs/schemas/*.schema.json from the zod schemas.
const folder = fileURLToPath(new URL('../../docs/schemas', import.meta.url));
for (const path of writeJsonSchemas(folder, PUBLISHED_SCHEMAS)) process.stdout.write(`${path}\n`);
