import { describe, expect, it } from 'vitest';
import { changed, doubled, find, inserted, judge, reasons } from './broken-history.ts';
import { keyNamesOneIntent } from './s05-key-names-one-intent.ts';
import { alteredContentRefused } from './s06-altered-content-refused.ts';
import { sameAnswerForRetries } from './s07-same-answer-for-retries.ts';
import { retryWhileRunning } from './s08-retry-while-running.ts';
import { keysStayInTheirTenant } from './s09-keys-stay-in-their-tenant.ts';
import { correctHistory, TestHistory } from './test-history.ts';

/** Request 0 first, 1 retry while running (409), 2 retry after the end, 3 altered (422). */
const repeated = correctHistory(['happy']);
const response = (request: number) => ({ kind: 'response-received', request }) as const;

describe('S05', () => {
  it('fires when a key makes a second intent', () => {
    const twice = doubled(repeated, { kind: 'intent-received' }, { intent: 1 });
    expect(reasons(twice, keyNamesOneIntent)).toEqual([
      'key key-0 of tenant acme made intent 1 after intent 0',
    ]);
  });

  it('fires when an answer names another intent', () => {
    const other = changed(repeated, response(2), { intent: 5 });
    expect(reasons(other, keyNamesOneIntent)).toEqual([
      'key key-0 of tenant acme belongs to intent 0, the answer names intent 5',
    ]);
  });

  it('fires when a new key is answered with the intent of another key', () => {
    const collided = inserted(repeated, { kind: 'answer-stored' }, 'request-submitted', {
      request: 9,
      actor: 'acme',
      cause: 'key-00',
      state: 'first',
    });
    const answer = { request: 9, actor: 'acme', cause: 'key-00', state: '422', intent: 0 };
    expect(reasons(inserted(collided, response(3), 'response-received', answer), keyNamesOneIntent)).toEqual([
      'key key-00 of tenant acme was answered (status 422) with intent 0 of key key-0',
    ]);
    const anonymous = { ...answer, state: '409', intent: -1 };
    expect(
      reasons(inserted(collided, response(3), 'response-received', anonymous), keyNamesOneIntent),
    ).toEqual([]);
  });
});

describe('S06', () => {
  it('fires when altered content is accepted', () => {
    const accepted = changed(repeated, response(3), { state: '200' });
    expect(reasons(accepted, alteredContentRefused)).toEqual([
      'request 3 used key key-0 with other content and was answered 200, not 422',
    ]);
  });

  it('fires when something is paid for a refused request', () => {
    const hash = 'e'.repeat(64);
    const altered = changed(repeated, { kind: 'request-submitted', request: 3 }, { hash });
    const paid = inserted(altered, response(3), 'payment-begun', { node: 1, hash });
    expect(reasons(paid, alteredContentRefused)).toEqual([
      `payment-begun on node 1 for hash ${hash} of a request with altered content`,
    ]);
    expect(reasons(altered, alteredContentRefused)).toEqual([]);
  });

  it('is silent when the node of the orchestrator did not answer', () => {
    for (const state of ['0', '503'])
      expect(reasons(changed(repeated, response(3), { state }), alteredContentRefused)).toEqual([]);
  });

  it('does not judge other content that came before an intent was durable', () => {
    const first = { kind: 'request-submitted', request: 0 } as const;
    const race = doubled(repeated, first, { request: 9, digest: 'other', limitMsat: 1, state: 'altered' });
    const conflict = inserted(race, { kind: 'answer-stored' }, 'response-received', {
      request: 9,
      actor: 'acme',
      cause: 'key-0',
      state: '409',
    });
    expect(reasons(conflict, alteredContentRefused)).toEqual([]);
  });
});

