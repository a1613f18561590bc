import type { NodeShown } from '#harness/emulators/control/shown';
import type { RunningFile } from './running-file.ts';

/** With more nodes than this each gets one line; where their files are is in topology.json. */
const FULL_MAX = 12;
const NAMES_MAX = 6;
/** So many digits of a public key are shown; the control API takes them for the name. */
const KEY_DIGITS = 16;

/** A network that is up, for people. */
export function showRunning(file: RunningFile, folder: string): string {
  const served = file.nodes.filter((node) => node.endpoint !== null);
  const width = Math.max(...served.map(({ name }) => shortName(name).length));
  const isFull = served.length <= FULL_MAX;
  const lines = served.flatMap(({ name, endpoint, pubkey }) => {
    const [address, ...files] = linesOf(endpoint!);
    const first = `  ${shortName(name).padEnd(width)}  ${endpoint!.daemon.padEnd(6)}  ${address}`;
    return isFull
      ? [first, ...[`pubkey ${pubkey}`, ...files].map((line) => `  ${''.padEnd(width)}          ${line}`)]
      : [first];
  });
  return [
    `${file.network} is up: ${count(file.nodes.length, 'node')}, ${count(served.length, 'API')}, seed ${file.seed}, speed ${file.speed}`,
    ...lines,
    ...withoutApi(file.nodes),
    `  control API ${file.control.url} (bearer token in ${file.control.tokenFile}; /openapi.json describes it)`,
    `  everything for machines: ${folder}/topology.json`,
    '',
  ].join('\n');
}

/** Address first, then files. */
function linesOf(endpoint: NonNullable<NodeShown['endpoint']>): readonly string[] {
  switch (endpoint.daemon) {
    case 'lnd':
      return [endpoint.grpc, `tls.cert ${endpoint.tlsCertFile}`, `admin.macaroon ${endpoint.macaroonFile}`];
    case 'cln':
      return [
        endpoint.rest,
        `lightning-rpc ${endpoint.socketFile}`,
        `rune ${endpoint.runeFile}`,
        `ca.pem ${endpoint.caFile}`,
      ];
    case 'eclair':
      return [endpoint.http, `password ${endpoint.passwordFile}`];
  }
}

/** `  no API: north, south (plain); payer-ldk (ldk)` */
function withoutApi(nodes: RunningFile['nodes']): readonly string[] {
  const byDaemon = new Map<string, string[]>();
  for (const { name, implementation, endpoint } of nodes) {
    if (endpoint !== null) continue;
    const names = byDaemon.get(implementation);
    if (names === undefined) byDaemon.set(implementation, [shortName(name)]);
    else names.push(shortName(name));
  }
  const groups = [...byDaemon].map(([implementation, names]) => {
    const more = names.length - NAMES_MAX;
    return `${names.slice(0, NAMES_MAX).join(', ')}${more > 0 ? ` and ${more} more` : ''} (${implementation})`;
  });
  return groups.length === 0 ? [] : [`  no API: ${groups.join('; ')}`];
}

export function count(many: number, what: string): string {
  return `${many.toLocaleString('en-US')} ${what}${many === 1 ? '' : 's'}`;
}

/** As people read it: nodes of imported graphs are called by their public keys. */
export function shortName(name: string): string {
  return /^0[23][0-9a-f]{64}$/.test(name) ? name.slice(0, KEY_DIGITS) : name;
}
