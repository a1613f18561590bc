/** Whether a container engine answers, and which; the real environment needs one. */
export type EngineProbe =
  | {
      readonly reachable: true;
      readonly version: string;
      readonly apiVersion: string;
      readonly where: string;
    }
  | { readonly reachable: false; readonly why: string; readonly where: string };

const ANSWER_MS = 2_000;

/** Pings the engine that `DOCKER_HOST` names, else the one behind the usual socket. Never throws. */
export async function probeEngine(): Promise<EngineProbe> {
  const where = process.env.DOCKER_HOST ?? '/var/run/docker.sock';
  try {
    const { default: Docker } = await import('dockerode');
    const docker = new Docker({ timeout: ANSWER_MS });
    await docker.ping();
    const { Version, ApiVersion } = await docker.version();
    return { reachable: true, version: Version, apiVersion: ApiVersion, where };
  } catch (error) {
    return { reachable: false, why: reason(error), where };
  }
}

function reason(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (code === 'ENOENT') return 'no engine is installed here (no socket)';
  if (code === 'ECONNREFUSED') return 'the engine is not running (connection refused)';
  if (code === 'EACCES') return 'this user may not talk to the engine (permission denied)';
  // A connection that is given up after the time-out ends as a reset, too.
  if (code === 'ECONNRESET' || code === 'ETIMEDOUT')
    return `no answer: the connection was broken off, or nothing came within ${ANSWER_MS / 1000} s`;
  return typeof message === 'string' ? message : String(error);
}
