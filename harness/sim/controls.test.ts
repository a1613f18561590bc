import { describe, expect, it } from 'vitest';
import type { Schedule } from '#chaos/schedule';
import type { HistoryEvent } from '#reports/evidence/history';
import { eventsOf, trialOf } from '../generator/quickstart.fixture.ts';

const window = { atMs: 2000, durMs: 6000 } as const;

function played(...schedule: Schedule): HistoryEvent[] {
  const result = trialOf('baseline', 14, { schedule, history: 'keep' });
  expect(result.violations).toEqual([]);
  return eventsOf(result);
}
const moves = (events: readonly HistoryEvent[]) =>
  events.filter(({ kind }) => kind === 'control-moved').map(({ atMs, state }) => `${atMs} ${state}`);
const firstPays = (events: readonly HistoryEvent[], from: number, to: number) =>
  events.filter(
    ({ kind, state, atMs }) => kind === 'call-sent' && state === 'pay' && atMs > from && atMs < to,
  );

describe('what is set from outside', () => {
  it('stops every payment while the switch is on, each time, and lets go', () => {
    const events = played({ kind: 'killswitch.toggle', ...window, flaps: 2 });
    expect(moves(events)).toEqual([
      '2000 kill_switch_on',
      '3500 kill_switch_off',
      '5000 kill_switch_on',
      '8000 kill_switch_off',
    ]);
    expect(firstPays(events, 2000, 3500)).toEqual([]);
    expect(firstPays(events, 3500, 5000)).not.toEqual([]);
    expect(firstPays(events, 5000, 8000)).toEqual([]);
    expect(firstPays(events, 8000, 20_000)).not.toEqual([]);
  });

  it('stays as it was set while the orchestrator is away', () => {
    const crash = { kind: 'orch.crash_at', boundary: 'dispatch', phase: 'after', nth: 1 } as const;
    const events = played(
      { ...crash, atMs: 1900, durMs: 300 },
      { kind: 'killswitch.toggle', atMs: 2100, durMs: 4000, flaps: 1 },
    );
    expect(firstPays(events, 2100, 6100)).toEqual([]);
  });

  it.each(['policy.unavailable', 'policy.malformed'] as const)('lets nothing leave under %s', (kind) => {
    const events = played({ kind, ...window });
    expect(moves(events)).toEqual(['2000 policy_unavailable', '8000 policy_available']);
    expect(firstPays(events, 2000, 8000)).toEqual([]);
    expect(firstPays(events, 8000, 20_000)).not.toEqual([]);
  });

  it('rests every payment on the document in force, through a flip and back', () => {
    const events = played({ kind: 'policy.version_flip_midflight', ...window, change: 'version_only' });
    const flips = events.filter(({ kind }) => kind === 'control-moved');
    expect(flips.map(({ state }) => state)).toEqual(['policy_replaced', 'policy_replaced']);
    const opened = events.filter(({ kind, atMs }) => kind === 'attempt-opened' && atMs > 2010 && atMs < 8000);
    expect(new Set(opened.map(({ was }) => was))).toEqual(new Set([flips[0]!.digest]));
    const after = events.filter(({ kind, atMs }) => kind === 'attempt-opened' && atMs > 8010);
    expect(new Set(after.map(({ was }) => was))).toEqual(new Set([flips[1]!.digest]));
    expect(flips[1]!.digest).not.toBe(flips[0]!.digest);
  });

  it('refuses a broken document and goes on under the one in force', () => {
    const events = played({ kind: 'config.hot_reload_bad', ...window, defect: 'truncated' });
    const [refused] = events.filter(({ kind }) => kind === 'control-moved');
    expect(refused!.state).toBe('policy_refused');
    const hashes = events.filter(({ kind }) => kind === 'policy-decided').map(({ digest }) => digest);
    expect(new Set(hashes)).toEqual(new Set([refused!.digest]));
  });
});

describe('two orchestrators on one journal', () => {
  it('take turns: the one that was replaced finds out and ends, and one is left', () => {
    const events = played({ kind: 'orch.dup_instance', ...window });
    const lives = events
      .filter(({ kind }) => kind === 'orchestrator-moved')
      .map(({ state, request, cause }) => `${request} ${state} ${cause}`.trim());
    expect(lives.slice(0, 4)).toEqual([
      '1 started',
      '2 started',
      '1 crashed another process has claimed the journal',
      '3 started',
    ]);
    expect(lives.filter((life) => life.includes('started')).length).toBe(
      lives.filter((life) => life.includes('crashed')).length + 1,
    );
  });
});
