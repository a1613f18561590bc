import { z } from 'zod';
import type { Emulator } from '../../emulator.ts';
import type { ControlHost } from '../host.ts';
import { type NodeFound, nodeOf } from '../node-of.ts';
import { Problem } from '../problem.ts';
import { reachable } from '../reachable.ts';
import { type Route, route } from '../route.ts';
import { type NodeShown, nodeNowSchema } from '../shown.ts';
import { nameParams, stateWish } from '../wishes.ts';

export const NODE_ROUTES: readonly Route[] = [
  route({
    method: 'GET',
    path: '/nodes',
    operation: 'listNodes',
    summary: 'All nodes of the network, and how those with an API are reached.',
    status: 200,
    answer: z.strictObject({ nodes: z.array(nodeNowSchema) }),
    problems: [],
    answers: (host) => ({
      nodes: host.running.network.nodes.map(({ name }) => now(host, nodeOf(host, name))),
    }),
  }),
  route({
    method: 'POST',
    path: '/nodes/{name}/state',
    operation: 'setNodeState',
    summary:
      'Kills, starts, hangs or resumes a daemon. Answers when it is so, and a started one listens again.',
    params: nameParams,
    body: stateWish,
    example: { state: 'down' },
    status: 200,
    answer: nodeNowSchema,
    problems: [404, 409],
    async answers(host, { params, body: { state, losesUnsynced } }) {
      const found = nodeOf(host, params.name);
      const was = found.desk.state;
      if (was === 'down' && state === 'hung')
        throw new Problem(
          409,
          `${found.node.name} is down, and only what runs can hang: start it first (state up)`,
        );
      host.running.emulated.act((world) => world.setNode(found.ordinal, state, CAUSES[state], losesUnsynced));
      if (state !== was)
        host.says(`${found.node.name} is ${state}${losesUnsynced ? ', its last writes lost' : ''}`);
      const endpoint = host.running.emulators.get(found.node.name)?.endpoint;
      if (state === 'up' && was === 'down' && endpoint !== undefined) await reachable(endpoint);
      return now(host, found);
    },
  }),
];

const CAUSES = { up: 'start', down: 'kill', hung: 'hang' } as const;

/** A node as it is listed, in `topology.json` as well. */
export function shownNode({ node, desk }: NodeFound, emulator: Emulator | undefined): NodeShown {
  return {
    name: node.name,
    implementation: node.implementation,
    pubkey: desk.pubkey,
    endpoint: emulator?.endpoint ?? null,
  };
}

function now(host: ControlHost, found: NodeFound): z.infer<typeof nodeNowSchema> {
  const emulator = host.running.emulators.get(found.node.name);
  return { ...shownNode(found, emulator), state: found.desk.state };
}
