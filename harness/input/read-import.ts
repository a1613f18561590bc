import { hash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { decodeText } from './decode-text.ts';
import { fileProblem, type Refusal } from './problem.ts';
import { inMegabytes, readBytes } from './read-bytes.ts';

/** Bound on an imported graph, packed and unpacked: the mainnet's describegraph of today is about a quarter of it. */
export const IMPORT_BYTES_MAX = 256 * 1_048_576;

export interface ImportText {
  readonly ok: true;
  readonly file: string;
  readonly text: string;
  /** Of the bytes as they lie on the disk. */
  readonly sha256: string;
}

/** A graph file of another tool, unpacked when it is compressed with gzip (told by its bytes, not by its name). */
export function readImport(path: string, what: string, bytesMax = IMPORT_BYTES_MAX): ImportText | Refusal {
  const read = readBytes(path, what, bytesMax);
  if (!read.ok) return read;
  const sha256 = hash('sha256', read.bytes, 'hex');
  const unpacked = unpack(path, read.bytes, bytesMax);
  if (!unpacked.ok) return unpacked;
  const decoded = decodeText(path, unpacked.bytes);
  if (!decoded.ok) return decoded;
  if (decoded.text.trim() === '') return fileProblem(path, 'an empty file', what, 'there is nothing in it');
  return { ok: true, file: path, text: decoded.text, sha256 };
}

function unpack(
  path: string,
  bytes: Buffer,
  bytesMax: number,
): { readonly ok: true; readonly bytes: Buffer } | Refusal {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return { ok: true, bytes };
  try {
    // The limit is kept while unpacking, so a small file cannot grow into all the memory there is.
    return { ok: true, bytes: gunzipSync(bytes, { maxOutputLength: bytesMax }) };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ERR_BUFFER_TOO_LARGE') {
      const found = `more than ${inMegabytes(bytesMax)} once unpacked`;
      return fileProblem(path, found, `at most ${bytesMax} bytes unpacked`, 'too large, not read to its end');
    }
    if (code?.startsWith('Z_')) return fileProblem(path, message, 'a whole gzip file', 'damaged or cut off');
    throw error;
  }
}
