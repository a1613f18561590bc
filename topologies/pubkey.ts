import { hash } from 'node:crypto';

/** A stand-in public key for a node that has none: unique for the name, 66 hex digits, on no curve in particular. */
export function standInPubkey(name: string): string {
  return `02${hash('sha256', `fulgurite node ${name}`, 'hex')}`;
}
