import { diskRefusal, EnvironmentUnavailable } from '../run/environment-unavailable.ts';

const SOCKET_SAYS_NO: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: stop what listens there',
  EACCES: 'is not for this user',
};

/**
 * An error of the system, said for people in one line: a port that is taken, a folder that cannot be written. Others are
 * returned as they are.
 * @param whose who wanted the port, and the option with which another one is chosen
 */
export function startRefusal(
  error: unknown,
  whose: (port: number) => { readonly name: string; readonly option: string },
): unknown {
  if (!(error instanceof Error) || error instanceof EnvironmentUnavailable) return error;
  const { code = '', syscall, port } = error as NodeJS.ErrnoException & { port?: number };
  const why = SOCKET_SAYS_NO[code];
  if (syscall === 'listen' && why !== undefined && port !== undefined) {
    const { name, option } = whose(port);
    return new EnvironmentUnavailable(
      `${name}: port ${port} on 127.0.0.1 ${why}, or choose another with ${option}.`,
      { cause: error },
    );
  }
  if (code === 'EMFILE')
    return new EnvironmentUnavailable(
      'Too many files and sockets are open for so many nodes: raise the limit with ulimit -n.',
      { cause: error },
    );
  return diskRefusal(error, '--dir DIR') ?? error;
}
