import { allChannels, channel, channelBalances, channels, usableBalances } from './channels.ts';
import { findRoute, findRouteBetweenNodes, findRouteToNode } from './find-route.ts';
import { globalBalance } from './global-balance.ts';
import { audit, getSentInfo } from './lookups.ts';
import type { Method } from './method.ts';
import { connect, getInfo, getNewAddress, nodes, onChainBalance, peers } from './network.ts';
import { payInvoice } from './pay.ts';
import {
  createInvoice,
  deleteInvoice,
  getInvoice,
  getReceivedInfo,
  listInvoices,
  listPendingInvoices,
  listReceivedPayments,
  parseInvoice,
} from './received.ts';
import { notEmulated } from './refusal.ts';

/** Exists in Eclair and not here: refused before anything is done, never as if it had been. */
function absent(name: string): [string, Method] {
  const refuse = () => {
    throw notEmulated(name);
  };
  return [name, { class: /^(send|pay)/.test(name) ? 'pay' : 'info', hashOf: () => '', run: refuse }];
}

/** By name, as in the path of the request. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['allchannels', allChannels],
  ['audit', audit],
  ['channel', channel],
  ['channelbalances', channelBalances],
  ['channels', channels],
  ['connect', connect],
  ['createinvoice', createInvoice],
  ['deleteinvoice', deleteInvoice],
  ['findroute', findRoute],
  ['findroutebetweennodes', findRouteBetweenNodes],
  ['findroutetonode', findRouteToNode],
  ['getinfo', getInfo],
  ['getinvoice', getInvoice],
  ['getnewaddress', getNewAddress],
  ['getreceivedinfo', getReceivedInfo],
  ['getsentinfo', getSentInfo],
  ['globalbalance', globalBalance],
  ['listinvoices', listInvoices],
  ['listpendinginvoices', listPendingInvoices],
  ['listreceivedpayments', listReceivedPayments],
  ['nodes', nodes],
  ['onchainbalance', onChainBalance],
  ['parseinvoice', parseInvoice],
  ['payinvoice', payInvoice],
  ['peers', peers],
  ['usablebalances', usableBalances],
  ...[
    'close',
    'disconnect',
    'forceclose',
    'open',
    'payoffer',
    'sendonchain',
    'sendtonode',
    'sendtoroute',
    'stop',
  ].map(absent),
]);
