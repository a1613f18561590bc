import { isUtf8 } from 'node:buffer';
import type { Refusal } from './problem.ts';

/** UTF-8 bytes → text without a byte order mark, or the place of the first byte that is not UTF-8. */
export function decodeText(
  file: string,
  bytes: Buffer,
): { readonly ok: true; readonly text: string } | Refusal {
  if (isUtf8(bytes)) return { ok: true, text: bytes.toString('utf8').replace(/^\ufeff/, '') };
  const offset = firstBadByte(bytes);
  const before = bytes.toString('utf8', 0, offset);
  const hex = bytes.toString('hex', offset, offset + 4).replace(/(..)(?=.)/g, '$1 ');
  const problem = {
    file,
    line: before.split('\n').length,
    column: before.length - before.lastIndexOf('\n'),
    path: '',
    found: `the bytes ${hex} at byte ${offset}`,
    allowed: 'text in UTF-8',
    message: guess(bytes),
  };
  return { ok: false, problems: [problem] };
}

/** A decoder writes U+FFFD for what it cannot read; the first one that the bytes do not spell out is the place. */
function firstBadByte(bytes: Buffer): number {
  const lossy = bytes.toString('utf8');
  let offset = 0;
  let done = 0;
  for (let at = lossy.indexOf('\ufffd'); at >= 0; at = lossy.indexOf('\ufffd', at + 1)) {
    offset += Buffer.byteLength(lossy.slice(done, at));
    if (bytes.toString('hex', offset, offset + 3) !== 'efbfbd') return offset;
    done = at;
  }
  return offset;
}

function guess(bytes: Buffer): string {
  const start = bytes.toString('hex', 0, 2);
  if (start === 'fffe' || start === 'feff') return 'this looks like UTF-16; save it as UTF-8';
  if (start === '1f8b') return 'this looks compressed with gzip; unpack it first';
  return 'not UTF-8; save the file as UTF-8';
}
