import { readFileSync } from 'node:fs';
import type { NodeName } from '../../domain/ids.ts';
import { type AdapterHost, NodeRefused } from '../../ports/lightning-node.ts';

export interface EclairOptions {
  readonly name: NodeName;
  /** `http://host:port`, and a path when something stands in front of it. Eclair itself speaks no TLS. */
  readonly url: string;
  /** `eclair.api.password`, or a file that holds it and nothing else. */
  readonly password: { readonly text: string } | { readonly file: string };
  /** 'bitcoin' | 'testnet' | 'signet' | 'regtest' */
  readonly network: string;
  readonly host: AdapterHost;
  /** How long a call other than pay, look-up and list may take, ms; 30 s. */
  readonly callTimeoutMs?: number;
  /** Pay calls that may be under way at once; more wait in line. 512, half of the connections that Akka HTTP takes. */
  readonly payConnectionsMax?: number;
}

/** BOLT 11 prefix of each network, and its genesis block as BOLT 7 writes it. */
export const NETWORKS: Readonly<Record<string, { readonly prefix: string; readonly chainHash: string }>> = {
  bitcoin: {
    prefix: 'bc',
    chainHash: '6fe28c0ab6f1b372c1a6a246ae63f74f931e8365e15a089c68d6190000000000',
  },
  testnet: {
    prefix: 'tb',
    chainHash: '43497fd7f826957108f4a30fd9cec3aeba79972084e90ead01ea330900000000',
  },
  signet: {
    prefix: 'tbs',
    chainHash: 'f61eee3b63a380a477a063af32b2bbc97c9ff9f01f2c4225e973988108000000',
  },
  regtest: {
    prefix: 'bcrt',
    chainHash: '06226e46111a0b59caaf126043eb5bbf28c34f3a5e332a1fc7b2b73cf188910f',
  },
};

export interface Address {
  readonly host: string;
  readonly port: number;
  /** Ends with `/`. */
  readonly path: string;
}

/** @throws NodeRefused */
export function addressOf({ name, url }: EclairOptions): Address {
  const wrong = (why: string) => new NodeRefused('configuration', name, 'url', why);
  if (!URL.canParse(url)) throw wrong('not a URL');
  const { protocol, hostname, port, pathname, username, password, search } = new URL(url);
  if (protocol !== 'http:') throw wrong(`${protocol} is not spoken by Eclair, expected http:`);
  if (username !== '' || password !== '') throw wrong('the password does not belong into the URL');
  if (search !== '') throw wrong('a query is not expected');
  // An address of IPv6 stands in brackets in a URL, and without them in a socket.
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: port === '' ? 80 : Number(port), path: pathname.replace(/\/*$/, '/') };
}

/** @throws NodeRefused */
export function passwordOf({ name, password }: EclairOptions): string {
  const wrong = (why: string) => new NodeRefused('configuration', name, 'password', why);
  const text = 'text' in password ? password.text : fromFile(password.file, wrong);
  if (text === '') throw wrong('it is empty');
  return text;
}

function fromFile(file: string, wrong: (why: string) => NodeRefused): string {
  try {
    return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
  } catch (thrown) {
    throw wrong(`${file} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? 'unknown'})`);
  }
}
