import { expect, it } from 'vitest';
import { ProgressLine } from './progress-line.ts';

function watch(isTTY: boolean) {
  const clock = { ms: 0 };
  const written: string[] = [];
  const target = { isTTY, columns: 60, write: (text: string) => written.push(text) };
  return { clock, written, progress: new ProgressLine(target, () => clock.ms) };
}

it('redraws one line of a terminal at most ten times a second, with rate, time left and violations', () => {
  const { clock, written, progress } = watch(true);
  progress.stage('trials', 1000);
  for (let done = 1; done <= 500; done++) {
    clock.ms += 10;
    progress.advance({ done: 1, violations: done === 7 ? 1 : 0 });
  }
  expect(written.length).toBeLessThanOrEqual(51);
  expect(written.at(-1)).toBe('\r\x1b[2Ktrials: 500/1000 · 100/s · 5 s left · 1 violation');
  progress.end();
  expect(written.at(-1)).toBe('\r\x1b[2K');
});

it('writes a plain line now and then elsewhere, and always the last', () => {
  const { clock, written, progress } = watch(false);
  progress.stage('trials', 100);
  for (let done = 1; done <= 100; done++) {
    clock.ms += 100;
    progress.advance({ done: 1, violations: 0 });
  }
  expect(written.map((line) => line.split(' · ')[0])).toEqual([
    'trials: 0/100',
    'trials: 30/100',
    'trials: 60/100',
    'trials: 90/100',
    'trials: 100/100',
  ]);
  expect(written.join('')).not.toContain('\x1b');
});
