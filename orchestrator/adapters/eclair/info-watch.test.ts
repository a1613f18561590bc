import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LightningNode } from '../../ports/lightning-node.ts';
import { lookupOf, nodeOf, payOf, ScriptedDaemon } from './daemon.fixture.ts';
import { recordedAnswer } from './recorded.fixture.ts';

const HASH = 'ab'.repeat(32);
let daemon: ScriptedDaemon;
let node: LightningNode;
beforeEach(async () => {
  daemon = await ScriptedDaemon.start();
  daemon.replays('getsentinfo', 'unknown hash').says('usablebalances', 200, []);
  node = nodeOf(daemon.port);
});
afterEach(async () => {
  await node.close();
  await daemon.stop();
});
const look = () => node.lookup(lookupOf(HASH));

describe('the epoch of an answer', () => {
  it('is the instance that was there before and after it', async () => {
    expect(await look()).toEqual({ kind: 'not_found', epoch: 'epoch-1' });
    expect(daemon.times('getinfo')).toBe(2);
    // From then on one is enough.
    expect(await look()).toEqual({ kind: 'not_found', epoch: 'epoch-1' });
    expect(daemon.times('getinfo')).toBe(3);
  });

  it('is none when the daemon restarted around it, before or after it spoke', async () => {
    await look();
    daemon.instanceId = 'epoch-2';
    expect(await look()).toEqual({ kind: 'not_found', epoch: '' });
    expect(await look()).toEqual({ kind: 'not_found', epoch: 'epoch-2' });
    daemon.on('getsentinfo', ({ reply }) => {
      reply(200, []);
      daemon.instanceId = 'epoch-3';
    });
    expect(await look()).toEqual({ kind: 'not_found', epoch: '' });
  });

  it('is none when it does not say, and the answer is kept', async () => {
    await look();
    daemon.says('getinfo', 500, { error: 'busy' });
    expect(await look()).toEqual({ kind: 'not_found', epoch: '' });
    daemon.says('getinfo', 200, { version: '0.13.1' });
    expect(await look()).toEqual({ kind: 'not_found', epoch: '' });
    daemon.on('getinfo', () => {});
    expect(await node.lookup(lookupOf(HASH, 40))).toEqual({ kind: 'not_found', epoch: '' });
  });

  it('is asked once for many that were answered before it was asked', async () => {
    await look();
    const before = daemon.times('getinfo');
    // All are answered at the same moment, however long it takes until the last one is asked.
    const asked: (() => void)[] = [];
    daemon.on('getsentinfo', ({ reply }) => {
      if (asked.push(() => reply(200, [])) === 64) for (const answer of asked) answer();
    });
    const answers = await Promise.all(Array.from({ length: 64 }, look));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toHaveLength(1);
    expect(answers[0]).toEqual({ kind: 'not_found', epoch: 'epoch-1' });
    expect(daemon.times('getinfo') - before).toBeLessThan(16);
  });

  it('never comes from a question that was asked before the answer', async () => {
    await look();
    // A slow `getinfo` of the old instance is under way when the new one answers the look-up.
    const old = recordedAnswer('getinfo').body as object;
    let tell = () => {};
    daemon.on('getinfo', ({ reply }) => {
      tell = () => reply(200, { ...old, instanceId: 'epoch-1' });
    });
    const health = node.health();
    await expect.poll(() => daemon.times('getinfo')).toBe(3);
    const answer = look();
    await expect.poll(() => daemon.times('getsentinfo')).toBe(2);
    daemon.says('getinfo', 200, { ...old, instanceId: 'epoch-2' });
    tell();
    expect(await health).toMatchObject({ epoch: 'epoch-1' });
    expect(await answer).toEqual({ kind: 'not_found', epoch: '' });
  });

  it('costs a settled payment nothing', async () => {
    await node.health();
    daemon.replays('payinvoice', 'paid');
    expect(await node.pay(payOf('paid'))).toMatchObject({ kind: 'settled' });
    expect(daemon.times('getinfo')).toBe(1);
  });
});
