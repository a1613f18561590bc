import { describe, expect, it } from 'vitest';
import { runTrial as simulate } from '#harness/generator/run-trial';
import { makePlan } from '#harness/run/plan';
import { readInputs } from '#harness/run/read-inputs';
import { IN_PROCESS } from './in-process.ts';
import { outcomeDifferences, outcomesOf } from './outcomes.ts';
import { runTrial } from './run-trial.ts';

const inputs = readInputs('quickstart');
const { pilot, network, policyText } = inputs;
const context = { pilot, network, policyText };
/** The first trial of every scenario: faults of every layer, and daemons of every kind. */
const { trials } = makePlan({
  ...inputs,
  networkText: '',
  seed: '1',
  trials: pilot.scenarios.length,
  scenarios: [],
  shard: null,
});
const KEEP = { history: 'keep' } as const;

/**
 * Of the 543 trials of the pilot all but a few have the same outcomes, intent by intent, and most the same history event by
 * event. Where a trial differs, it does because real connections have what the simulation's calls have not:
 *
 * - calls to LND share one HTTP/2 connection: what resets or truncates one of them breaks its neighbours;
 * - who connects to a daemon that hangs gets no handshake: its adapter can prove that such a call was never sent;
 * - Eclair takes a second to refuse credentials (eclair-observed.md);
 * - `wait` of Core Lightning catches up when it is asked again, and a follower pauses before it connects anew;
 * - what a time-out or a broken connection says is heard after all else that happens in that millisecond.
 *
 * None of these changes what may be concluded; they change when, and with that which draw of a latency comes first.
 */
describe('the emulated environment gives the outcomes of the simulation', { timeout: 60_000 }, () => {
  it.each(trials)('$scenario, intent by intent', async (spec) => {
    const simulated = simulate(context, spec, KEEP);
    const emulated = await runTrial(context, spec, KEEP);
    expect(emulated).toMatchObject({ status: 'completed', violations: [] });
    expect(outcomesOf(emulated.history).size).toBe(simulated.intentCount);
    expect(outcomeDifferences(simulated.history, emulated.history)).toEqual([]);
  });

  it('repeats itself to the byte, sockets and all', async () => {
    const spec = trials.find(({ scenario }) => scenario === 'mixed')!;
    const [one, other] = [await runTrial(context, spec, KEEP), await runTrial(context, spec, KEEP)];
    expect(one.eventCount).toBeGreaterThan(1_000);
    expect(other.historyHash).toBe(one.historyHash);
  });
});

describe('nodes in process', () => {
  it('give the outcomes of the simulation, too', async () => {
    for (const spec of trials.filter(({ scenario }) =>
      ['node-outage', 'reply-lost-then-hang'].includes(scenario),
    )) {
      const inProcess = await runTrial(context, spec, KEEP, IN_PROCESS);
      expect(outcomeDifferences(simulate(context, spec, KEEP).history, inProcess.history)).toEqual([]);
    }
  });
});
