import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOOPBACK_HOSTS, makeCertificate } from '../certificates.ts';

/** PEM of what the server shows. */
export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
}

const FILES = ['ca.pem', 'ca-key.pem', 'server.pem', 'server-key.pem', 'client.pem', 'client-key.pem'];
const HOSTS = ['cln', ...LOOPBACK_HOSTS];

/**
 * `ca.pem`, `server.pem`, `client.pem` and their keys, as clnrest makes them when they are not there: a root of its own, and
 * one certificate each for server and client (`rest-plugin/src/certs.rs`). What an earlier start left is kept.
 */
export function certificatesIn(folder: string): ServerCertificate {
  const file = (name: string) => join(folder, name);
  if (!FILES.every((name) => existsSync(file(name)))) {
    const ca = makeCertificate({ commonName: 'cln Root REST CA', hosts: HOSTS, isAuthority: true });
    const server = makeCertificate({ commonName: 'cln rest server', hosts: HOSTS, issuer: ca });
    const client = makeCertificate({ commonName: 'cln rest client', hosts: HOSTS, issuer: ca });
    for (const [name, { cert, key }] of Object.entries({ ca, server, client })) {
      writeFileSync(file(`${name}.pem`), cert);
      writeFileSync(file(`${name}-key.pem`), key, { mode: 0o600 });
    }
  }
  return {
    cert: readFileSync(file('server.pem'), 'utf8'),
    key: readFileSync(file('server-key.pem'), 'utf8'),
  };
}
