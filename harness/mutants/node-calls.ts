import type { NodeCalls } from '#orchestrator/ports/node';

/** The calls of a port as plain functions, so that a mutant can replace one of them. */
export function nodeCalls(nodes: NodeCalls): NodeCalls {
  return {
    pay: (call) => nodes.pay(call),
    lookup: (call) => nodes.lookup(call),
    list: (call) => nodes.list(call),
  };
}
