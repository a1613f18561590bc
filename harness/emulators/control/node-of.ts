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

/** Digits of a public key that do, where they are those of one node only. */
const BEGINNING_MIN = 8;

/**
 * By its name; nodes of imported graphs, which are called by their public keys, also by how it begins.
 * @throws Problem 404, with the nearest name
 */
export function nodeOf({ running }: Pick<ControlHost, 'running'>, name: string): NodeFound {
  const { nodes } = running.network;
  const exact = nodes.findIndex((node) => node.name === name);
  const ordinal = exact >= 0 ? exact : onlyOne(nodes, name);
  const node = nodes[ordinal];
  if (node === undefined) {
    const names = nodes.map((one) => one.name);
    const otherwise = 'GET /nodes lists them';
    throw new Problem(404, `there is no node ${JSON.stringify(name)}: ${suggestion(name, names, otherwise)}`);
  }
  return { ordinal, node, desk: running.emulated.desks.of(ordinal) };
}

function onlyOne(nodes: readonly NetworkNode[], beginning: string): number {
  if (beginning.length < BEGINNING_MIN || !/^0[23][0-9a-f]*$/.test(beginning)) return -1;
  const begins = (node: NetworkNode) => node.name.startsWith(beginning);
  const first = nodes.findIndex(begins);
  return first === nodes.findLastIndex(begins) ? first : -1;
}
