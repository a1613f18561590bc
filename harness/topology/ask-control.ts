import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { clockSchema, faultNowSchema, healthSchema, nodeNowSchema } from '#harness/emulators/control/shown';
import { EnvironmentUnavailable } from '../run/environment-unavailable.ts';
import type { RunningFile } from './running-file.ts';

const ANSWER_MS = 3_000;

/** What a running network says of itself. */
export interface Now {
  readonly nodes: z.infer<typeof nodeNowSchema>[];
  readonly faults: z.infer<typeof faultNowSchema>[];
  readonly clock: z.infer<typeof clockSchema>;
}

/** Whether the network of this file answers: nobody else, however the port came to them. Shows no token. */
export async function isAnswering({ control, run }: RunningFile): Promise<boolean> {
  try {
    const response = await fetch(`${control.url}/health`, { signal: AbortSignal.timeout(ANSWER_MS) });
    return healthSchema.safeParse(await response.json()).data?.run === run;
  } catch {
    // Refused, too slow, or no JSON: not ours.
    return false;
  }
}

/** @throws EnvironmentUnavailable */
export async function askNow(file: RunningFile): Promise<Now> {
  const { nodes } = z.object({ nodes: z.array(nodeNowSchema) }).parse(await ask(file, 'GET', '/nodes'));
  const { faults } = z.object({ faults: z.array(faultNowSchema) }).parse(await ask(file, 'GET', '/faults'));
  return { nodes, faults, clock: clockSchema.parse(await ask(file, 'GET', '/clock')) };
}

/** @throws EnvironmentUnavailable */
export async function askToStop(file: RunningFile): Promise<void> {
  await ask(file, 'POST', '/stop');
}

async function ask({ control }: RunningFile, method: string, path: string): Promise<unknown> {
  let why: string;
  try {
    const token = readFileSync(control.tokenFile, 'utf8').trim();
    const response = await fetch(`${control.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (response.ok) return await response.json();
    why = `it answers ${response.status}`;
  } catch (error) {
    why = error instanceof Error ? error.message : String(error);
  }
  throw new EnvironmentUnavailable(
    `The control API at ${control.url} does not do ${method} ${path}: ${why}.`,
  );
}
