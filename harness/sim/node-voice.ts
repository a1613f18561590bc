import type { Booked } from './personality/daemon.ts';
import type { PaySaid } from './personality/said.ts';

/** What nodes say of their own accord: not the truth about the network, only what their books and their memory hold. */
export interface NodeVoice {
  /** The answer to a pay call that was not answered at once. */
  answers(node: number, call: number, said: PaySaid): void;
  /** An event on the node's stream. */
  tells(node: number, hash: string, claims: Booked['state'], preimage: string): void;
  /** The node's record of this hash is another now. */
  changed(node: number, hash: string): void;
}

/** Who hears the nodes; null until it exists. */
export interface Listeners {
  readonly wire: {
    paySaid(call: number, said: PaySaid): void;
    recordChanged(node: number, hash: string): void;
  } | null;
  readonly callbacks: {
    told(node: number, hash: string, claims: Booked['state'], preimage: string): void;
  } | null;
}

/** Nobody listens. */
export const UNHEARD: NodeVoice = { answers() {}, tells() {}, changed() {} };

/** To the wire and to the event streams, once they exist. */
export function nodeVoice(listeners: Listeners): NodeVoice {
  return {
    answers(_node, call, said) {
      listeners.wire?.paySaid(call, said);
    },
    tells(node, hash, claims, preimage) {
      listeners.callbacks?.told(node, hash, claims, preimage);
    },
    changed(node, hash) {
      listeners.wire?.recordChanged(node, hash);
    },
  };
}
