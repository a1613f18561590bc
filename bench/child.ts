import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * How node is started for a measurement: one long trial keeps most of what it makes, so the heap is sized at once instead
 * of growing through a dozen collections, and the hot path is deeper than V8 inlines by default. Part of the figure.
 */
export const LONG_TRIAL_FLAGS: readonly string[] = [
  '--initial-heap-size=800',
  '--max-inlined-bytecode-size=1500',
  '--max-inlined-bytecode-size-cumulative=3000',
];

/** Many short trials: their garbage in a young generation that holds several of them. */
export const SHORT_TRIAL_FLAGS: readonly string[] = ['--min-semi-space-size=32', '--max-semi-space-size=64'];

/** As anybody starts node. */
export const NO_FLAGS: readonly string[] = [];

/**
 * Runs `bench/jobs/NAME.ts` in a process of its own, so that its peak memory and its JIT are its own, and returns the JSON
 * that it prints last. @throws Error with the job's output when it fails.
 */
export async function runJob<T>(
  name: string,
  flags: readonly string[] = LONG_TRIAL_FLAGS,
  args: readonly string[] = [],
): Promise<T> {
  const job = fileURLToPath(new URL(`./jobs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...flags, job, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const printed = Buffer.concat(chunks).toString('utf8').trim();
  if (code !== 0) throw new Error(`bench job ${name} ended with ${code}: ${printed}`);
  return JSON.parse(printed.slice(printed.lastIndexOf('\n') + 1)) as T;
}
