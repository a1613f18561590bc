import type { Answer } from './item.ts';

/** What was left out when the answer was recorded: it may have been anything. */
const CUT = 'cut';
/** Formats of texts; the first that fits names the kind. */
const FORMS: readonly (readonly [form: RegExp, kind: string])[] = [
  [/^<.*cut>$/, CUT],
  [/^$/, 'empty text'],
  [/^0{64}$/, 'zeros'],
  [/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/, 'uuid'],
  [/^0[23][\da-f]{64}$/, 'public key'],
  [/^[\da-f]{64}$/, '32 bytes'],
  [/^\d+x\d+x\d+(\/[01])?$/, 'short channel id'],
  [/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/, 'moment'],
  [/^lnbcrt/, 'invoice'],
  [/^bcrt1/, 'address'],
  [/^\d+$/, 'digits'],
  [/^([\da-f]{2}){8,}$/, 'hex'],
];
/** What stands in these fields is a word of the API: it is compared as it is. */
const WORDS =
  /^(status|state|type|code|failure_reason|failureType|paymentType|subsystem|network|commitment_type|initiator|chain|item|style|opener)$/;
/** And in these a text for people, in which figures and keys differ. */
const TEXTS = /^(message|error|failureMessage|t|erring_message|description_of_error)$/;
/** Objects whose names are data, as one. */
const MAPS = /^(features|activated|unknown|\w*custom_records|configs)$/;

/**
 * What kinds of value stand at every path of an answer: `pays[].amount_msat`: number. Items of a list are taken together, so
 * a field that only some of them have is a field of all.
 */
export function shapeOf(value: unknown, path = '', name = '', shape = new Map<string, Set<string>>()) {
  const add = (kind: string) => shape.set(path, (shape.get(path) ?? new Set()).add(kind));
  if (Buffer.isBuffer(value)) return shapeOf(value.toString('hex'), path, name, shape);
  if (Array.isArray(value)) {
    add(value.length === 0 ? 'empty list' : 'list');
    for (const item of value) shapeOf(item, `${path}[]`, name, shape);
  } else if (typeof value === 'object' && value !== null) {
    add('object');
    for (const [key, inner] of Object.entries(value))
      shapeOf(inner, `${path === '' ? '' : `${path}.`}${MAPS.test(name) ? '*' : key}`, key, shape);
  } else add(kindOf(value, name));
  return shape;
}

function kindOf(value: unknown, name: string): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'number' || typeof value === 'bigint')
    return name === 'code' ? String(value) : 'number';
  if (typeof value !== 'string') return typeof value;
  if (TEXTS.test(name)) return `“${template(value)}”`;
  if (WORDS.test(name) && /^[\w./-]+$/.test(value)) return value;
  return FORMS.find(([form]) => form.test(value))?.[1] ?? 'text';
}

/** A text for people without what differs from case to case. */
export function template(text: string): string {
  return text
    .replace(/\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d( \+0000 UTC|Z)?/g, '(moment)')
    .replace(/0[23][\da-f]{64}/g, '(key)')
    .replace(/[\da-f]{64}/g, '(hash)')
    .replace(/\d+x\d+x\d+\/[01]/g, '(channel)')
    .replace(/akka:\/\/eclair-node\/user\/\$\w+#-?\d+/g, '(actor)')
    .replace(/lnbcrt\w+/g, '(invoice)')
    .replace(/\d+/g, '#');
}

/** What a stream said, message by message, in the words of their statuses; '' for messages that have none. */
function courseOf({ messages }: Answer): string {
  const words = messages.map((message) => {
    const { status, failure_reason, htlcs, state } = (message ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof status !== 'string') return typeof state === 'string' ? state : '';
    const reason = String(failure_reason ?? '').replace('FAILURE_REASON_', '');
    const parts = Array.isArray(htlcs) ? htlcs.map((htlc) => String(htlc.status)[0]).join('') : '';
    return `${status}${reason === 'NONE' || reason === '' ? '' : `(${reason})`}[${parts}]`;
  });
  // Equal words one after the other are one: how often an update is told is a matter of time.
  return words.filter((word, at) => word !== words[at - 1]).join(', ');
}

/** Where two answers to the same question differ in shape: `path: there → here`. `there` is the recorded one. */
export function differences(there: Answer, here: Answer): readonly string[] {
  const differ: string[] = [];
  const compare = (path: string, one: string, other: string) => {
    if (one !== other)
      differ.push(`${path}: ${one === '' ? 'none' : one} → ${other === '' ? 'none' : other}`);
  };
  compare('(status)', there.status, here.status);
  if (there.text !== '' || here.text !== '') compare('(text)', template(there.text), template(here.text));
  if (there.messages.length > 1 || here.messages.length > 1)
    compare('(course)', courseOf(there), courseOf(here));
  for (const [one, other] of pairsOf(there, here)) differ.push(...fieldsApart(one, other));
  for (const [name, value] of Object.entries(there.headers ?? {}))
    compare(`(header ${name})`, String(value), String(here.headers?.[name] ?? ''));
  return [...new Set(differ)];
}

/** Message by message where there are equally many, else the last ones. */
function pairsOf(there: Answer, here: Answer): readonly (readonly [unknown, unknown])[] {
  const [one, other] = [there.messages, here.messages];
  if (one.length === other.length) return one.map((message, at) => [message, other[at]] as const);
  if (one.length === 0 || other.length === 0) return [];
  return [[one.at(-1), other.at(-1)]];
}

function fieldsApart(there: unknown, here: unknown): readonly string[] {
  const [real, ours] = [shapeOf(there), shapeOf(here)];
  const apart: string[] = [];
  const skipped: string[] = [];
  for (const path of new Set([...real.keys(), ...ours.keys()])) {
    // What is inside of something that one side does not have, or has none of, is told with it.
    if (skipped.some((outer) => path.startsWith(`${outer}.`) || path.startsWith(`${outer}[`))) continue;
    const [one, other] = [wordsOf(real.get(path)), wordsOf(ours.get(path))];
    if (one === other) continue;
    if (one === CUT) {
      skipped.push(path);
      continue;
    }
    if (!hasInside(one) || !hasInside(other)) skipped.push(path);
    apart.push(`${path === '' ? '(whole)' : path}: ${one} → ${other}`);
  }
  return apart;
}

function hasInside(kinds: string): boolean {
  return kinds.split(' | ').some((kind) => kind === 'object' || kind === 'list');
}

function wordsOf(kinds: ReadonlySet<string> | undefined): string {
  return kinds === undefined ? 'absent' : [...kinds].sort().join(' | ');
}
