import { describe, expect, it } from 'vitest';
import { PolicyDesk } from './desk.ts';
import type { LoadedPolicy } from './loaded.ts';
import { loadOrThrow, SAMPLE_POLICY, sampleQuestion } from './sample.fixture.ts';

const policy = loadOrThrow(SAMPLE_POLICY);
const OTHER = SAMPLE_POLICY.replace('version: sample-1', 'version: sample-2').replace(
  'perPaymentMaxSat: 1000\n',
  'perPaymentMaxSat: 500\n',
);

function bench(killSwitch: 'on' | 'off' = 'off') {
  const replaced: LoadedPolicy[] = [];
  const desk = new PolicyDesk({ policy, killSwitch, replaced: (next) => replaced.push(next) });
  return { desk, replaced };
}

describe('the desk', () => {
  it('puts another document in force at once, as a whole, and says so', () => {
    const { desk, replaced } = bench();
    expect(desk.decide(sampleQuestion()).effect).toBe('allow');
    expect(desk.offer(OTHER).ok).toBe(true);
    expect(desk.decide(sampleQuestion())).toMatchObject({ effect: 'deny', policyVersion: 'sample-2' });
    expect(desk.inForce().policyHash).toBe(desk.policy.contentHash);
    expect(replaced.map(({ version }) => version)).toEqual(['sample-2']);
  });

  it.each(['', '{', SAMPLE_POLICY.replace('killSwitch', 'killSwich'), SAMPLE_POLICY.slice(0, 300)])(
    'refuses a document that is broken, with problems, and changes nothing',
    (text) => {
      const { desk, replaced } = bench();
      const load = desk.offer(text);
      expect(load.ok ? [] : load.problems).not.toEqual([]);
      expect([desk.policy, replaced]).toEqual([policy, []]);
      expect(desk.decide(sampleQuestion()).effect).toBe('allow');
    },
  );

  it('knows the kill switch of its start, of the document, and of this moment', () => {
    expect(bench('on').desk.inForce().killSwitch).toBe('on');
    const { desk } = bench();
    desk.setKillSwitch('on');
    expect(desk.inForce().killSwitch).toBe('on');
    desk.setKillSwitch('off');
    expect(desk.inForce().killSwitch).toBe('off');
    desk.offer(SAMPLE_POLICY.replace('killSwitch: off', 'killSwitch: on'));
    expect(desk.inForce().killSwitch).toBe('on');
  });

  it('starts with empty windows under another document: they are to be filled again', () => {
    const { desk } = bench();
    for (let made = 0; made < 3; made++) desk.reserve(sampleQuestion());
    expect(desk.decide(sampleQuestion()).effect).toBe('deny');
    desk.offer(SAMPLE_POLICY.replace('sample-1', 'sample-2'));
    expect(desk.decide(sampleQuestion()).effect).toBe('allow');
  });
});
