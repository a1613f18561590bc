import { expect, it } from 'vitest';
import { twoLnds } from '#harness/emulators/lnd/lnd.fixture';
import { exchange, idsIn } from '../items.ts';
import { differences } from '../shape.ts';
import { LND_QUESTIONS } from './questions.ts';
import { LND_SCENES } from './scenes.fixture.ts';
const out: string[] = [];
it.each(Object.entries(LND_QUESTIONS))('%s', async (scene, items) => {
  const here = await LND_SCENES[scene as keyof typeof LND_QUESTIONS](await twoLnds());
  for (const id of idsIn(items)) {
    const e = exchange('lnd', id);
    const w = (a: any) => /^(TrackPayments|SubscribeInvoices)$/.test(e.method) ? {...a, messages:[a.messages]} : a;
    for (const d of differences(w(e.answer), w(here))) out.push(`${e.method} ${d}   [${scene}: ${id}]`);
  }
});
it('out', () => { process.getBuiltinModule('node:fs').writeFileSync('/tmp/lnd.diff', out.join('\n')); expect(1).toBe(1); });
