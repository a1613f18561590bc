import { readFileSync, statSync } from 'node:fs';
import { fileProblem, type Refusal } from './problem.ts';

const REFUSED: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file; check the name and the folder',
  ENOTDIR: 'a part of the path is not a folder',
  EACCES: 'this user may not read it',
  EPERM: 'this user may not read it',
  ELOOP: 'the symbolic links run in a circle',
  ENAMETOOLONG: 'the name is too long',
};

/** The bytes of a regular file, refused by size before the first one is read. `what`: "a pilot file". */
export function readBytes(
  path: string,
  what: string,
  bytesMax: number,
): { readonly ok: true; readonly bytes: Buffer } | Refusal {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return fileProblem(path, 'a directory', what, 'give the file inside it');
    if (!stat.isFile()) return fileProblem(path, 'a device, pipe or socket', what, 'give a regular file');
    if (stat.size > bytesMax) {
      const allowed = `at most ${bytesMax} bytes (${inMegabytes(bytesMax)})`;
      return fileProblem(
        path,
        `${stat.size} bytes (${inMegabytes(stat.size)})`,
        allowed,
        'too large, not read',
      );
    }
    return { ok: true, bytes: readFileSync(path) };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === undefined) throw error;
    const found = code === 'ENOENT' ? 'no file' : code;
    return fileProblem(path, found, what, REFUSED[code] ?? `the system says ${code}`);
  }
}

export function inMegabytes(bytes: number): string {
  return `${(bytes / 1_048_576).toFixed(1)} MiB`;
}
