import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';

export async function fileHashes(
  folder: string,
  files: readonly string[],
): Promise<readonly { readonly file: string; readonly sha256: string }[]> {
  const hashes = [];
  for (const file of files) {
    const hash = createHash('sha256');
    await pipeline(createReadStream(join(folder, file)), hash);
    hashes.push({ file, sha256: hash.digest('hex') });
  }
  return hashes;
}
