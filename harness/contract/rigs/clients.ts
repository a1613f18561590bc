import { readFileSync } from 'node:fs';
import { createClnNode } from '#orchestrator/adapters/cln/client';
import { createEclairNode } from '#orchestrator/adapters/eclair/client';
import { createLndNode } from '#orchestrator/adapters/lnd/client';
import type { NodeName } from '#orchestrator/domain/ids';
import type { AdapterHost, LightningNode } from '#orchestrator/ports/lightning-node';
import type { Endpoint } from '../../emulators/emulator.ts';

/** How Core Lightning is reached; the others have one way. */
export type ClnWay = 'socket' | 'rest';

export interface ClientOptions {
  readonly name: string;
  readonly host: AdapterHost;
  readonly way: ClnWay;
  readonly network: string;
  /** Almost the right ones: as long, and of the same letters. */
  readonly wrongCredentials: boolean;
  /** Whose certificate is expected, where it is not the daemon's own. */
  readonly certificateOf: Endpoint;
  /** What the adapter would write into a log. */
  readonly wrote: (line: string) => void;
}

/** The adapter of production for what listens there. @throws NodeRefused */
export function clientOf(endpoint: Endpoint, options: ClientOptions): LightningNode {
  const { certificateOf, network, host } = options;
  const shared = { name: options.name as NodeName, network, host };
  const secret = options.wrongCredentials ? wrong(secretOf(endpoint)) : secretOf(endpoint);
  switch (endpoint.daemon) {
    case 'lnd':
      return createLndNode({
        ...shared,
        endpoint: endpoint.grpc,
        tlsCert: { file: certificateOf.daemon === 'lnd' ? certificateOf.tlsCertFile : '' },
        macaroon: { hex: secret },
        // Pings go by the wall clock.
        keepAliveMs: 0,
      });
    case 'cln':
      return createClnNode({
        ...shared,
        trouble: options.wrote,
        transport:
          options.way === 'socket'
            ? { kind: 'unix', path: endpoint.socketFile }
            : {
                kind: 'rest',
                url: endpoint.rest,
                ca: { file: certificateOf.daemon === 'cln' ? certificateOf.caFile : '' },
                rune: { text: secret },
              },
      });
    case 'eclair':
      return createEclairNode({ ...shared, url: endpoint.http, password: { text: secret } });
  }
}

/** What must never be seen: macaroon (hex), rune, password. */
export function secretOf(endpoint: Endpoint): string {
  switch (endpoint.daemon) {
    case 'lnd':
      return readFileSync(endpoint.macaroonFile).toString('hex');
    case 'cln':
      return readFileSync(endpoint.runeFile, 'utf8').trim();
    case 'eclair':
      return readFileSync(endpoint.passwordFile, 'utf8').trim();
  }
}

/** The last letter but three is another: the end of a rune is padding. */
export function wrong(secret: string): string {
  const at = secret.length - 4;
  return `${secret.slice(0, at)}${secret[at] === '0' ? '1' : '0'}${secret.slice(at + 1)}`;
}
