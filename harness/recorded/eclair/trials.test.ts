import { beforeAll, describe, expect, it } from 'vitest';
import { trialsOf } from '../items.ts';
import { type Concluded, concludeTrials, contradictions, endsOf } from '../trial-verdict.fixture.ts';
import { EclairReplay } from './replay.fixture.ts';

const trials = trialsOf('eclair');
let concluded: ReadonlyMap<string, Concluded>;

beforeAll(async () => {
  const stops: (() => Promise<void>)[] = [];
  concluded = await concludeTrials(trials, await EclairReplay.start((stop) => stops.push(stop)));
  for (const stop of stops) await stop();
});

const ends = (file: string) =>
  endsOf(
    trials.filter(({ id }) => id.startsWith(file)),
    concluded,
  );

describe('trials of a real Eclair', () => {
  it('no conclusion contradicts what the payee had', () => {
    expect(trials).toHaveLength(180);
    expect(trials.flatMap((trial) => contradictions(trial, concluded.get(trial.id)!))).toEqual([]);
  });

  it('kill −9: phantoms stay in flight, paid ones too; what settled afterwards has a fee that is not known (§7)', () => {
    expect(ends('fuzz_kill9')).toEqual({
      'no record, unpaid': 83,
      'in flight, unpaid': 20,
      'in flight, paid': 3,
      'settled, fee not known, paid': 19,
      'settled, fee 0 msat, paid': 3,
    });
  });

  it('the 23 phantoms, after more restarts and blocks (§1)', () => {
    expect(ends('phantom_pending')).toEqual({ 'in flight, unpaid': 20, 'in flight, paid': 3 });
  });

  it('hung up, paused, payee killed: in flight, then settled (§6)', () => {
    expect(ends('client_hangup')).toEqual({ 'settled, fee 0 msat, paid': 20 });
    expect(ends('timeout_and_pause')).toEqual({ 'settled, fee 0 msat, paid': 1 });
    expect(ends('receiver_down')).toEqual({ 'settled, fee 0 msat, paid': 1 });
  });

  it('64 at once: one is sent, 93 to 99 rows failed (§4)', () => {
    expect(ends('concurrent_same_invoice')).toEqual({
      'settled, fee 0 msat, paid': 6,
      'in flight, paid': 1,
    });
  });
});
