import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { generatedPages } from './generated-pages.ts';

// `npm run documents`: writes the generated pages of docs/.
for (const [name, content] of generatedPages()) {
  const path = fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
  writeFileSync(path, content);
  process.stdout.write(`${path}\n`);
}
