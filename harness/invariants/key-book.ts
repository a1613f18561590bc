import type { HistoryEvent } from '#reports/evidence/history';

/** One idempotency key of one tenant. */
export class KeyRecord {
  readonly tenant: string;
  readonly text: string;
  /** The same key text at the next tenant that used it: a ring, of one for most keys. */
  elsewhere: KeyRecord = this;
  /** The first intent that the ledger made for it, -1 none yet. */
  intent = -1;
  /** Digest of the body that made the intent; '' when several bodies could have. */
  origin = '';
  /** Whether the intent equals, column for column, a body that the tenant sent. */
  faithful = false;
  everAsked = false;
  retried = false;
  altered = false;
  /** What was asked before an intent was durable; empty afterwards. */
  waiting: readonly Asked[] = NOTHING;

  constructor(tenant: string, text: string) {
    this.tenant = tenant;
    this.text = text;
  }

  /** Whether another tenant has a durable intent under the same key text. */
  get takenElsewhere(): boolean {
    for (let other = this.elsewhere; other !== this; other = other.elsewhere)
      if (other.intent !== -1) return true;
    return false;
  }
}

/** One request, as the client wrote it, and what the ledger held at that moment. */
export interface Asked {
  readonly key: KeyRecord;
  readonly digest: string;
  readonly hash: string;
  readonly amountMsat: number;
  readonly limitMsat: number;
  readonly payee: number;
  readonly intentAtSubmit: number;
  readonly finishedAtSubmit: boolean;
  /** The tenant never used this key before. */
  readonly firstUse: boolean;
  /** Another tenant's intent under the same key text was durable. */
  readonly takenElsewhere: boolean;
}

/** Who asked for what under which key. */
export class KeyBook {
  /** The request that the current `response-received` answers. */
  current: Asked | undefined = undefined;
  private readonly byText = new Map<string, KeyRecord>();
  private memo: KeyRecord | undefined = undefined;
  private readonly unanswered = new Map<number, Asked>();

  submitted(event: HistoryEvent, intents: readonly { readonly answerStatus: string }[]): void {
    const key = this.key(event.actor, event.cause);
    const firstUse = !key.everAsked;
    key.everAsked = true;
    if (event.state === 'retry') key.retried = true;
    if (event.state === 'altered') key.altered = true;
    const asked: Asked = {
      key,
      digest: event.digest,
      hash: event.hash,
      amountMsat: event.amountMsat,
      limitMsat: event.limitMsat,
      payee: event.peer,
      intentAtSubmit: key.intent,
      finishedAtSubmit: key.intent !== -1 && intents[key.intent].answerStatus !== '',
      firstUse,
      takenElsewhere: key.takenElsewhere,
    };
    // Exact in size: one is all for most keys.
    if (key.intent === -1) key.waiting = key.waiting.concat(asked);
    this.unanswered.set(event.request, asked);
  }

  /** A request that is not answered yet. */
  asked(request: number): Asked | undefined {
    return this.unanswered.get(request);
  }

  answered(event: HistoryEvent): void {
    this.current = this.unanswered.get(event.request);
    this.unanswered.delete(event.request);
  }

  /** Decides which body made the intent. A key that has an intent already keeps it. */
  received(event: HistoryEvent): KeyRecord {
    const key = this.key(event.actor, event.cause);
    if (key.intent !== -1) return key;
    key.intent = event.intent;
    let several = false;
    for (const asked of key.waiting) {
      if (!sameContent(asked, event)) continue;
      key.faithful = true;
      if (key.origin !== '' && key.origin !== asked.digest) several = true;
      key.origin = asked.digest;
    }
    if (several) key.origin = '';
    key.waiting = NOTHING;
    return key;
  }

  private key(tenant: string, text: string): KeyRecord {
    if (this.memo !== undefined && this.memo.text === text && this.memo.tenant === tenant) return this.memo;
    const first = this.byText.get(text);
    let key = first;
    while (key !== undefined && key.tenant !== tenant)
      key = key.elsewhere === first ? undefined : key.elsewhere;
    if (key === undefined) {
      key = new KeyRecord(tenant, text);
      if (first === undefined) this.byText.set(text, key);
      else {
        key.elsewhere = first.elsewhere;
        first.elsewhere = key;
      }
    }
    this.memo = key;
    return key;
  }
}

/** Shared by all keys under which nothing waits. */
const NOTHING: readonly Asked[] = [];

function sameContent(asked: Asked, intent: HistoryEvent): boolean {
  return (
    asked.hash === intent.hash &&
    asked.amountMsat === intent.amountMsat &&
    asked.limitMsat === intent.limitMsat &&
    asked.payee === intent.peer
  );
}

/** No answer, or one that says "not now": the request may not have been looked at. */
export function notProcessed(status: string): boolean {
  return status === '0' || status === '429' || (status.length === 3 && status.charCodeAt(0) === 53);
}
