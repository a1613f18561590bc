import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** Long trials keep what they make: a young generation of this size copies it less often and needs no more memory. */
const HEAP_FLAGS = ['--min-semi-space-size=16', '--max-semi-space-size=32'];

/**
 * Runs `bench/jobs/NAME.ts` in a process of its own, so that its peak memory and its JIT are its own, and returns the JSON
 * that it prints last. @throws Error with the job's output when it fails.
 */
export async function runJob<T>(name: string): Promise<T> {
  const job = fileURLToPath(new URL(`./jobs/${name}.ts`, import.meta.url));
  const child = spawn(process.execPath, [...HEAP_FLAGS, job], { stdio: ['ignore', 'pipe', 'inherit'] });
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
