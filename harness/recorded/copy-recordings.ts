import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Which folder of recordings becomes which file of `data/`, and where they come from. */
const SETS = {
  cln: {
    folder: 'cln-transcripts',
    origin: 'recorded for this project: Core Lightning v26.06.6 on regtest, JSON-RPC on its unix socket',
  },
  lnd: {
    folder: 'lnd-transcripts',
    origin: 'recorded for this project: LND v0.21.0-beta on regtest, gRPC (bytes as hex, int64 as text)',
  },
  eclair: {
    folder: 'eclair-transcripts',
    origin: 'recorded for this project: Eclair v0.13.1 on regtest, HTTP',
  },
  'cln-schemas': {
    folder: 'cln-schemas',
    origin: 'ElementsProject/lightning, doc/schemas, v26.06.6',
  },
} as const;

/**
 * `node harness/recorded/copy-recordings.ts FOLDER`: puts the recordings in FOLDER (`cln-transcripts/…`) into `data/`, one
 * compressed file a set. The text of each file is kept as it is: numbers of 63 bits would not survive being read.
 */
const [from] = process.argv.slice(2);
if (from === undefined) throw new Error('the folder with the recordings is not named');
for (const [name, { folder, origin }] of Object.entries(SETS)) {
  const files = readdirSync(join(from, folder))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(from, folder, file), 'utf8').trim();
      return `${JSON.stringify(file.slice(0, -'.json'.length))}:${text}`;
    });
  const text = `{"origin":${JSON.stringify(origin)},"files":{${files.join(',\n')}}}\n`;
  const path = fileURLToPath(new URL(`data/${name}.json.gz`, import.meta.url));
  writeFileSync(path, gzipSync(text, { level: 9 }));
  process.stdout.write(`${path}: ${files.length} files\n`);
}
