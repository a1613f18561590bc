import type { ApiStrike, BeforeRead } from '../strike.ts';
import { CHALLENGE, type Credentials, REFUSED_AFTER_MS } from './credentials.ts';
import type { Exchange } from './exchange.ts';
import { Form } from './form.ts';
import type { Hold } from './hold.ts';
import type { Caller, EclairNode, Method } from './method.ts';
import { METHODS } from './methods.ts';
import { malformed, NO_ROUTE, Refusal, thrown } from './refusal.ts';
import { HTML_PAGE, withoutFees, withUnknownState } from './spoilt.ts';

const TIMEOUT_S = 30;
/** The HTTP layer waits so much longer than the actors behind it (adapters.md §5.1). */
const HTTP_GRACE_MS = 2000;

/** What stands between a request and its method: credentials, form, and whatever strikes the call. */
export class Api {
  readonly #node: EclairNode;
  readonly #credentials: Credentials;
  readonly #hold: Hold;

  constructor(node: EclairNode, credentials: Credentials, hold: Hold) {
    this.#node = node;
    this.#credentials = credentials;
    this.#hold = hold;
  }

  serve(exchange: Exchange): void {
    const { desk } = this.#node;
    const unknown = this.#credentials.refusal(exchange.authorization);
    if (unknown !== null) {
      desk.later(REFUSED_AFTER_MS, () => this.#refuse(exchange, unknown));
      return;
    }
    const method = exchange.verb === 'POST' ? METHODS.get(exchange.path) : undefined;
    const form = formOf(exchange);
    const hash = method === undefined || form instanceof Refusal ? '' : method.hashOf(form, this.#node);
    // Known once it is through the door: until then time may lag behind the wall clock that drives it.
    let cameAtMs: number | null = null;
    desk.arrives({ class: method?.class ?? 'info', method: exchange.path, hash }, (strike) => {
      if (strike.before !== null) this.#strikeBefore(exchange, strike.before);
      else if (method === undefined) this.#refuse(exchange, exchange.path === 'ws' ? NO_UPGRADE : NO_ROUTE);
      else this.#run(exchange, method, form, strike, cameAtMs === null ? 0 : desk.nowMs - cameAtMs);
    });
    cameAtMs = desk.nowMs;
  }

  #run(
    exchange: Exchange,
    method: Method,
    form: Form | Refusal,
    { after }: ApiStrike,
    waitedMs: number,
  ): void {
    const caller = this.#caller(exchange, after);
    try {
      if (form instanceof Refusal) throw form;
      const seconds =
        form.text('timeoutSeconds') === undefined ? TIMEOUT_S : (form.int('timeoutSeconds') ?? TIMEOUT_S);
      if (seconds <= 0) throw malformed('timeoutSeconds', 'requirement failed: timeout must be positive');
      caller.timeoutMs = seconds * 1000;
      method.run(form, this.#node, caller);
    } catch (error) {
      // Eclair's HTTP layer makes a 500 of whatever is thrown behind it, with its text.
      caller.refuse(
        error instanceof Refusal ? error : thrown(error instanceof Error ? error.message : 'null'),
      );
    }
    if (after === 'reset') exchange.reset();
    else if (after === 'error') this.#refuse(exchange, BROKEN);
    // It waited at the door for longer than the HTTP layer does: nobody is told what comes of it.
    else if (waitedMs > caller.timeoutMs + HTTP_GRACE_MS) caller.refuse(TIMED_OUT);
  }

  #caller(exchange: Exchange, after: ApiStrike['after']) {
    let isOver = after === 'lost' || after === 'reset' || after === 'error';
    const once = (act: () => void) => {
      if (isOver) return;
      isOver = true;
      this.#hold.write(after === 'reset_mid' ? () => exchange.reset() : act);
    };
    const caller = {
      isGone: exchange.isGone,
      timeoutMs: TIMEOUT_S * 1000,
      answer: (body: unknown) => once(() => answer(exchange, body, after)),
      refuse: (refusal: Refusal) => once(() => this.#write(exchange, refusal)),
    };
    return caller satisfies Caller;
  }

  #strikeBefore(exchange: Exchange, before: BeforeRead): void {
    switch (before) {
      case 'lost':
        return;
      case 'reset':
      case 'refused':
        return exchange.reset();
      case 'unauthorized':
        this.#node.desk.later(REFUSED_AFTER_MS, () => this.#refuse(exchange, EXPIRED));
        return;
      case 'error':
        return this.#refuse(exchange, OVERLOADED);
      case 'throttled':
        return this.#refuse(exchange, THROTTLED);
      case 'locked':
        // Eclair has no lock. Its nearest: HTTP answers and the API is not there, so that nothing can have been done.
        return this.#refuse(exchange, NO_ROUTE);
    }
  }

  #refuse(exchange: Exchange, refusal: Refusal): void {
    this.#hold.write(() => this.#write(exchange, refusal));
  }

  #write(exchange: Exchange, { status, message, isThrown }: Refusal): void {
    const error = isThrown && this.#node.version.hidesErrors ? HIDDEN : message;
    exchange.answer(status, JSON.stringify({ error }), status === 401 ? CHALLENGE : {});
  }
}

const HIDDEN = 'API call failed: check logs for more details';
const EXPIRED = new Refusal(401, 'The supplied authentication is invalid');
const TIMED_OUT = new Refusal(408, 'request timed out');
const THROTTLED = new Refusal(429, 'The user has sent too many requests in a given amount of time.');
const BROKEN = new Refusal(500, 'There was an internal server error.');
const OVERLOADED = new Refusal(
  503,
  'The server is currently unavailable (because it is overloaded or down for maintenance).',
);
const NO_UPGRADE = new Refusal(400, 'Expected WebSocket Upgrade request');

function formOf({ contentType, body }: Exchange): Form | Refusal {
  try {
    return Form.of(contentType, body);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function answer(exchange: Exchange, body: unknown, after: ApiStrike['after']): void {
  switch (after) {
    case 'truncated':
      return exchange.truncated(JSON.stringify(body));
    case 'unreadable':
      return exchange.answer(200, HTML_PAGE, { 'content-type': 'text/html; charset=UTF-8' });
    case 'unknown_state':
      return exchange.answer(200, JSON.stringify(withUnknownState(body)));
    case 'fee_missing':
      return exchange.answer(200, JSON.stringify(withoutFees(body)));
    default:
      return exchange.answer(200, JSON.stringify(body));
  }
}
