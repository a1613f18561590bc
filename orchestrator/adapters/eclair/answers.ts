import type { Heard } from './http-line.ts';
import type { EclairLookupSaid, EclairPaySaid, EclairRow } from './said.ts';

type Fields = Readonly<Record<string, unknown>>;
const NO_FIELDS: Fields = {};
const HEX_32 = /^[0-9a-f]{64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Statuses by which Eclair says that a call was not attempted: only in its own words, `{"error": …}`. */
const OWN_WORDS = [400, 401, 404, 405];

/**
 * The answer to `payinvoice` in Eclair's words; null: nothing that Eclair says. Field names changed after 0.13
 * (adapters.md §5.2, eclair-observed.md §3): parts with `feesPaid`, or `fees` of the parts and of the whole.
 */
export function paySaid(heard: Heard, hash: string): EclairPaySaid | null {
  const body = wordsOf(heard);
  if (body === null || isError(body)) return body;
  const said = body.json;
  if (typeof said === 'string') return UUID.test(said) ? { kind: 'started', id: said } : null;
  const { type, id, paymentHash, paymentPreimage: preimage, failures } = fields(said);
  if (typeof id !== 'string' || paymentHash !== hash) return null;
  if (type === 'payment-sent' && isHex32(preimage))
    return { kind: 'payment-sent', id, preimage, feesPaidMsat: feesOf(fields(said)) };
  if (type === 'payment-failed' && Array.isArray(failures))
    return { kind: 'payment-failed', id, failures: failures.map(failureText) };
  return null;
}

/** The answer to `getsentinfo`; null: nothing that Eclair says. One row that cannot be read spoils the answer. */
export function lookupSaid(heard: Heard, hash: string): EclairLookupSaid | null {
  const body = wordsOf(heard);
  if (body === null || isError(body)) return body;
  if (!Array.isArray(body.json)) return null;
  const rows: EclairRow[] = [];
  for (const item of body.json) {
    const row = rowOf(fields(item), hash);
    if (row === null) return null;
    rows.push(row);
  }
  return { kind: 'rows', rows };
}

/** The JSON of a 200; an error; or null for what no version of Eclair says. */
function wordsOf(heard: Heard): { json: unknown } | Exclude<EclairLookupSaid, { kind: 'rows' }> | null {
  if (heard.kind === 'no_answer') return heard;
  if (heard.kind === 'unreadable') return null;
  const { status, body } = heard;
  const json = parsed(body);
  if (status === 200) return json === undefined ? null : { json };
  const { error } = fields(json);
  if (typeof error === 'string') return { kind: 'http_error', status, error };
  // A page of whatever stands in front of Eclair must not pass for its refusal.
  return OWN_WORDS.includes(status) ? null : { kind: 'http_error', status, error: '' };
}

function isError<T extends object>(words: { json: unknown } | T): words is T {
  return 'kind' in words;
}

function rowOf(row: Fields, hash: string): EclairRow | null {
  const { parentId, paymentHash, createdAt } = row;
  const status = fields(row.status);
  const { type, paymentPreimage, feesPaid, route, failures } = status;
  const sent = type === 'sent';
  if (typeof parentId !== 'string' || paymentHash !== hash || typeof type !== 'string') return null;
  if (sent && !isHex32(paymentPreimage)) return null;
  const feesPaidMsat = msatOf(feesPaid);
  return {
    parentId,
    createdAtMs: timeOf(fields(createdAt)),
    status: type,
    preimage: sent ? (paymentPreimage as string) : '',
    feesPaidMsat: feesPaidMsat ?? 0n,
    // Without a figure the fee is as unknown as after a restart.
    routeEmpty: feesPaidMsat === null || !Array.isArray(route) || route.length === 0,
    failures: Array.isArray(failures) ? failures.map(failureText) : [],
  };
}

/** The fee of a whole payment; negative, which no fee is, when a part of it is not told. */
function feesOf(event: Fields): bigint {
  const whole = msatOf(event.fees);
  if (whole !== null) return whole;
  const parts = event.parts;
  if (!Array.isArray(parts) || parts.length === 0) return -1n;
  let sum = 0n;
  for (const part of parts) {
    const { feesPaid, fees } = fields(part);
    const fee = msatOf(feesPaid ?? fees);
    if (fee === null) return -1n;
    sum += fee;
  }
  return sum;
}

/** A failure in a row (`failureMessage`), or in an event: local (`t`) or of another node (`e`). */
function failureText(failure: unknown): string {
  const { failureMessage, t, e } = fields(failure);
  const text = failureMessage ?? t ?? fields(e).failureMessage;
  return typeof text === 'string' ? text : '';
}

function timeOf({ iso, unix }: Fields): number {
  const ms = typeof iso === 'string' ? Date.parse(iso) : Number.NaN;
  if (Number.isFinite(ms)) return ms;
  return typeof unix === 'number' ? unix * 1000 : 0;
}

/** `undefined`: no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The fields of an object; of anything else, none. */
export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : NO_FIELDS;
}

/** An amount in msat: Eclair's are below 2^53 (adapters.md §5.5). */
export function msatOf(value: unknown): bigint | null {
  return Number.isSafeInteger(value) && (value as number) >= 0 ? BigInt(value as number) : null;
}

export function isHex32(value: unknown): value is string {
  return typeof value === 'string' && HEX_32.test(value);
}
