import { hash } from 'node:crypto';
import { sha256Text } from '../domain/digest.ts';
import type { Digest } from '../domain/ids.ts';
import type { AuditDraft, AuditRecord } from '../domain/ledger-event.ts';

/** Where a chain stands. Kept outside (a tag, an attestation, a second party) it anchors everything before it. */
export interface ChainHead {
  /** 0: nothing was recorded yet. The first record has 1. */
  readonly seq: number;
  readonly hash: Digest;
}

/** Separates these hashes from all others that the orchestrator makes (RFC 6962 §2.1 does the same with a byte). */
const DOMAIN = 'fulgurite-audit-v1';

export const GENESIS_HASH = '0'.repeat(64) as Digest;
export const EMPTY_CHAIN: ChainHead = { seq: 0, hash: GENESIS_HASH };

/** Appends records, each bound to the one before by its hash (S26). Pure: the moment comes with the draft. */
export class AuditChain {
  #seq: number;
  #hash: Digest;
  #text = '';

  constructor(head: ChainHead = EMPTY_CHAIN) {
    this.#seq = head.seq;
    this.#hash = head.hash;
  }

  get head(): ChainHead {
    return { seq: this.#seq, hash: this.#hash };
  }

  /** The canonical text of the last record: whoever exports the log need not make it again. */
  get lastText(): string {
    return this.#text;
  }

  append(draft: AuditDraft): AuditRecord {
    const { atMs, intent, actor, action, before, after, cause } = draft;
    const seq = this.#seq + 1;
    const previousHash = this.#hash;
    const text = canonicalAuditText({ seq, atMs, intent, actor, action, before, after, cause, previousHash });
    const own = hash('sha256', text, 'hex') as Digest;
    this.#seq = seq;
    this.#hash = own;
    this.#text = text;
    return { seq, atMs, intent, actor, action, before, after, cause, previousHash, hash: own };
  }
}

/**
 * The text that is hashed: a JSON array with the domain, the place and every field, in this order. Two different
 * records never have the same text (JSON escapes what would blur the borders, lone surrogates too).
 */
export function canonicalAuditText(record: Omit<AuditRecord, 'hash'>): string {
  const { seq, previousHash, atMs, intent, actor, action, before, after, cause } = record;
  // Numbers and hex digits are the same in JSON as they stand; only the texts can need an escape.
  const texts = `${jsonText(intent)},${jsonText(actor)},"${action}",${jsonText(before)},${jsonText(after)},${jsonText(cause)}`;
  return `["${DOMAIN}",${seq},"${previousHash}",${atMs},${texts}]`;
}

/** What `JSON.stringify` gives, without its cost for the ordinary text that needs no escape: runs five times a record. */
function jsonText(text: string): string {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20 || unit === QUOTE || unit === BACKSLASH || unit >= FIRST_SURROGATE)
      return JSON.stringify(text);
  }
  return `"${text}"`;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_SURROGATE = 0xd800;

export type ChainVerdict =
  | { readonly ok: true; readonly head: ChainHead }
  | { readonly ok: false; readonly atSeq: number; readonly because: string };

/**
 * Checks a whole chain from its first record. Flips, deletions, insertions and reorderings show by themselves; a
 * truncation, or a chain that was written anew, only against an anchored head. A chain may have grown since the anchor.
 */
export function verifyChain(records: Iterable<AuditRecord>, anchoredHead?: ChainHead): ChainVerdict {
  let head = EMPTY_CHAIN;
  let anchorSeen =
    anchoredHead === undefined || (anchoredHead.seq === 0 && anchoredHead.hash === GENESIS_HASH);
  for (const record of records) {
    const atSeq = head.seq + 1;
    if (record.seq !== atSeq) return broken(atSeq, `found record ${record.seq} where ${atSeq} belongs`);
    if (record.previousHash !== head.hash) return broken(atSeq, `does not follow record ${head.seq}`);
    const own = sha256Text(canonicalAuditText(record));
    if (record.hash !== own) return broken(atSeq, 'its content does not match its hash');
    head = { seq: atSeq, hash: own };
    if (anchoredHead?.seq === atSeq) {
      if (anchoredHead.hash !== own) return broken(atSeq, 'is not the record that was anchored');
      anchorSeen = true;
    }
  }
  if (!anchorSeen)
    return broken(head.seq + 1, `missing: the chain was anchored at record ${anchoredHead?.seq}`);
  return { ok: true, head };
}

function broken(atSeq: number, because: string): ChainVerdict {
  return { ok: false, atSeq, because };
}
