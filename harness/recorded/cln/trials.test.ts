import { beforeAll, describe, expect, it } from 'vitest';
import { answerInWords } from '../conclusion.ts';
import { trialsOf } from '../items.ts';
import { type Concluded, concludeTrials, contradictions, endsOf } from '../trial-verdict.fixture.ts';
import { ClnReplay } from './replay.fixture.ts';

const trials = trialsOf('cln');
let concluded: ReadonlyMap<string, Concluded>;

beforeAll(async () => {
  const stops: (() => Promise<void>)[] = [];
  concluded = await concludeTrials(trials, await ClnReplay.start((stop) => stops.push(stop)));
  for (const stop of stops) await stop();
});

const ends = (file: string) =>
  endsOf(
    trials.filter(({ id }) => id.startsWith(file)),
    concluded,
  );

describe('trials of a real Core Lightning', () => {
  it('no conclusion contradicts what the payee had', () => {
    expect(trials).toHaveLength(119);
    expect(trials.flatMap((trial) => contradictions(trial, concluded.get(trial.id)!))).toEqual([]);
  });

  it('kill −9: phantoms stay in flight for ever, what was paid is settled (§5a)', () => {
    expect(ends('fuzz_kill9#')).toEqual({ 'settled, fee 0 msat, paid': 29, 'in flight, unpaid': 11 });
    expect(ends('fuzz_kill9_legacy_early')).toEqual({
      'settled, fee 0 msat, paid': 1,
      'in flight, unpaid': 12,
      'no record, unpaid': 17,
    });
    expect(ends('fuzz_kill9_production_config')).toEqual({
      'settled, fee 0 msat, paid': 9,
      'in flight, unpaid': 1,
      'no record, unpaid': 2,
    });
  });

  it('killed under load: what a row says at boot is what the payee has (§5a)', () => {
    expect(ends('crash_under_load')).toEqual({
      'settled, fee 0 msat, paid': 4,
      'in flight, unpaid': 3,
      'no record, unpaid': 3,
    });
  });

  it('hung up: `[]`, then paid; no record is no end (§5)', () => {
    expect(ends('client_hangup')).toEqual({ 'settled, fee 0 msat, paid': 20 });
    const first = trials
      .filter(({ id }) => id.startsWith('client_hangup'))
      .map(({ id }) => answerInWords(concluded.get(id)!.lookups[0]!));
    expect(first.filter((word) => word === 'no record')).toHaveLength(16);
  });

  it('moment by moment, over a crash and over 19 blocks after the time lock (§5)', () => {
    const course = (id: string) => concluded.get(`${id}.timeline`)!.lookups.map(answerInWords);
    for (const how of ['pay', 'xpay', 'legacy'])
      for (const what of ['lightningd', 'tree'])
        expect(course(`crash_${how}_${what}`)).toEqual([
          'no record',
          ...Array<string>(9).fill('in flight'),
          'settled, fee 0 msat',
        ]);
    expect(course('onchain_timeout')).toEqual([
      ...Array<string>(7).fill('in flight'),
      'failed: unspecified, to be confirmed, may run on',
    ]);
  });
});
