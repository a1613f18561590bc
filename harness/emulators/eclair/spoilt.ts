/** A word that no version of Eclair has had. */
const FROZZLED = 'frozzled';
const FEES = new Set(['feesPaid', 'fees']);

/** The status words of an answer are unknown ones: of a row, of an event, of a channel. */
export function withUnknownState(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withUnknownState);
  if (typeof body !== 'object' || body === null) return body;
  const fields: Record<string, unknown> = { ...body };
  if (typeof fields.type === 'string') fields.type = FROZZLED;
  if (typeof fields.state === 'string') fields.state = FROZZLED.toUpperCase();
  if ('status' in fields) fields.status = withUnknownState(fields.status);
  return fields;
}

/** All fees are absent. */
export function withoutFees(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(withoutFees);
  if (typeof body !== 'object' || body === null) return body;
  return Object.fromEntries(
    Object.entries(body)
      .filter(([name]) => !FEES.has(name))
      .map(([name, value]) => [name, withoutFees(value)]),
  );
}

export const HTML_PAGE = '<html><head><title>It works!</title></head><body><h1>It works!</h1></body></html>';
