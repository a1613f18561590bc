import type { IntentId } from '../domain/ids.ts';

/** The body of an answer that creates nothing (400, 409, 422, 503). Never stored: the same request may be sent again. */
export function refusal(error: string, intent: IntentId | null): string {
  return JSON.stringify(intent === null ? { error } : { error, intent });
}
