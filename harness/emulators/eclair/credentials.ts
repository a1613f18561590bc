import { Refusal } from './refusal.ts';

/** A wrong password is only answered after so long, to deter guessing (adapters.md §5.1). */
export const REFUSED_AFTER_MS = 1000;
export const CHALLENGE = { 'www-authenticate': 'Basic realm="Access restricted",charset=UTF-8' };

/** Basic authentication with one password; the name of the user does not matter. */
export class Credentials {
  readonly #usual: string;
  readonly #password: string;

  constructor(password: string) {
    this.#password = password;
    this.#usual = `Basic ${Buffer.from(`:${password}`).toString('base64')}`;
  }

  /** null: admitted. */
  refusal(authorization: string | undefined): Refusal | null {
    if (authorization === undefined)
      return new Refusal(
        401,
        'The resource requires authentication, which was not supplied with the request',
      );
    if (authorization === this.#usual) return null;
    const pair = /^basic\s+([\w+/=]+)\s*$/i.exec(authorization)?.[1];
    const given = pair === undefined ? '' : Buffer.from(pair, 'base64').toString('utf8');
    const colon = given.indexOf(':');
    return colon >= 0 && given.slice(colon + 1) === this.#password ? null : WRONG;
  }
}

const WRONG = new Refusal(401, 'The supplied authentication is invalid');
