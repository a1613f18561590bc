import type { LightningNode } from '#orchestrator/ports/lightning-node';
import { startCln } from '../emulators/cln/emulator.ts';
import { startEclair } from '../emulators/eclair/emulator.ts';
import { startLnd } from '../emulators/lnd/emulator.ts';
import type { Rig } from './rig.ts';
import { NetworkRig, type NetworkRigOptions } from './rigs/network-rig.ts';

/** One adapter in one environment: a column of the table. */
export interface Column {
  /** `environment/adapter` */
  readonly id: string;
  readonly environment: 'sim' | 'emulated';
  readonly adapter: string;
  /** What is not possible there, and why. */
  readonly cannot: Rig['cannot'];
  open(options: ColumnOptions): Promise<JudgingRig>;
}

export interface ColumnOptions {
  /** For files of daemons; kept from one row to the next. Short: it holds unix sockets. */
  readonly folder: string;
  /** Puts something before the adapter: tests break it there. `secrets`: what no message may hold. */
  readonly wrap?: (node: LightningNode, secrets: () => readonly string[]) => LightningNode;
}

/** A rig with its end. */
export interface JudgingRig extends Rig {
  /** Heals everything, lets it end, and says what was wrong with all that was said (`ALWAYS`). */
  judge(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

const NO_SERVER = 'there is no protocol in between';
const IN_PROCESS: Rig['cannot'] = {
  credentials: NO_SERVER,
  certificate: NO_SERVER,
  'other-network': NO_SERVER,
  versions: 'it has no versions',
  giant: NO_SERVER,
};

function column(
  environment: Column['environment'],
  adapter: string,
  options: Pick<NetworkRigOptions, 'daemon' | 'server' | 'cannot'>,
): Column {
  return {
    id: `${environment}/${adapter}`,
    environment,
    adapter,
    cannot: options.cannot,
    open: ({ folder, wrap }) => NetworkRig.open({ ...options, folder, ...(wrap !== undefined && { wrap }) }),
  };
}

const SIMULATED = (['plain', 'lnd', 'cln', 'eclair'] as const).map((daemon) =>
  column('sim', daemon, { daemon, server: null, cannot: IN_PROCESS }),
);

const CLN_VERSIONS = { 'too old': 'v23.05.2', oldest: 'v23.08' } as const;
const EMULATED: readonly Column[] = [
  column('emulated', 'lnd', {
    daemon: 'lnd',
    server: {
      start: startLnd,
      way: 'rest',
      versions: { 'too old': '0.17.5-beta', oldest: '0.18.0-beta' },
    },
    cannot: {},
  }),
  column('emulated', 'cln-socket', {
    daemon: 'cln',
    server: { start: startCln, way: 'socket', versions: CLN_VERSIONS },
    cannot: {
      credentials: 'the rights of the file are all that guards a unix socket',
      certificate: 'a unix socket shows none',
    },
  }),
  column('emulated', 'cln-rest', {
    daemon: 'cln',
    server: { start: startCln, way: 'rest', versions: CLN_VERSIONS },
    cannot: {},
  }),
  column('emulated', 'eclair', {
    daemon: 'eclair',
    server: { start: startEclair, way: 'rest', versions: { 'too old': '0.10.0', oldest: '0.11.0' } },
    cannot: { certificate: 'Eclair speaks no TLS' },
  }),
];

/** In the order of the table. */
export const COLUMNS: readonly Column[] = [...SIMULATED, ...EMULATED];
