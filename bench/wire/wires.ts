import { startCln } from '#harness/emulators/cln/emulator';
import { startEclair } from '#harness/emulators/eclair/emulator';
import type { Endpoint, StartEmulator } from '#harness/emulators/emulator';
import { startLnd } from '#harness/emulators/lnd/emulator';
import { createClnNode } from '#orchestrator/adapters/cln/client';
import { createEclairNode } from '#orchestrator/adapters/eclair/client';
import { createLndNode } from '#orchestrator/adapters/lnd/client';
import type { NodeName } from '#orchestrator/domain/ids';
import type { AdapterHost, LightningNode } from '#orchestrator/ports/lightning-node';

/** A daemon and the API by which it is reached. Core Lightning has two. */
export const WIRES = ['lnd', 'cln', 'cln-rest', 'eclair'] as const;
export type Wire = (typeof WIRES)[number];
export type Daemon = Endpoint['daemon'];

export const DAEMON_OF: Readonly<Record<Wire, Daemon>> = {
  lnd: 'lnd',
  cln: 'cln',
  'cln-rest': 'cln',
  eclair: 'eclair',
};

export const EMULATORS: Readonly<Record<Daemon, StartEmulator>> = {
  lnd: startLnd,
  cln: startCln,
  eclair: startEclair,
};

/** @throws RangeError for a name that is none */
export function wireNamed(name: string | undefined): Wire {
  const wire = WIRES.find((one) => one === name);
  if (wire === undefined) throw new RangeError(`no wire named ${name}; there are ${WIRES.join(', ')}`);
  return wire;
}

/** The adapter of production, over that API. */
export function adapterOver(wire: Wire, endpoint: Endpoint, host: AdapterHost): LightningNode {
  const shared = { name: 'payer' as NodeName, network: 'regtest', host };
  switch (endpoint.daemon) {
    case 'lnd':
      return createLndNode({
        ...shared,
        endpoint: endpoint.grpc,
        tlsCert: { file: endpoint.tlsCertFile },
        macaroon: { file: endpoint.macaroonFile },
        keepAliveMs: 0,
      });
    case 'cln': {
      const { socketFile: path, rest: url, caFile, runeFile } = endpoint;
      const rest = { kind: 'rest', url, ca: { file: caFile }, rune: { file: runeFile } } as const;
      return createClnNode({ ...shared, transport: wire === 'cln-rest' ? rest : { kind: 'unix', path } });
    }
    case 'eclair':
      return createEclairNode({ ...shared, url: endpoint.http, password: { file: endpoint.passwordFile } });
  }
}
