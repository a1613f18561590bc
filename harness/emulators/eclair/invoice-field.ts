import type { DecodedBolt11, EmulatedDesk } from '../desk.ts';
import { type Form, required } from './form.ts';
import { malformed } from './refusal.ts';

/** The form field `invoice`, decoded. @throws Refusal in the words of Eclair 0.13.1 (transcripts: `pay_errors`) */
export function invoiceField(desk: EmulatedDesk, form: Form): DecodedBolt11 {
  const text = required('invoice', form.text('invoice'));
  try {
    return desk.decode(text);
  } catch (thrown) {
    throw malformed('invoice', whyOf(text, thrown instanceof Error ? thrown.message : ''));
  }
}

function whyOf(text: string, error: string): string {
  if (error.includes('no payment secret'))
    return 'requirement failed: there must be exactly one payment secret tag';
  if (error.includes('no payment hash'))
    return 'requirement failed: there must be exactly one payment hash tag';
  return `invalid checksum for ${text}`;
}
