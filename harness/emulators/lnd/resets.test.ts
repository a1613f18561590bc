import { expect, it } from 'vitest';
import { hashOf, PREIMAGE } from '#orchestrator/domain/sample.fixture';
import { twoLnds } from './lnd.fixture.ts';

it('a client may hang up as often as it likes: a connection is not closed for that', async () => {
  const { network, payer, payee } = await twoLnds();
  const hash = hashOf(PREIMAGE);
  const hold = { hash: Buffer.from(hash, 'hex'), value: '1000' };
  const made = await network.until(payee.client.ask('Invoices', 'AddHoldInvoice', hold));
  const payment = payer.client.pay({ payment_request: made.payment_request });
  await network.run(1_000);
  // More than the burst that Node's HTTP/2 server allows before it says goodbye.
  for (let batch = 0; batch < 11; batch++) {
    const looks = Array.from({ length: 100 }, () => payer.client.track(hash));
    await network.run(1);
    expect(looks.every(({ last }) => last.status === 'IN_FLIGHT')).toBe(true);
    for (const look of looks) look.cancel();
  }
  await network.run(100);
  expect(payment.isOver).toBe(false);
});
