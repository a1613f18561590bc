import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import type { NodeName } from '../../domain/ids.ts';
import { type AdapterHost, NodeRefused } from '../../ports/lightning-node.ts';

export interface LndOptions {
  readonly name: NodeName;
  /** `host:port` of the gRPC listener; `[::1]:10009` for IPv6. */
  readonly endpoint: string;
  /** The certificate that the node shows (self-signed, ECDSA by default): pinned as the only root. */
  readonly tlsCert: { readonly pem: string } | { readonly file: string };
  readonly macaroon: { readonly hex: string } | { readonly file: string };
  /** 'bitcoin' | 'testnet' | 'signet' | 'regtest'; LND's own 'mainnet' is 'bitcoin'. */
  readonly network: string;
  readonly host: AdapterHost;
  /**
   * The name that the certificate is checked for. Without it: the host of the endpoint, and `localhost` where that is an
   * IP address, because every certificate that LND makes has it. A container's name needs `--tlsextradomain`.
   */
  readonly serverName?: string;
  /**
   * HTTP/2 pings on connections in use, ms of the *wall* clock, at least 10 s (LND punishes less than 5 s,
   * lnd-observed.md §7). They only find dead connections: calls on one end as unknown. 0: none. Default 30 s.
   */
  readonly keepAliveMs?: number;
}

/** What the options say, read and checked. */
export interface LndAddress {
  readonly target: string;
  readonly pem: Buffer;
  readonly serverName: string;
  /** Lower-case hex. */
  readonly macaroon: string;
  readonly network: string;
  readonly keepAliveMs: number;
}

const KEEP_ALIVE_MS = 30_000;
const KEEP_ALIVE_MS_MIN = 10_000;
const FILE_BYTES_MAX = 64 * 1024;

/** @throws NodeRefused 'configuration' */
export function readOptions(options: LndOptions): LndAddress {
  const { endpoint, keepAliveMs = KEEP_ALIVE_MS } = options;
  const refuse = (why: string): never => {
    throw new NodeRefused('configuration', options.name, 'configuration', why);
  };
  const read = (what: string, file: string): Buffer => {
    try {
      const bytes = readFileSync(file);
      return bytes.length <= FILE_BYTES_MAX ? bytes : refuse(`the ${what} file ${file} is too large`);
    } catch (error) {
      if (error instanceof NodeRefused) throw error;
      return refuse(`the ${what} file ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  };

  const at = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+)):(\d{1,5})$/i.exec(endpoint);
  const host = at?.[1] ?? at?.[2];
  const port = Number(at?.[3]);
  if (host === undefined || port < 1 || port > 65_535)
    return refuse(`the endpoint must be host:port, got ${JSON.stringify(endpoint.slice(0, 100))}`);
  if (keepAliveMs !== 0 && !(keepAliveMs >= KEEP_ALIVE_MS_MIN))
    return refuse(`keepAliveMs must be 0 or at least ${KEEP_ALIVE_MS_MIN}, got ${keepAliveMs}`);

  const { tlsCert, macaroon } = options;
  const pem = 'pem' in tlsCert ? Buffer.from(tlsCert.pem) : read('certificate', tlsCert.file);
  if (!isCertificate(pem)) return refuse('the certificate is no PEM certificate');
  const hex =
    'hex' in macaroon ? macaroon.hex.toLowerCase() : read('macaroon', macaroon.file).toString('hex');
  // What was given is a secret, also when it is wrong: it is not shown.
  if (!/^(?:[0-9a-f]{2})+$/.test(hex)) return refuse('the macaroon is not hex, or empty');

  return {
    target: `dns:${endpoint}`,
    pem,
    serverName: options.serverName ?? (isIP(host) === 0 ? host : 'localhost'),
    macaroon: hex,
    network: networkName(options.network),
    keepAliveMs,
  };
}

/** LND says `mainnet` where BOLT 11 libraries and Core Lightning say `bitcoin`. */
export function networkName(name: string): string {
  return name === 'mainnet' ? 'bitcoin' : name;
}

function isCertificate(pem: Buffer): boolean {
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) return false;
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}
