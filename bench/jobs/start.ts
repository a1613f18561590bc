import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** `npm start` as a user types it, on a fixed seed, from the shell back to the shell. */
const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fulgurite-bench-'));
try {
  const out = join(folder, 'run');
  const startedMs = performance.now();
  const { status } = spawnSync('npm', ['start', '--silent', '--', '--seed', '1', '--quiet', '--out', out], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const seconds = (performance.now() - startedMs) / 1000;
  const verdict = JSON.parse(readFileSync(join(out, 'verdict.json'), 'utf8')) as {
    verdict: string;
    trials: { executed: number };
  };
  console.log(JSON.stringify({ status, seconds, verdict: verdict.verdict, trials: verdict.trials }));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
