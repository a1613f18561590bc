import type { Implementation } from '#topologies/network';
import { ClnDaemon } from './cln.ts';
import type { Daemon, DaemonHost } from './daemon.ts';
import { EclairDaemon } from './eclair.ts';
import { LdkDaemon } from './ldk.ts';
import { LndDaemon } from './lnd.ts';
import { PlainDaemon } from './plain.ts';

/** The daemon that a node of the topology runs. */
export function daemonOf(implementation: Implementation, host: DaemonHost): Daemon {
  switch (implementation) {
    case 'plain':
      return new PlainDaemon(host);
    case 'lnd':
      return new LndDaemon(host);
    case 'cln':
      return new ClnDaemon(host);
    case 'eclair':
      return new EclairDaemon(host);
    case 'ldk':
      return new LdkDaemon(host);
  }
}
