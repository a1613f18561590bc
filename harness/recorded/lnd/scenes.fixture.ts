import {
  all,
  anothers,
  asked,
  bytes,
  cancelledNear,
  cancels,
  direct,
  expired,
  followed,
  followedAfter,
  HASH,
  held,
  heldNear,
  invoice,
  invoices,
  listed,
  lookedAt,
  MAINNET,
  NOBODY,
  named,
  near,
  PREIMAGE,
  paid,
  pay,
  phantom,
  requestOf,
  restarted,
  type Scene,
  settles,
  soFar,
  toItsEnd,
  track,
  trackedEarly,
} from './acts.fixture.ts';
import type { LND_QUESTIONS } from './questions.ts';

/** The same question as was recorded, asked of the emulator. */
export const LND_SCENES: { readonly [Name in keyof typeof LND_QUESTIONS]: Scene } = {
  'paid over one hop': (two) => pay(two, requestOf(near(two))),
  'paid over one hop, no fee allowed': (two) => pay(two, { ...requestOf(near(two)), fee_limit_msat: 0 }),
  'paid over one hop, only the end asked for': (two) =>
    pay(two, { ...requestOf(near(two)), no_inflight_updates: true }),
  'paid over two hops': async (two) => pay(two, requestOf(await invoice(two))),
  'paid over two hops, only the end asked for': async (two) =>
    pay(two, { ...requestOf(await invoice(two)), no_inflight_updates: true }),
  'paid without a time limit': (two) => pay(two, { ...requestOf(near(two)), timeout_seconds: -1 }),
  'an invoice without an amount': (two) => pay(two, { ...requestOf(near(two, null)), amt_msat: 5000 }),
  'looked up, paid over one hop': async (two) => {
    const { hash, payment_request } = near(two);
    await pay(two, { payment_request });
    return track(two, hash);
  },
  'looked up, paid over two hops': async (two) => track(two, (await paid(two)).r_hash),
  'again after success': async (two) => pay(two, requestOf(await paid(two))),
  'again after success, another amount': async (two) => {
    const request = requestOf(await invoice(two, {}));
    await pay(two, { ...request, amt_msat: 5000 });
    return pay(two, { ...request, amt_msat: 6000 });
  },
  'again after success and expiry': async (two) => {
    const request = requestOf(await invoice(two, { value: '1000', expiry: '10' }));
    await pay(two, request);
    await two.network.run(11_000);
    return pay(two, request);
  },
  'again while in flight': async (two) => pay(two, (await held(two)).request),
  'again while in flight, after a restart': async (two) => {
    const { request } = await held(two);
    const client = await restarted(two);
    return toItsEnd(two, client.pay(request)).finally(() => client.close());
  },
  'seven of eight at once': async (two) => {
    const request = requestOf(await invoice(two));
    const eight = Array.from({ length: 8 }, () => two.payer.client.pay(request));
    await two.network.run(5_000);
    return toItsEnd(two, eight.find(({ messages }) => messages.length === 0)!);
  },
  expired: async (two) => pay(two, await expired(two)),
  'expired: looked up': async (two) => {
    const request = await expired(two);
    await pay(two, request);
    return track(two, request.r_hash);
  },
  'no amount': async (two) => pay(two, requestOf(await invoice(two, {}))),
  'an amount too many': async (two) => pay(two, { ...requestOf(await invoice(two)), amt_msat: 1000 }),
  'another network': (two) => pay(two, { payment_request: MAINNET }),
  garbage: (two) => pay(two, { payment_request: 'garbage' }),
  'paid to itself': async (two) => pay(two, requestOf(await two.network.until(two.payer.client.invoice()))),
  'no fee allowed over two hops': async (two) =>
    pay(two, { ...requestOf(await invoice(two)), fee_limit_msat: 0 }),
  'no fee allowed over two hops: looked up': async (two) => {
    const made = await invoice(two);
    await pay(two, { ...requestOf(made), fee_limit_msat: 0 });
    return track(two, made.r_hash);
  },
  'too much': (two) => pay(two, requestOf(near(two, 2_000_000_000))),
  'too much: looked up': async (two) => {
    const { hash, payment_request } = near(two, 2_000_000_000);
    await pay(two, { payment_request });
    return track(two, hash);
  },
  'a payee that nobody knows': (two) => pay(two, direct(NOBODY)),
  'a payee that nobody knows: looked up': async (two) => {
    await pay(two, direct(NOBODY));
    return track(two, '33'.repeat(32));
  },
  'a hash that the payee does not know': (two) => pay(two, direct(two.network.desk('router').pubkey)),
  'a hash that the payee does not know: looked up': async (two) => {
    await pay(two, direct(two.network.desk('router').pubkey));
    return track(two, '33'.repeat(32));
  },
  'cancelled before: looked up': async (two) => {
    const { payment_request, hash } = near(two);
    two.network.desk('router').cancelInvoice(hash);
    await pay(two, { payment_request });
    return track(two, hash);
  },
  'held, then cancelled': async (two) => cancelledNear(two),
  'cancelled: again': async (two) => {
    const { payment_request, hash } = near(two);
    two.network.desk('router').cancelInvoice(hash);
    await pay(two, { payment_request });
    return pay(two, { payment_request });
  },
  'cancelled: looked up': async (two) => {
    await cancelledNear(two);
    return track(two, HASH);
  },
  'held, then settled': async (two) => {
    const { first } = await heldNear(two);
    two.network.desk('router').settleHold(HASH, PREIMAGE);
    return toItsEnd(two, first);
  },
  'held: looked up': async (two) => {
    await heldNear(two);
    return lookedAt(two, two.payer.client);
  },
  'held over two hops: looked up': async (two) => {
    await held(two);
    return lookedAt(two, two.payer.client);
  },
  'before its first attempt: looked up': async (two) => {
    const heard = await trackedEarly(two);
    const answer = await soFar(heard);
    heard.cancel();
    return answer;
  },
  'followed until it is settled': async (two) => {
    await heldNear(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.desk('router').settleHold(HASH, PREIMAGE);
    return toItsEnd(two, heard);
  },
  'followed until it is cancelled': async (two) => {
    await heldNear(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.desk('router').cancelInvoice(HASH);
    return toItsEnd(two, heard);
  },
  'held: looked up, only the end asked for': async (two) => {
    await held(two);
    const heard = two.payer.client.track(HASH, { no_inflight_updates: true });
    await two.network.run(4_000);
    return soFar(heard);
  },
  'settled after its time limit': async (two) => {
    const { first } = await heldNear(two, { timeout_seconds: 2 });
    await two.network.run(8_000);
    two.network.desk('router').settleHold(HASH, PREIMAGE);
    return toItsEnd(two, first);
  },
  'cancelled after its time limit': async (two) => {
    const { first } = await heldNear(two, { timeout_seconds: 2 });
    await two.network.run(2_000);
    two.network.desk('router').cancelInvoice(HASH);
    return toItsEnd(two, first);
  },
  'an unknown hash': (two) => track(two, '44'.repeat(32)),
  'a hash of two bytes': (two) => track(two, '6161'),
  'killed while it is held': async (two) => {
    const { first } = await held(two);
    two.network.act((world) => world.setNode(0, 'down', 'kill −9'));
    return toItsEnd(two, first);
  },
  'killed while it is held: followed': async (two) => {
    await held(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.act((world) => world.setNode(0, 'down', 'kill −9'));
    return toItsEnd(two, heard);
  },
  'stopped while it is held': async (two) => {
    const { first } = await held(two);
    two.network.act((world) => world.setNode(0, 'down', 'stop'));
    return toItsEnd(two, first);
  },
  'stopped while it is held: followed': async (two) => {
    await held(two);
    const heard = two.payer.client.track(HASH);
    await two.network.run(100);
    two.network.act((world) => world.setNode(0, 'down', 'stop'));
    return toItsEnd(two, heard);
  },
  'after the restart, followed until it is settled': async (two) => {
    await held(two);
    return followedAfter(two, () => settles(two));
  },
  'after the restart, followed until it is cancelled': async (two) => {
    await held(two);
    return followedAfter(two, () => cancels(two));
  },
  'a phantom: looked up': async (two) => {
    const { hash, client } = await phantom(two);
    return lookedAt(two, client, hash).finally(() => client.close());
  },
  'a phantom: listed': async (two) => {
    const { client } = await phantom(two);
    return asked(two, client.ask('Lightning', 'ListPayments', { include_incomplete: true })).finally(() =>
      client.close(),
    );
  },
  'a phantom: channels': async (two) => {
    const { client } = await phantom(two);
    return asked(two, client.ask('Lightning', 'ListChannels')).finally(() => client.close());
  },
  'a phantom: again': async (two) => {
    const { request, client } = await phantom(two);
    return toItsEnd(two, client.pay(request)).finally(() => client.close());
  },
  'listed, successes': async (two) => {
    for (let at = 0; at < 3; at++) await pay(two, requestOf(near(two)));
    for (let at = 0; at < 2; at++) await paid(two);
    return asked(two, two.payer.client.ask('Lightning', 'ListPayments', { max_payments: '5' }));
  },
  'listed, the last ones': async (two) => {
    await listed(two);
    const request = { max_payments: '5', include_incomplete: true, reversed: true };
    return asked(two, two.payer.client.ask('Lightning', 'ListPayments', request));
  },
  'settles a held invoice': async (two) => {
    await held(two);
    return asked(two, settles(two));
  },
  'cancels a held invoice': async (two) => {
    await held(two);
    return asked(two, cancels(two));
  },
  'an invoice, paid': async (two) => {
    const { r_hash } = await paid(two);
    return asked(two, two.payee.client.ask('Lightning', 'LookupInvoice', { r_hash }));
  },
  channels: async (two) => {
    await paid(two);
    return asked(two, two.payer.client.ask('Lightning', 'ListChannels'));
  },
  'who it is': (two) => asked(two, two.payer.client.ask('Lightning', 'GetInfo')),
  'who it is, still syncing': (two) => asked(two, two.payer.client.ask('Lightning', 'GetInfo')),
  'no macaroon': (two) => named(two, null, (client) => asked(two, client.ask('Lightning', 'GetInfo'))),
  'garbage for a macaroon': (two) =>
    named(two, '00', (client) => asked(two, client.ask('Lightning', 'GetInfo'))),
  'the macaroon of another node': (two) =>
    named(two, anothers(two.payee), (client) => asked(two, client.ask('Lightning', 'GetInfo'))),
  'pays with a macaroon for invoices': (two) =>
    named(two, 'invoice', (client) => toItsEnd(two, client.pay(requestOf(near(two))))),
  'looks up with a macaroon for invoices': (two) =>
    named(two, 'invoice', (client) => toItsEnd(two, client.track(HASH))),
  'pays with a macaroon for reading': (two) =>
    named(two, 'readonly', (client) => toItsEnd(two, client.pay(requestOf(near(two))))),
  'state while it starts': async (two) => {
    const client = await restarted(two, 0);
    return asked(two, client.ask('State', 'GetState')).finally(() => client.close());
  },
  'state when it has started': (two) => asked(two, two.payer.client.ask('State', 'GetState')),
  'who it is, while it starts': async (two) => {
    const client = await restarted(two, 0);
    return asked(two, client.ask('Lightning', 'GetInfo')).finally(() => client.close());
  },
  'who it is, locked': async (two) => {
    two.network.faults.switchOn({ id: 'l', node: 'payer', kind: 'node.locked_or_syncing', state: 'locked' });
    return asked(two, two.payer.client.ask('Lightning', 'GetInfo'));
  },
  'invoices followed from now on': async (two) => {
    const { network, payee } = two;
    const heard = payee.client.listen('Lightning', 'SubscribeInvoices');
    await network.run(100);
    const made = [await invoice(two), await invoice(two)];
    await network.until(payee.client.ask('Invoices', 'AddHoldInvoice', { hash: bytes(HASH), value: '1000' }));
    for (const one of made) await pay(two, requestOf(one));
    network.act((world) => world.setNode(network.ordinalOf('payee'), 'down', 'kill −9'));
    return toItsEnd(two, heard);
  },
  'invoices followed from a settle index': (two) => invoices(two, { add_index: '0', settle_index: '1' }),
  'invoices followed from both indices': (two) => invoices(two, { add_index: '1', settle_index: '1' }),
  'invoices followed from an add index': (two) => invoices(two, { add_index: '1', settle_index: '0' }),
  'payments followed, one fails meanwhile': async (two) => {
    await held(two);
    await heldNear(two, {}, '66'.repeat(32));
    return followed(two, all, async () => {
      await pay(two, { ...requestOf(await invoice(two)), fee_limit_msat: 0 });
    });
  },
  'payments followed, one is paid meanwhile': async (two) => {
    await held(two);
    await heldNear(two, {}, '66'.repeat(32));
    return followed(two, all, async () => {
      await pay(two, requestOf(near(two)));
    });
  },
  'payments followed, then killed': async (two) => {
    await held(two);
    await heldNear(two, {}, '66'.repeat(32));
    return followed(two, all, async () => {
      two.network.act((world) => world.setNode(0, 'down', 'kill −9'));
    });
  },
  'payments followed, ends alone': (two) =>
    followed(
      two,
      (client) => client.listen('Router', 'TrackPayments', { no_inflight_updates: true }),
      async () => {
        await pay(two, { ...requestOf(await invoice(two)), fee_limit_msat: 0 });
      },
    ),
};
