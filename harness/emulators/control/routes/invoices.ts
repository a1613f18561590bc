import { hash as digest, randomBytes } from 'node:crypto';
import type { EmulatedInvoice } from '../../desk.ts';
import type { ControlHost } from '../host.ts';
import { type NodeFound, nodeOf } from '../node-of.ts';
import { Problem } from '../problem.ts';
import { type Route, route } from '../route.ts';
import { invoiceSchema } from '../shown.ts';
import { shownInvoice } from '../shown-invoice.ts';
import { hashParams, invoiceWish, nameParams, settleWish } from '../wishes.ts';

export const INVOICE_ROUTES: readonly Route[] = [
  route({
    method: 'POST',
    path: '/nodes/{name}/invoices',
    operation: 'createInvoice',
    summary: 'A BOLT 11 invoice of any node, also of one without an API; or a hold invoice.',
    params: nameParams,
    body: invoiceWish,
    example: { amountMsat: 1_000_000, description: 'tea' },
    status: 201,
    answer: invoiceSchema,
    problems: [404, 409],
    answers(host, { params, body }) {
      const { hold, amountMsat, description, expirySeconds } = body;
      const { desk, node } = nodeOf(host, params.name);
      if (desk.state !== 'up')
        throw new Problem(409, `${node.name} is ${desk.state}: only a daemon that is up makes invoices`);
      const preimage = body.preimage ?? randomBytes(32).toString('hex');
      const hash = digest('sha256', Buffer.from(preimage, 'hex'), 'hex');
      if (payeeOf(host, hash) !== null)
        throw new Problem(409, 'an invoice of this preimage is there already: give another one, or none');
      const terms = { amountMsat, description, expirySeconds };
      const made = desk.createInvoice(hold ? { ...terms, holdHash: hash } : { ...terms, preimage });
      if (hold) host.heldPreimages.set(hash, preimage);
      host.says(`${node.name} makes ${hold ? 'a hold' : 'an'} invoice ${hash.slice(0, 12)}…`);
      return shownInvoice(node.name, made, host.heldPreimages);
    },
  }),
  route({
    method: 'POST',
    path: '/invoices/{hash}/settle',
    operation: 'settleInvoice',
    summary: 'The payee takes what it holds.',
    params: hashParams,
    body: settleWish,
    example: {},
    status: 200,
    answer: invoiceSchema,
    problems: [404, 409],
    answers(host, { params: { hash }, body }) {
      const { payee, invoice } = found(host, hash);
      const preimage = body.preimage ?? host.heldPreimages.get(hash);
      if (preimage === undefined)
        throw new Problem(409, 'nobody here knows its preimage: give it in the body, {"preimage": "…"}');
      if (!payee.desk.settleHold(hash, preimage)) throw new Problem(409, notSettled(invoice, preimage));
      host.says(`${payee.node.name} settles ${hash.slice(0, 12)}…`);
      return shown(host, payee, hash);
    },
  }),
  route({
    method: 'POST',
    path: '/invoices/{hash}/cancel',
    operation: 'cancelInvoice',
    summary: 'The payee gives back what it holds, and takes nothing for this invoice any more.',
    params: hashParams,
    status: 200,
    answer: invoiceSchema,
    problems: [404, 409],
    answers(host, { params: { hash } }) {
      const { payee, invoice } = found(host, hash);
      if (!payee.desk.cancelInvoice(hash))
        throw new Problem(409, `the invoice is ${invoice.state}: only one that is open or held is canceled`);
      host.says(`${payee.node.name} cancels ${hash.slice(0, 12)}…`);
      return shown(host, payee, hash);
    },
  }),
];

function notSettled({ hold, state, invoice }: EmulatedInvoice, preimage: string): string {
  if (!hold) return 'this is no hold invoice: it settles by itself when it is paid';
  if (state !== 'held') return `nothing is held for it: it is ${state}. Pay it first`;
  const right = digest('sha256', Buffer.from(preimage, 'hex'), 'hex') === invoice.hash;
  return right ? 'the payment is on its way back' : 'this preimage does not hash to it';
}

function payeeOf(host: ControlHost, hash: string): NodeFound | null {
  for (const { name } of host.running.network.nodes) {
    const found = nodeOf(host, name);
    if (found.desk.invoice(hash) !== undefined) return found;
  }
  return null;
}

function found(host: ControlHost, hash: string): { payee: NodeFound; invoice: EmulatedInvoice } {
  // What is due happens first: an invoice may have expired by now.
  host.running.emulated.clockwork.catchUp();
  const payee = payeeOf(host, hash);
  const invoice = payee?.desk.invoice(hash);
  if (payee === null || invoice === undefined)
    throw new Problem(404, 'no node of the network has an invoice of this hash: GET /truth lists them');
  return { payee, invoice };
}

function shown(host: ControlHost, payee: NodeFound, hash: string) {
  return shownInvoice(payee.node.name, payee.desk.invoice(hash)!, host.heldPreimages);
}
