import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../domain/decide.ts';
import type { Draft } from '../domain/draft.ts';
import type { DaemonEpoch, NodeName } from '../domain/ids.ts';
import type { NodeAnswer } from '../domain/node-answer.ts';
import { contextAt, sampleIntent } from '../domain/sample.fixture.ts';
import { type IntentState, openAttempt } from '../domain/state.ts';
import { isTerminal } from '../domain/status.ts';
import { DaemonModel, MODEL_RULES } from './daemon-model.fixture.ts';
import { type RealDaemon, rulesOf } from './rules.ts';

const EXPIRES_AT_MS = 60_000;
const INTENT = sampleIntent({ deadlineMs: 55_000, invoiceExpiresAtMs: EXPIRES_AT_MS });

const moment = fc.record({
  waitMs: fc.constantFrom(0, 0, 20, 100, 100, 500, 1100, 2100, 2500, 6000, 30_000),
  act: fc.constantFrom(
    'lookup',
    'lookup',
    'lookup',
    'answer',
    'happen',
    'happen',
    'happen',
    'due',
    'recovered',
  ),
  /** Where something happens: mostly at the daemon that is asked. */
  other: fc.constantFrom(false, false, false, true),
  what: fc.nat(12),
  die: fc.nat(1000),
});
type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;
/** How an answer is spoiled before the decider hears it: what must then be found. */
type Spoil = (answer: NodeAnswer) => NodeAnswer;

/** Lives one intent over two daemons; says at which moment a payment was given up or sent elsewhere too early. */
function live(kinds: readonly RealDaemon[], moments: readonly Moment[], spoil: Spoil): string | null {
  const daemons = kinds.map((kind, at) => new DaemonModel(kind, `n${at}`, EXPIRES_AT_MS));
  let nowMs = 0;
  let next = 0;
  let state: IntentState | null = null;
  const daemonOf = (name: string) => daemons[Number(name.slice(1))]!;
  const openCalls = () => daemons.flatMap(({ sends }) => sends).filter(({ callOpen }) => callOpen);
  const mayPay = () =>
    daemons
      .flatMap(({ sends }) => sends)
      .filter((send) => send.state !== 'over')
      .map((send) => send.attemptNo);

  const feed = (input: Parameters<typeof decide>[1]): string | null => {
    const draft: Draft = decide(
      state,
      input,
      contextAt(nowMs, {
        rules: MODEL_RULES,
        chooseRoute: () => {
          const node = next++ % daemons.length;
          return { node: `n${node}` as NodeName, epoch: daemons[node]!.epoch, why: 'in turn' };
        },
        resendSafe: (node) => rulesOf(daemonOf(node).kind).resendSafe,
        payCallOpen: openCalls().length > 0,
      }),
    );
    state = draft.state;
    for (const effect of draft.effects) {
      if (effect.type !== 'dispatch') continue;
      const { node } = state.attempts[effect.attemptNo - 1]!.record;
      const others = mayPay().filter((attemptNo) => attemptNo !== effect.attemptNo);
      if (others.length > 0)
        return `attempt ${effect.attemptNo} leaves while attempt ${others[0]} may still pay`;
      daemonOf(node).send(effect.attemptNo);
    }
    if (isTerminal(state.status) && state.status !== 'settled' && mayPay().length > 0)
      return `${state.status} while attempt ${mayPay()[0]} may still pay`;
    return null;
  };

  let wrong = feed({ type: 'submitted', intent: INTENT });
  for (const { waitMs, act, other, what, die } of moments) {
    if (wrong !== null || isTerminal(state!.status)) return wrong;
    nowMs += waitMs;
    for (const daemon of daemons) daemon.pass(nowMs);
    const open = openAttempt(state!);
    if (act === 'happen') {
      const asked = open === null ? 0 : daemons.indexOf(daemonOf(open.record.node));
      daemons[(asked + (other ? 1 : 0)) % daemons.length]!.happen(what, die, nowMs);
    } else if (act === 'due' || open === null) {
      wrong = feed({ type: 'due' });
    } else if (act === 'recovered') {
      for (const send of openCalls()) send.callOpen = false;
      wrong = feed({ type: 'recovered' });
    } else {
      const { record } = open;
      const daemon = daemonOf(record.node);
      const calls = daemon.sends.filter(({ callOpen }) => callOpen);
      const call = calls[die % Math.max(1, calls.length)];
      const via = act === 'answer' && call !== undefined ? 'pay' : 'lookup';
      const epochAtSend: DaemonEpoch | '' = record.epochAtSend;
      const answer =
        via === 'pay' ? daemon.payAnswer(call!, die, epochAtSend) : daemon.lookup(die, nowMs, epochAtSend);
      if (answer === null) continue;
      if (via === 'pay') call!.callOpen = false;
      const attemptNo = via === 'pay' ? call!.attemptNo : record.no;
      wrong = feed({ type: 'answered', attemptNo, answer: spoil(answer), via });
    }
  }
  return wrong;
}

const property = (kinds: readonly RealDaemon[], spoil: Spoil = (answer) => answer) =>
  fc.property(fc.array(moment, { minLength: 10, maxLength: 60, size: 'max' }), (moments) => {
    expect(live(kinds, moments, spoil)).toBeNull();
  });

describe('no second node while an earlier one can still pay, and no end that a payment contradicts', () => {
  it.each<[RealDaemon, RealDaemon]>([
    ['lnd', 'lnd'],
    ['cln', 'cln'],
    ['eclair', 'eclair'],
    ['ldk', 'ldk'],
    ['lnd', 'eclair'],
    ['cln', 'ldk'],
  ])('%s, then %s', (one, other) => {
    fc.assert(property([one, other]), { numRuns: 3000 });
  });

  it('also when every attempt goes through the same daemon', () => {
    for (const kind of ['lnd', 'cln', 'eclair', 'ldk'] as const)
      fc.assert(property([kind]), { numRuns: 1500 });
  });
});

describe('the model is able to find', () => {
  const without = (...marks: string[]): Spoil => {
    return (answer) =>
      Object.fromEntries(Object.entries(answer).filter(([mark]) => !marks.includes(mark))) as NodeAnswer;
  };

  it.each<[string, RealDaemon, Spoil]>([
    ['a failure that nobody confirms', 'cln', without('unconfirmed')],
    ['a failure that is confirmed while the command runs', 'cln', without('mayResume')],
    ['a stale read that nobody repeats', 'eclair', without('unconfirmed')],
    ['an empty record that is believed after a restart', 'ldk', without('forgetful')],
    [
      'an empty record that is believed at once',
      'lnd',
      (answer) =>
        answer.kind === 'not_found'
          ? { kind: 'failed', reason: 'not_sent', epoch: answer.epoch, record: 'none' }
          : answer,
    ],
    [
      'a silent call that is called failed',
      'eclair',
      (answer) =>
        answer.kind === 'unknown' ? { kind: 'failed', reason: 'timeout', epoch: '', record: 'none' } : answer,
    ],
  ])('%s (%s)', (_what, kind, spoil) => {
    expect(fc.check(property([kind, kind], spoil), { numRuns: 20_000, seed: 7 }).failed).toBe(true);
  });
});
