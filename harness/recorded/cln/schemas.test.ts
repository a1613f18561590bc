import { describe, expect, it, onTestFinished } from 'vitest';
import { exchange, idsIn, itemsOf } from '../items.ts';
import { CLN_CONCLUSIONS } from './conclusions.ts';
import { ClnReplay } from './replay.fixture.ts';
import { complaint, schemaOf } from './schema.fixture.ts';

describe('Core Lightning’s own schemas', () => {
  it('hold for what our adapter asks', async () => {
    const replay = await ClnReplay.start(onTestFinished);
    for (const { items, supplied } of CLN_CONCLUSIONS) {
      const [moment = ''] = idsIn(items);
      await replay.conclude(
        moment.split('+').map((id) => exchange('cln', id)),
        supplied,
      );
    }
    const wrong = replay.asked.flatMap(({ method, params }) => {
      const schema = schemaOf(method, 'request');
      const why = schema === null ? '' : complaint(schema, params);
      return why === '' ? [] : [`${method} ${JSON.stringify(params)}: ${why}`];
    });
    expect([...new Set(wrong)]).toEqual([]);
    const checked = new Set(
      replay.asked.flatMap(({ method }) => (schemaOf(method, 'request') ? [method] : [])),
    );
    expect([...checked].sort()).toEqual([
      'getinfo',
      'invoice',
      'listconfigs',
      'listinvoices',
      'listpays',
      'listpeerchannels',
      'listsendpays',
      'pay',
      'wait',
      'waitanyinvoice',
      'xpay',
    ]);
  });

  it('hold for what the real daemon answered, so that they can judge an emulator', () => {
    const wrong = [...itemsOf('cln').values()].flatMap((item) => {
      if (item.kind !== 'exchange' || item.answer.status !== 'result') return [];
      const schema = schemaOf(item.method, 'response');
      const why = schema === null ? '' : complaint(schema, item.answer.messages[0]);
      return why === '' ? [] : [`${item.id} ${item.method}: ${why}`];
    });
    expect(wrong).toEqual([]);
  });

  it('can say no', () => {
    expect(complaint(schemaOf('xpay', 'request')!, { invstring: 1 })).not.toBe('');
    expect(complaint(schemaOf('xpay', 'request')!, { invstring: 'x', riskfactor: 1 })).not.toBe('');
    expect(complaint(schemaOf('listsendpays', 'response')!, { payments: [{ status: 'frozzled' }] })).not.toBe(
      '',
    );
    expect(schemaOf('frobnicate', 'request')).toBeNull();
  });
});
