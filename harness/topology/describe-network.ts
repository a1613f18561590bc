import type { Network, NetworkNode } from '#topologies/network';
import { count } from './show-running.ts';

/** What `topology check` says of a network that is well. */
export interface NetworkSummary {
  readonly name: string;
  readonly nodes: number;
  readonly channels: number;
  readonly capacitySat: number;
  readonly payers: number;
  readonly payees: number;
  /** How many nodes of each daemon. */
  readonly implementations: Readonly<Record<string, number>>;
}

export function summaryOf({ name, nodes, channels }: Network): NetworkSummary {
  const implementations: Record<string, number> = {};
  for (const { implementation } of nodes)
    implementations[implementation] = (implementations[implementation] ?? 0) + 1;
  const having = (role: keyof Pick<NetworkNode, 'payer' | 'payee'>) =>
    nodes.filter((node) => node[role]).length;
  return {
    name,
    nodes: nodes.length,
    channels: channels.length,
    capacitySat: channels.reduce((sum, { capacityMsat }) => sum + capacityMsat, 0) / 1000,
    payers: having('payer'),
    payees: having('payee'),
    implementations,
  };
}

export function showSummary(summary: NetworkSummary): string {
  const { name, nodes, channels, capacitySat, payers, payees, implementations } = summary;
  const daemons = Object.entries(implementations).map(([daemon, many]) => `${many} ${daemon}`);
  return [
    `${name}: ${count(nodes, 'node')} (${daemons.join(', ')}), ${count(channels, 'channel')}, ${capacitySat.toLocaleString('en-US')} sat`,
    `${count(payers, 'payer')}, ${count(payees, 'payee')}`,
    '',
  ].join('\n');
}
