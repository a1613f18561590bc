import type { CallClass } from '../../api-call.ts';
import type { Method } from '../host.ts';
import { addHoldInvoice, addInvoice } from './add-invoice.ts';
import {
  channelBalance,
  closedChannels,
  listChannels,
  listPeers,
  pendingChannels,
  subscribeChannelEvents,
  subscribeHtlcEvents,
} from './channels.ts';
import { describeGraph, getChanInfo, getNodeInfo, queryRoutes } from './graph.ts';
import { getInfo, getVersion, newAddress, walletBalance } from './info.ts';
import {
  cancelInvoice,
  decode,
  listInvoices,
  lookupInvoice,
  lookupInvoiceV2,
  settleInvoice,
} from './invoices.ts';
import { listPayments } from './list-payments.ts';
import { sendPaymentV2 } from './pay.ts';
import { getState, subscribeState } from './state.ts';
import { subscribeInvoices, subscribeSingleInvoice } from './subscribe-invoices.ts';
import { trackPayments, trackPaymentV2 } from './track.ts';

export interface Emulated {
  readonly class: CallClass;
  readonly answer: Method;
}

/** What is emulated, by the name of the method: no two services have one of the same name. */
export const METHODS: Readonly<Record<string, Emulated>> = {
  SendPaymentV2: { class: 'pay', answer: sendPaymentV2 },
  TrackPaymentV2: { class: 'lookup', answer: trackPaymentV2 },
  ListPayments: { class: 'list', answer: listPayments },
  TrackPayments: { class: 'stream', answer: trackPayments },
  SubscribeInvoices: { class: 'stream', answer: subscribeInvoices },
  SubscribeSingleInvoice: { class: 'stream', answer: subscribeSingleInvoice },
  SubscribeHtlcEvents: { class: 'stream', answer: subscribeHtlcEvents },
  SubscribeChannelEvents: { class: 'stream', answer: subscribeChannelEvents },
  SubscribeState: { class: 'stream', answer: subscribeState },
  AddInvoice: { class: 'invoice', answer: addInvoice },
  AddHoldInvoice: { class: 'invoice', answer: addHoldInvoice },
  LookupInvoice: { class: 'invoice', answer: lookupInvoice },
  LookupInvoiceV2: { class: 'invoice', answer: lookupInvoiceV2 },
  ListInvoices: { class: 'invoice', answer: listInvoices },
  SettleInvoice: { class: 'invoice', answer: settleInvoice },
  CancelInvoice: { class: 'invoice', answer: cancelInvoice },
  GetInfo: { class: 'info', answer: getInfo },
  GetVersion: { class: 'info', answer: getVersion },
  GetState: { class: 'info', answer: getState },
  DecodePayReq: { class: 'info', answer: decode },
  ListChannels: { class: 'info', answer: listChannels },
  ClosedChannels: { class: 'info', answer: closedChannels },
  PendingChannels: { class: 'info', answer: pendingChannels },
  ChannelBalance: { class: 'info', answer: channelBalance },
  WalletBalance: { class: 'info', answer: walletBalance },
  NewAddress: { class: 'info', answer: newAddress },
  ListPeers: { class: 'info', answer: listPeers },
  DescribeGraph: { class: 'info', answer: describeGraph },
  GetNodeInfo: { class: 'info', answer: getNodeInfo },
  GetChanInfo: { class: 'info', answer: getChanInfo },
  QueryRoutes: { class: 'info', answer: queryRoutes },
};
