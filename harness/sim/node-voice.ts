import type { Booked } from './personality/daemon.ts';
import type { PaySaid } from './personality/said.ts';
import type { WorldFollowers } from './world-history.ts';

/** What nodes say of their own accord: not the truth about the network, only what their books and their memory hold. */
export interface NodeVoice {
  /** The answer to a pay call that was not answered at once. */
  answers(node: number, call: number, said: PaySaid): void;
  /** An event on the node's stream. */
  tells(node: number, hash: string, claims: Booked['state'], preimage: string): void;
  /** The node's record of this hash is another now. */
  changed(node: number, hash: string): void;
}

/** Nobody listens. */
export const UNHEARD: NodeVoice = { answers() {}, tells() {}, changed() {} };

/** To the wire and to the event streams, once they exist. */
export function nodeVoice(followers: WorldFollowers): NodeVoice {
  return {
    answers(_node, call, said) {
      followers.wire?.paySaid(call, said);
    },
    tells(node, hash, claims, preimage) {
      followers.callbacks?.told(node, hash, claims, preimage);
    },
    changed(node, hash) {
      followers.wire?.recordChanged(node, hash);
    },
  };
}
