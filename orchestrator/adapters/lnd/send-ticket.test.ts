import { Metadata } from '@grpc/grpc-js';
import { expect, it } from 'vitest';
import { SendTicket } from './send-ticket.ts';

const CALL = { method_name: 'SendPaymentV2', service_url: 'https://localhost' };

function ticket(): SendTicket {
  const metadata = new Metadata();
  metadata.set('macaroon', '00');
  return new SendTicket(metadata);
}

it('is good once: a library that opens a second stream for the same call gets none', async () => {
  const { credentials } = ticket();
  expect((await credentials.generateMetadata(CALL)).get('macaroon')).toEqual(['00']);
  await expect(credentials.generateMetadata(CALL)).rejects.toThrow('a pay call leaves once');
});

it('proves that nothing left, and then nothing can', async () => {
  const unused = ticket();
  expect([unused.cancel(), unused.cancel()]).toEqual([true, true]);
  await expect(unused.credentials.generateMetadata(CALL)).rejects.toThrow();
  const used = ticket();
  await used.credentials.generateMetadata(CALL);
  expect(used.cancel()).toBe(false);
});
