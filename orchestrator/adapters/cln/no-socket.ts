import { type Stats, statSync } from 'node:fs';

/**
 * Why nothing answers at a path, for people: the kernel refuses a directory and a plain file just as it refuses a socket at
 * which nobody listens.
 */
export function whyNoSocket(path: string, code: string): string {
  let found: Stats | undefined;
  try {
    found = statSync(path, { throwIfNoEntry: false });
  } catch {
    return `${path} cannot be reached (${code})`;
  }
  if (found === undefined) return `${path}: there is no such socket (${code})`;
  if (found.isDirectory()) return `${path} is a directory, not a socket (${code})`;
  if (!found.isSocket()) return `${path} is no socket (${code})`;
  return `${path}: nobody listens there, or we may not connect (${code})`;
}
