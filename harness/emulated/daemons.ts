import { mkdirSync } from 'node:fs';
import { createClnNode } from '#orchestrator/adapters/cln/client';
import { createEclairNode } from '#orchestrator/adapters/eclair/client';
import { createLndNode } from '#orchestrator/adapters/lnd/client';
import type { DaemonEpoch, NodeName } from '#orchestrator/domain/ids';
import type { AdapterHost, LightningNode } from '#orchestrator/ports/lightning-node';
import type { Implementation } from '#topologies/network';
import { startCln } from '../emulators/cln/emulator.ts';
import type { EmulatedDesk } from '../emulators/desk.ts';
import { startEclair } from '../emulators/eclair/emulator.ts';
import { uuidOf } from '../emulators/eclair/uuid.ts';
import type { Emulator, Endpoint, StartEmulator } from '../emulators/emulator.ts';
import { startLnd } from '../emulators/lnd/emulator.ts';

const EMULATORS: Readonly<Partial<Record<Implementation, StartEmulator>>> = {
  lnd: startLnd,
  cln: startCln,
  eclair: startEclair,
};
const NETWORK = 'regtest';

/** How the nodes of an environment are served and reached. */
export interface Daemons {
  /** null: such a node has no API of its own, and is driven in this process. */
  start(implementation: Implementation, desk: EmulatedDesk, folder: string): Promise<Emulator | null>;
  /** The adapter of the daemon that listens there. */
  adapter(endpoint: Endpoint, name: string, host: AdapterHost): LightningNode;
  /** The daemon's epoch as its adapter will name it. */
  epochOf(implementation: Implementation, desk: EmulatedDesk): DaemonEpoch;
}

/** Emulators, and the adapters of production. */
export const ON_SOCKETS: Daemons = {
  async start(implementation, desk, folder) {
    const start = EMULATORS[implementation];
    if (start === undefined) return null;
    mkdirSync(folder, { recursive: true });
    return start({ desk, folder, port: 0 });
  },
  adapter: adapterOf,
  // Eclair says it itself.
  epochOf: (implementation, { epoch }) =>
    (implementation === 'eclair' ? uuidOf(epoch) : epoch) as DaemonEpoch,
};

function adapterOf(endpoint: Endpoint, name: string, host: AdapterHost): LightningNode {
  const shared = { name: name as NodeName, network: NETWORK, host };
  switch (endpoint.daemon) {
    case 'lnd':
      return createLndNode({
        ...shared,
        endpoint: endpoint.grpc,
        tlsCert: { file: endpoint.tlsCertFile },
        macaroon: { file: endpoint.macaroonFile },
        // Pings go by the wall clock, of which this environment has none.
        keepAliveMs: 0,
      });
    case 'cln':
      // Over TCP, as orchestrators reach it: the unix socket knows no credentials that could expire (F34).
      return createClnNode({
        ...shared,
        transport: {
          kind: 'rest',
          url: endpoint.rest,
          ca: { file: endpoint.caFile },
          rune: { file: endpoint.runeFile },
        },
      });
    case 'eclair':
      return createEclairNode({ ...shared, url: endpoint.http, password: { file: endpoint.passwordFile } });
  }
}
