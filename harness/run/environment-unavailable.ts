/** The machine cannot do what was asked (a folder that cannot be written, no Docker, a full disk): exit 75, never 1. */
export class EnvironmentUnavailable extends Error {
  override readonly name = 'EnvironmentUnavailable';
}

const DISK_SAYS_NO: Readonly<Record<string, string>> = {
  EACCES: 'no permission to write there',
  EPERM: 'no permission to write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file of that name is in the way',
  EISDIR: 'a folder of that name is in the way',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'too many files are open',
};

/** The same error, said for people, when it is the disk that refused; null for any other error. */
export function diskRefusal(error: unknown): EnvironmentUnavailable | null {
  const { code, path } = error as { code?: unknown; path?: unknown };
  if (typeof code !== 'string' || DISK_SAYS_NO[code] === undefined) return null;
  const where = typeof path === 'string' ? path : 'the run folder';
  return new EnvironmentUnavailable(
    `Cannot write ${where}: ${DISK_SAYS_NO[code]} (${code}). Choose another folder with --out DIR.`,
    { cause: error },
  );
}
