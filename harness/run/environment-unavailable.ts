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

/** The same error, said for people, when it is the disk that refused; null for any other error. `option` names the folder. */
export function diskRefusal(error: unknown, option = '--out DIR'): EnvironmentUnavailable | null {
  if (!(error instanceof Error)) return null;
  const { code, path, syscall } = error as NodeJS.ErrnoException;
  const where = path ?? 'the run folder';
  const why = fromDuckDb(error.message) ?? (code === undefined ? null : fromSystem(code, syscall));
  if (why === null) return null;
  return new EnvironmentUnavailable(`Cannot write ${where}: ${why}. Choose another folder with ${option}.`, {
    cause: error,
  });
}

function fromSystem(code: string, syscall: string | undefined): string | null {
  if (code === 'ENOENT' && syscall === 'mkdir') return 'no folder can be made there (ENOENT)';
  return DISK_SAYS_NO[code] === undefined ? null : `${DISK_SAYS_NO[code]} (${code})`;
}

/** DuckDB gives a sentence and no code. */
function fromDuckDb(message: string): string | null {
  if (/No space left on device|Disk quota exceeded/i.test(message)) return 'the disk is full';
  return /^IO Error: (Cannot open|Could not (write|sync|truncate))/.test(message)
    ? message.split('\n', 1)[0]!
    : null;
}
