import { suggestion } from '#harness/input/nearest-name';
import type { NetworkNode } from '#topologies/network';
import type { EmulatedDesk } from '../desk.ts';
import type { ControlHost } from './host.ts';
import { Problem } from './problem.ts';

export interface NodeFound {
  readonly ordinal: number;
  readonly node: NetworkNode;
  readonly desk: EmulatedDesk;
}

/** @throws Problem 404, with the nearest name */
export function nodeOf({ running }: Pick<ControlHost, 'running'>, name: string): NodeFound {
  const { nodes } = running.network;
  const ordinal = nodes.findIndex((node) => node.name === name);
  const node = nodes[ordinal];
  if (node === undefined) {
    const names = nodes.map((one) => one.name);
    const otherwise = 'GET /nodes lists them';
    throw new Problem(404, `there is no node ${JSON.stringify(name)}: ${suggestion(name, names, otherwise)}`);
  }
  return { ordinal, node, desk: running.emulated.desks.of(ordinal) };
}
