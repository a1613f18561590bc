import { resolve } from 'node:path';
import { EnvironmentUnavailable } from '#harness/run/environment-unavailable';
import { askNow, isAnswering, type Now } from '#harness/topology/ask-control';
import { bringDown } from '#harness/topology/down';
import { type RunningFile, readRunningFile } from '#harness/topology/running-file';
import { showRunning } from '#harness/topology/show-running';
import type { JsonFlag } from './topology-flags.ts';

export async function statusCommand(dir: string, { json }: JsonFlag): Promise<void> {
  const folder = resolve(dir);
  const file = readRunningFile(folder);
  if (!(await isAnswering(file)))
    throw new EnvironmentUnavailable(
      file.state === 'stopped'
        ? `${folder}: nothing runs here; ${file.network} was stopped.`
        : `${folder}: nothing answers here; ${file.network} crashed, or hangs (process ${file.pid}). Clear it away: fulgurite topology down ${dir}`,
    );
  const now = await askNow(file);
  process.stdout.write(
    json ? `${JSON.stringify({ ...file, ...now }, null, 2)}\n` : asText(file, now, folder),
  );
}

export async function downCommand(dir: string): Promise<void> {
  const folder = resolve(dir);
  const found = await bringDown(folder);
  process.stdout.write(`${folder}: ${SAYS[found]}\n`);
}

const SAYS = {
  stopped: 'stopped',
  'was-stopped': 'nothing ran here',
  'had-crashed': 'nothing ran here any more; what a crash left is cleared away',
} as const;

function asText(file: RunningFile, { nodes, faults, clock }: Now, folder: string): string {
  const ailing = nodes.filter(({ state }) => state !== 'up');
  return [
    showRunning({ ...file, speed: clock.speed }, folder).trimEnd(),
    `  the clock shows ${new Date(clock.nowMs).toISOString()}, height ${clock.height}`,
    ...ailing.map(({ name, state }) => `  ${name} is ${state}`),
    ...faults.map(
      ({ fault, seen, struck }) =>
        `  ${fault.kind} is on at ${fault.node} (${fault.id}): struck ${struck} of ${seen}`,
    ),
    '',
  ].join('\n');
}
