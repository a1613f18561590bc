import { generateKeyPairSync, hash, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, der, integer, octets, oid, pem, sequence, setOf, TRUE, utf8 } from './der.ts';

export interface CertificateWish {
  readonly commonName: string;
  readonly organization?: string;
  /** Host names, IPv4 addresses and `::1` that it is good for; `LOOPBACK_HOSTS` when not given. */
  readonly hosts?: readonly string[];
  /** Whether it may sign others. LND's own certificate says so too. */
  readonly isAuthority?: boolean;
  /** Self-signed when not given. */
  readonly issuer?: Certificate;
}

/** A certificate on P-256 with its key: PEM as daemons keep them (`tls.cert`, `server.pem`; the key as SEC 1 `EC PRIVATE KEY`). */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** What it takes to sign others with it. */
  readonly subject: Buffer;
  readonly keyId: Buffer;
  readonly privateKey: KeyObject;
}

export const LOOPBACK_HOSTS: readonly string[] = ['localhost', '127.0.0.1'];

/**
 * A certificate (RFC 5280) for servers and clients, valid from 2020 to 2049, so that nobody's clock is asked. Written as DER
 * here: Node.js has no call for it, and the library that has one wants a polyfill of `Reflect` for the whole process.
 * Well under a millisecond; serial and key are random.
 * @throws RangeError for any other IPv6 address
 */
export function makeCertificate(wish: CertificateWish): Certificate {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  // The last 65 bytes are the point itself: RFC 5280 §4.2.1.2 (1) hashes no more than that.
  const keyId = hash('sha1', spki.subarray(-65), 'buffer');
  const subject = nameOf(wish);
  const issuer = wish.issuer ?? { subject, keyId, privateKey };
  const body = sequence(
    der(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(15)])),
    sequence(ECDSA_WITH_SHA256),
    issuer.subject,
    sequence(utcTime('200101000000Z'), utcTime('491231235959Z')),
    subject,
    spki,
    der(0xa3, sequence(...extensions(wish, keyId, issuer.keyId))),
  );
  const signature = sign('sha256', body, issuer.privateKey);
  return {
    cert: pem('CERTIFICATE', sequence(body, sequence(ECDSA_WITH_SHA256), bits(signature))),
    key: privateKey.export({ type: 'sec1', format: 'pem' }).toString(),
    subject,
    keyId,
    privateKey,
  };
}

const ECDSA_WITH_SHA256 = oid('1.2.840.10045.4.3.2');
const SERVER_AND_CLIENT = sequence(oid('1.3.6.1.5.5.7.3.1'), oid('1.3.6.1.5.5.7.3.2'));

function nameOf({ commonName, organization }: CertificateWish): Buffer {
  const attribute = (type: string, value: string) => setOf(sequence(oid(type), utf8(value)));
  return sequence(
    ...(organization === undefined ? [] : [attribute('2.5.4.10', organization)]),
    attribute('2.5.4.3', commonName),
  );
}

function extensions(wish: CertificateWish, keyId: Buffer, issuerKeyId: Buffer): Buffer[] {
  const { isAuthority = false, hosts = LOOPBACK_HOSTS } = wish;
  // Digital signature and key encipherment; an authority also signs certificates.
  const usage = isAuthority ? bits(Buffer.of(0xa4), 2) : bits(Buffer.of(0xa0), 5);
  return [
    sequence(oid('2.5.29.15'), TRUE, octets(usage)),
    sequence(oid('2.5.29.37'), octets(SERVER_AND_CLIENT)),
    sequence(oid('2.5.29.19'), TRUE, octets(isAuthority ? sequence(TRUE) : sequence())),
    sequence(oid('2.5.29.14'), octets(octets(keyId))),
    sequence(oid('2.5.29.35'), octets(sequence(der(0x80, issuerKeyId)))),
    sequence(oid('2.5.29.17'), octets(sequence(...hosts.map(hostName)))),
  ];
}

function hostName(host: string): Buffer {
  const family = isIP(host);
  if (family === 0) return der(0x82, Buffer.from(host));
  if (family === 4) return der(0x87, Buffer.from(host.split('.').map(Number)));
  if (host === '::1') return der(0x87, Buffer.concat([Buffer.alloc(15), Buffer.of(1)]));
  throw new RangeError(`a certificate for ${host} is not made here`);
}

function utcTime(text: string): Buffer {
  return der(0x17, Buffer.from(text));
}
