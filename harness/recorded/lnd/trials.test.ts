import { beforeAll, describe, expect, it } from 'vitest';
import { answerInWords } from '../conclusion.ts';
import { trialsOf } from '../items.ts';
import { type Concluded, concludeTrials, contradictions, endsOf } from '../trial-verdict.fixture.ts';
import { LndReplay } from './replay.fixture.ts';

const trials = trialsOf('lnd');
let concluded: ReadonlyMap<string, Concluded>;

beforeAll(async () => {
  const stops: (() => Promise<void>)[] = [];
  concluded = await concludeTrials(trials, await LndReplay.start((stop) => stops.push(stop)));
  for (const stop of stops) await stop();
});

const of = (file: string) => trials.filter(({ id }) => id.startsWith(`${file}#`));
const ends = (file: string) => endsOf(of(file), concluded);

describe('trials of a real LND', () => {
  it('no conclusion contradicts what the payee had', () => {
    expect(trials).toHaveLength(224);
    expect(trials.flatMap((trial) => contradictions(trial, concluded.get(trial.id)!))).toEqual([]);
  });

  it('kill −9: 42 phantoms stay in flight; what failed was interrupted; what was paid is settled (§5a)', () => {
    expect(ends('fuzz_kill9')).toEqual({
      'settled, fee 0 msat, paid': 47,
      'in flight, unpaid': 42,
      'failed: interrupted, unpaid': 7,
      'no record, unpaid': 2,
    });
  });

  it('SIGTERM: the same (§5a)', () => {
    expect(ends('fuzz_sigterm')).toEqual({
      'settled, fee 0 msat, paid': 15,
      'in flight, unpaid': 5,
      'failed: insufficient_balance, unpaid': 1,
    });
  });

  it('no record, then paid: a look-up of a daemon that was paused ends nothing (§1 (2))', () => {
    const first = of('paused_daemon_late_execution').map(({ id }) =>
      answerInWords(concluded.get(id)!.lookups[0]!),
    );
    expect(new Set(first)).toEqual(new Set(['no record']));
    expect(ends('paused_daemon_late_execution')).toEqual({
      'settled, fee 0 msat, paid': 6,
      'failed: interrupted, unpaid': 2,
      'no record, unpaid': 24,
    });
  });

  it('SUCCEEDED(TIMEOUT) and SUCCEEDED(CANCELED) are settled, whatever became of the caller (§7)', () => {
    const odd = trials.filter(({ lookups }) => /^SUCCEEDED\((TIMEOUT|CANCELED)\)/.test(lookups.at(-1) ?? ''));
    expect(odd).toHaveLength(23);
    for (const { id } of odd) expect(concluded.get(id)!.lookups.at(-1)!.kind).toBe('settled');
  });

  it('peers down: in flight until it is settled; a dead one at once a failure (§8)', () => {
    expect(ends('peer_down')).toEqual({
      'settled, fee 0 msat, paid': 8,
      'failed: insufficient_balance, unpaid': 1,
    });
  });
});
