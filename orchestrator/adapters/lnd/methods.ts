import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { loadSync, type MethodDefinition } from '@grpc/proto-loader';
import type * as wire from './messages.ts';

/** One call of LND's API: made once, shared by all nodes. */
export interface Method<Request, Answer> {
  /** As LND names it: `SendPaymentV2`. */
  readonly name: string;
  readonly path: string;
  readonly serialize: (request: Request) => Buffer;
  readonly deserialize: (bytes: Buffer) => Answer;
}

export interface LndMethods {
  readonly getState: Method<wire.Nothing, wire.State>;
  readonly getInfo: Method<wire.Nothing, wire.Info>;
  readonly sendPayment: Method<wire.SendPaymentRequest, wire.Payment>;
  readonly trackPayment: Method<wire.TrackPaymentRequest, wire.Payment>;
  readonly trackPayments: Method<{ readonly no_inflight_updates: boolean }, wire.Payment>;
  readonly listPayments: Method<wire.ListPaymentsRequest, wire.ListPaymentsResponse>;
  readonly listChannels: Method<{ readonly active_only: boolean }, wire.ListChannelsResponse>;
  readonly addInvoice: Method<wire.AddInvoiceRequest, wire.AddInvoiceResponse>;
  readonly addHoldInvoice: Method<wire.AddHoldInvoiceRequest, wire.AddHoldInvoiceResponse>;
  readonly lookupInvoice: Method<{ readonly r_hash: Buffer }, wire.Invoice>;
  readonly settleInvoice: Method<{ readonly preimage: Buffer }, wire.Nothing>;
  readonly cancelInvoice: Method<{ readonly payment_hash: Buffer }, wire.Nothing>;
  readonly subscribeInvoices: Method<wire.InvoiceSubscription, wire.Invoice>;
}

/** Of the package `lightning`, which keeps LND's own protos of the last release (adapters.md §13: plus optional fields). */
const PROTOS = ['lightning.proto', 'router.proto', 'invoices.proto', 'stateservice.proto'];

let loaded: LndMethods | undefined;

/** Read at the first call: about 100 ms, once per process. */
export function lndMethods(): LndMethods {
  loaded ??= load();
  return loaded;
}

function load(): LndMethods {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve('lightning/package.json')),
    'grpc',
    'protos',
  );
  // adapters.md §3.1: 64-bit numbers as text; an enum value that the protos do not know stays a number.
  const services = loadSync(PROTOS, {
    includeDirs: [folder],
    longs: String,
    enums: String,
    keepCase: true,
    defaults: true,
    oneofs: true,
  });
  const method = <Request, Answer>(service: string, name: string): Method<Request, Answer> => {
    const found = (services[service] as unknown as Record<string, MethodDefinition<Request, Answer>>)[name]!;
    return {
      name,
      path: found.path,
      serialize: found.requestSerialize,
      deserialize: found.responseDeserialize as (bytes: Buffer) => Answer,
    };
  };
  return {
    getState: method('lnrpc.State', 'GetState'),
    getInfo: method('lnrpc.Lightning', 'GetInfo'),
    sendPayment: method('routerrpc.Router', 'SendPaymentV2'),
    trackPayment: method('routerrpc.Router', 'TrackPaymentV2'),
    trackPayments: method('routerrpc.Router', 'TrackPayments'),
    listPayments: method('lnrpc.Lightning', 'ListPayments'),
    listChannels: method('lnrpc.Lightning', 'ListChannels'),
    addInvoice: method('lnrpc.Lightning', 'AddInvoice'),
    addHoldInvoice: method('invoicesrpc.Invoices', 'AddHoldInvoice'),
    lookupInvoice: method('lnrpc.Lightning', 'LookupInvoice'),
    settleInvoice: method('invoicesrpc.Invoices', 'SettleInvoice'),
    cancelInvoice: method('invoicesrpc.Invoices', 'CancelInvoice'),
    subscribeInvoices: method('lnrpc.Lightning', 'SubscribeInvoices'),
  };
}
