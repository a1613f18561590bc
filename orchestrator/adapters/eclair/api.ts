import { NodeRefused, type RefusalKind } from '../../ports/lightning-node.ts';
import { fields, parsed } from './answers.ts';
import { type Heard, HttpLine } from './http-line.ts';
import { addressOf, type EclairOptions, passwordOf } from './options.ts';

/** Far above any honest answer: 64 rows of one hash are some 100,000 characters, a page of `audit` some 2 million. */
const BODY_CHARS_MAX = 16 << 20;
/** For all calls that do not block. Pay calls have connections of their own, so held payments never starve a look-up. */
const ASK_CONNECTIONS = 128;
const PAY_CONNECTIONS = 512;
const CALL_TIMEOUT_MS = 30_000;
const ERROR_CHARS_MAX = 200;

export type Form = Readonly<Record<string, string>>;

/** One Eclair's HTTP API: two lines to it, and calls whose failure is a refusal and not an unknown outcome. */
export class EclairApi {
  readonly name: string;
  /** `Basic …`, with an empty user. */
  readonly authorization: string;
  readonly pays: HttpLine;
  readonly asks: HttpLine;
  readonly #callTimeoutMs: number;
  readonly #password: string;

  /** @throws NodeRefused */
  constructor(options: EclairOptions) {
    this.name = options.name;
    this.#callTimeoutMs = options.callTimeoutMs ?? CALL_TIMEOUT_MS;
    this.#password = passwordOf(options);
    this.authorization = `Basic ${Buffer.from(`:${this.#password}`).toString('base64')}`;
    const line = {
      ...addressOf(options),
      authorization: this.authorization,
      timers: options.host.timers,
      bodyCharsMax: BODY_CHARS_MAX,
    };
    this.pays = new HttpLine({ ...line, connectionsMax: options.payConnectionsMax ?? PAY_CONNECTIONS });
    this.asks = new HttpLine({ ...line, connectionsMax: ASK_CONNECTIONS });
  }

  /** The JSON of a 200. @throws NodeRefused */
  async ask(call: string, form: Form = {}, timeoutMs = this.#callTimeoutMs): Promise<unknown> {
    return this.#jsonOf(call, form, await this.#hear(call, form, timeoutMs));
  }

  /** The same, boxed, and null where Eclair says that there is no such thing. @throws NodeRefused */
  async find(call: string, form: Form): Promise<{ readonly json: unknown } | null> {
    const heard = await this.#hear(call, form, this.#callTimeoutMs);
    // Its 404 for an unknown method has another text: that one proves nothing.
    const absent = heard.kind === 'reply' && heard.status === 404 && errorOf(heard.body) === 'Not found';
    return absent ? null : { json: this.#jsonOf(call, form, heard) };
  }

  refused(kind: RefusalKind, call: string, why: string): NodeRefused {
    return new NodeRefused(kind, this.name, call, why);
  }

  close(): void {
    this.pays.close();
    this.asks.close();
  }

  #hear(call: string, form: Form, timeoutMs: number): Promise<Heard> {
    return this.asks.post(call, new URLSearchParams(form).toString(), timeoutMs);
  }

  #jsonOf(call: string, form: Form, heard: Heard): unknown {
    const json = heard.kind === 'reply' && heard.status === 200 ? parsed(heard.body) : undefined;
    if (json === undefined) throw this.#refusal(call, heard, form);
    return json;
  }

  #refusal(call: string, heard: Heard, form: Form): NodeRefused {
    switch (heard.kind) {
      case 'no_answer':
        if (heard.why === 'timeout') return this.refused('timeout', call, 'no answer in time');
        return this.refused(
          'unreachable',
          call,
          heard.why === 'refused' ? 'no connection' : 'connection lost',
        );
      case 'unreadable':
        return this.refused('malformed', call, heard.why);
      default: {
        const { status, body } = heard;
        const error = errorOf(body);
        if (status === 200 || error === null)
          return this.refused('malformed', call, `HTTP ${status} with a body that Eclair does not write`);
        const kind = status === 401 ? 'credentials' : status === 404 ? 'not_supported' : 'answered_error';
        return this.refused(kind, call, `HTTP ${status}: ${this.#quoted(error, form)}`);
      }
    }
  }

  /** What Eclair says, without what we must not repeat: it quotes malformed fields. */
  #quoted(error: string, form: Form): string {
    let text = error.replaceAll(this.#password, '…');
    if (form.paymentPreimage !== undefined) text = text.replaceAll(form.paymentPreimage, '…');
    return text.length <= ERROR_CHARS_MAX ? text : `${text.slice(0, ERROR_CHARS_MAX)}…`;
  }
}

function errorOf(body: string): string | null {
  const { error } = fields(parsed(body));
  return typeof error === 'string' ? error : null;
}
