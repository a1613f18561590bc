import type { Asked } from '#orchestrator/adapters/asked';
import { type RealDaemon, rulesOf, type Saids } from '#orchestrator/adapters/rules';
import type { NodeAnswer } from '#orchestrator/domain/node-answer';

/** `plain` speaks in the orchestrator's words; the others in their own. */
interface Plain {
  readonly daemon: 'plain';
  readonly said: NodeAnswer;
}
type Of<Call extends 'pay' | 'lookup'> =
  | Plain
  | { [Kind in RealDaemon]: { readonly daemon: Kind; readonly said: Saids[Kind][Call] } }[RealDaemon];

/** What a simulated daemon says to a pay call. */
export type PaySaid = Of<'pay'>;
/** What it says to a look-up by hash. */
export type LookupSaid = Of<'lookup'>;

/** Read by the same rules that the real adapters use: what is struck here is what runs there. */
export function payAnswer(words: Exclude<PaySaid, Plain>, asked: Asked): NodeAnswer {
  switch (words.daemon) {
    case 'lnd':
      return rulesOf('lnd').classifyPay(words.said, asked);
    case 'cln':
      return rulesOf('cln').classifyPay(words.said, asked);
    case 'eclair':
      return rulesOf('eclair').classifyPay(words.said, asked);
    case 'ldk':
      return rulesOf('ldk').classifyPay(words.said, asked);
  }
}

export function lookupAnswer(words: Exclude<LookupSaid, Plain>, asked: Asked): NodeAnswer {
  switch (words.daemon) {
    case 'lnd':
      return rulesOf('lnd').resolve(words.said, asked);
    case 'cln':
      return rulesOf('cln').resolve(words.said, asked);
    case 'eclair':
      return rulesOf('eclair').resolve(words.said, asked);
    case 'ldk':
      return rulesOf('ldk').resolve(words.said, asked);
  }
}
