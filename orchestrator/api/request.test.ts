import { describe, expect, it } from 'vitest';
import { requestFor } from '../engine/rig.fixture.ts';
import { parseIntentRequest } from './request.ts';

describe('parseIntentRequest', () => {
  it('takes a whole request as it is', () => {
    const body = requestFor(1, { compliance: '{"name":"Zoë"}', feeCapMsat: '0' });
    expect(parseIntentRequest(body)).toEqual({ ok: true, request: body });
  });

  it.each<[string, unknown]>([
    ['body', null],
    ['body', { ...requestFor(1), tip: 1 }],
    ['schemaVersion', { ...requestFor(1), schemaVersion: 2 }],
    ['agent', { ...requestFor(1), agent: '' }],
    ['tier', { ...requestFor(1), tier: 'highest' }],
    ['invoice', { ...requestFor(1), invoice: 'x'.repeat(8193) }],
    ['amountMsat', { ...requestFor(1), amountMsat: 1000 }],
    ['amountMsat', { ...requestFor(1), amountMsat: '0' }],
    ['amountMsat', { ...requestFor(1), amountMsat: '1e3' }],
    ['amountMsat', { ...requestFor(1), amountMsat: '-5' }],
    ['amountMsat', { ...requestFor(1), amountMsat: '10000000000000000000' }],
    ['feeCapMsat', { ...requestFor(1), feeCapMsat: '00' }],
    ['deadlineMs', { ...requestFor(1), deadlineMs: 1.5 }],
    ['compliance', { ...requestFor(1), compliance: 'x'.repeat(65537) }],
  ])('names the field that is wrong: %s', (field, body) => {
    const parsed = parseIntentRequest(body);
    expect(parsed).toMatchObject({ ok: false, error: expect.stringContaining(`${field}: `) });
  });
});