describe('S07', () => {
  it('fires on another body', () => {
    const other = changed(repeated, response(2), { digest: '{}' });
    expect(reasons(other, sameAnswerForRetries)[0]).toContain(
      'request 2 repeats key key-0 and was answered with a body of 2 characters that differs',
    );
  });

  it('fires on another status', () => {
    expect(reasons(changed(repeated, response(2), { state: '409' }), sameAnswerForRetries)).toEqual([
      'request 2 repeats key key-0 and was answered 409, the stored answer is 200',
    ]);
  });

  it('fires when the answer is stored twice', () => {
    expect(reasons(doubled(repeated, { kind: 'answer-stored' }), sameAnswerForRetries)).toEqual([
      'a second final answer (status 200) was stored',
    ]);
  });
});

describe('S08', () => {
  it('fires when the retry of a running intent is treated as a new request', () => {
    const fresh = changed(repeated, response(1), { state: '201', intent: -1 });
    expect(reasons(fresh, retryWhileRunning)).toEqual([
      'request 1 repeats key key-0 of running intent 0 and was answered 201, naming no intent',
    ]);
  });

  it('fires on a second dispatch while the first has no answer', () => {
    const twice = doubled(repeated, { kind: 'call-sent', state: 'pay' }, { request: 9 });
    expect(reasons(twice, retryWhileRunning)).toEqual([
      'pay call 9 left while pay call 0 of the same intent had no answer, after a retry of its key',
    ]);
  });

  it('is silent when a look-up told the end before the call was answered', () => {
    const fallback = correctHistory(['fallback']);
    const lookedUp = changed(fallback, { kind: 'call-answered', state: 'failed' }, { request: 99 });
    expect(reasons(lookedUp, retryWhileRunning)).toEqual([]);
  });
});

describe('S09', () => {
  const history = new TestHistory().begin();
  history.intent('happy', { tenant: 'acme', key: 'k' });
  history.intent('happy', { tenant: 'bravo', key: 'k' });
  const shared = history.end();

  it('is silent, and not idle, when two tenants use the same key', () => {
    const { violations, examined } = judge(shared);
    expect(violations).toEqual([]);
    expect(examined.S09).toBe(1);
    const answered = { kind: 'response-received', actor: 'bravo' } as const;
    expect(shared[find(shared, answered)]!.intent).toBe(1);
  });

  it('fires when one tenant reads the intent of another', () => {
    const leaked = changed(shared, { kind: 'response-received', actor: 'bravo' }, { intent: 0 });
    expect(reasons(leaked, keysStayInTheirTenant)).toEqual([
      'tenant bravo was answered (status 200) with intent 0 of tenant acme, key k',
    ]);
  });

  it('fires when the key of another tenant refuses a first request', () => {
    const start = find(shared, { kind: 'request-submitted', actor: 'bravo' });
    const refused = inserted(
      shared.slice(0, start + 1),
      { kind: 'request-submitted', actor: 'bravo' },
      'response-received',
      {
        request: 1,
        actor: 'bravo',
        cause: 'k',
        state: '422',
      },
    );
    expect(reasons(refused, keysStayInTheirTenant)).toEqual([
      'the first request of tenant bravo under key k was answered 422 because another tenant uses that key',
    ]);
  });

  it('does not blame another tenant for what the tenant itself asked before', () => {
    const start = find(shared, { kind: 'request-submitted', actor: 'bravo' });
    const own = doubled(
      shared.slice(0, start + 1),
      { kind: 'request-submitted', actor: 'bravo' },
      { request: 9, state: 'altered' },
    );
    const answer = { request: 9, actor: 'bravo', cause: 'k', state: '422' };
    const refused = inserted(own, { kind: 'request-submitted', request: 9 }, 'response-received', answer);
    expect(reasons(refused, keysStayInTheirTenant)).toEqual([]);
  });

  it('fires when an intent is made for a tenant that did not ask', () => {
    const strange = changed(shared, { kind: 'intent-received', actor: 'bravo' }, { actor: 'carol' });
    expect(reasons(strange, keysStayInTheirTenant)[0]).toBe(
      'an intent of tenant carol under key k that it never sent',
    );
  });
});
