import type { NodeAnswer } from '../../domain/node-answer.ts';
import type { LookupCall } from '../../ports/node.ts';
import type { Asked } from '../asked.ts';
import type { Fault, LndConnection } from './connection.ts';
import { epochOver } from './epoch.ts';
import { neverConnected, saidByFault } from './fault.ts';
import type { Payment } from './messages.ts';
import { lndMethods } from './methods.ts';
import { isFinal, saidOf, sound } from './read-payment.ts';
import { resolveLnd } from './resolve.ts';
import type { LndLookupSaid } from './said.ts';

/**
 * The record of one payment (adapters.md §3.4): the first message of `TrackPaymentV2`, then the stream is cancelled,
 * unless it is over. With `no_inflight_updates` a pending payment would have no first message: the call would hang.
 */
export async function lookUpLnd(at: LndConnection, call: LookupCall): Promise<NodeAnswer> {
  const epochBefore = at.host.epoch();
  const heard = await firstMessage(at, call);
  const { hash, epochAtSend } = call;
  const asked: Asked = { hash, epochAtSend, epoch: epochOver(at.host, epochBefore) };
  return sound(resolveLnd(saidBy(heard, hash), asked));
}

/** Never rejects. */
export function firstMessage(
  at: LndConnection,
  { hash, timeoutMs }: Pick<LookupCall, 'hash' | 'timeoutMs'>,
): Promise<Payment | Fault> {
  return new Promise((resolve) => {
    const timer = at.host.timers.after(timeoutMs, () => {
      stream.giveUp();
      resolve({ kind: 'timeout' });
    });
    const request = { payment_hash: Buffer.from(hash, 'hex'), no_inflight_updates: false } as const;
    const stream = at.hear('calls', lndMethods().trackPayment, request, {
      message: (payment) => {
        resolve(payment);
        // LND ends the stream itself then. A client that resets each of its streams is taken for an attacker
        // (CVE-2023-44487): Node's HTTP/2 server closes the connection after 1,000 of them, pay calls and all.
        if (isFinal(payment)) return;
        timer.cancel();
        stream.cancel();
      },
      ended: (fault) => {
        timer.cancel();
        resolve(fault);
      },
    });
  });
}

function saidBy(heard: Payment | Fault, hash: string): LndLookupSaid {
  if (!('kind' in heard)) {
    const said = saidOf(heard);
    return heard.payment_hash === hash ? said : { ...said, status: 'of another payment' };
  }
  return neverConnected(heard) ? { kind: 'no_answer', why: 'refused' } : saidByFault(heard);
}
