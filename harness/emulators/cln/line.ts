import type { BeforeRead } from '../strike.ts';
import type { ClnNode } from './cln-node.ts';
import type { Call } from './method.ts';
import type { RpcError } from './rpc-error.ts';
import { feeMissing, unknownState } from './spoilt.ts';
import type { Wire, WireObject } from './wire-json.ts';

export type Answer = { readonly result: WireObject } | { readonly error: RpcError };

/** Where the answer to one request goes, whole or not. */
export interface Line {
  /** Whoever asked has hung up. */
  readonly isClosed: boolean;
  /** Whether the call may be made at all; false: it has been answered. */
  admits(): boolean;
  send(answer: Answer): void;
  /** Half of the answer, then the connection closes. */
  sendHalf(answer: Answer): void;
  /** Something that is no answer. */
  sendGarbage(): void;
  /** The daemon has not read the call. */
  refuse(why: Exclude<BeforeRead, 'lost' | 'reset' | 'refused'>): void;
  /** The daemon has read the call and somebody in between gives up on the answer. */
  giveUp(): void;
  destroy(): void;
}

/** Serves one request: hands it to the daemon when that reads it, and does to it what a fault says. */
export function serve(node: ClnNode, method: string, params: Wire, line: Line): void {
  node.arrives(
    method,
    params,
    () => line.destroy(),
    ({ before, after }, done) => {
      if (before !== null) {
        done();
        strikeBefore(before, line);
        return;
      }
      if (!line.admits()) {
        done();
        return;
      }
      const say = once(done, (answer) => {
        if (after === null) line.send(answer);
        else if (after === 'reset_mid') line.destroy();
        else if (after === 'truncated') line.sendHalf(answer);
        else if (after === 'unreadable') line.sendGarbage();
        else if (after === 'unknown_state') line.send(spoilt(answer, unknownState));
        else if (after === 'fee_missing') line.send(spoilt(answer, feeMissing));
      });
      node.run(method, callOf(node, params, line.isClosed, say));
      if (after === 'reset') line.destroy();
      else if (after === 'error') line.giveUp();
    },
  );
}

function strikeBefore(before: BeforeRead, line: Line): void {
  if (before === 'reset' || before === 'refused') line.destroy();
  else if (before !== 'lost') line.refuse(before);
}

function callOf(node: ClnNode, params: Wire, gone: boolean, say: (answer: Answer) => void): Call {
  return {
    node,
    params,
    gone,
    answer: (result) => say({ result }),
    refuse: (error) => say({ error }),
  };
}

function once(done: () => void, say: (answer: Answer) => void): (answer: Answer) => void {
  let isOver = false;
  return (answer) => {
    if (isOver) return;
    isOver = true;
    done();
    say(answer);
  };
}

function spoilt(answer: Answer, spoil: (result: WireObject) => WireObject): Answer {
  return 'result' in answer ? { result: spoil(answer.result) } : answer;
}
