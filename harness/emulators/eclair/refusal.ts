/** An answer with another status than 200: `{"error": …}` on the wire. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  /** Thrown by Eclair itself and not by its HTTP layer: heads after 0.14.1 hide the text (adapters.md §5.1). */
  readonly isThrown: boolean;

  constructor(status: number, text: string, isThrown = false) {
    super(text);
    this.status = status;
    this.isThrown = isThrown;
  }
}

export function missing(field: string): Refusal {
  return new Refusal(400, `Request is missing required form field '${field}'`);
}

export function malformed(field: string, why: string): Refusal {
  return new Refusal(400, `The form field '${field}' was malformed:\n${why}`);
}

/** Eclair's `IllegalArgumentException`: the request is wrong, and nothing was done. */
export function illegal(text: string): Refusal {
  return new Refusal(400, text, true);
}

/** Any other exception in Eclair. */
export function thrown(text: string): Refusal {
  return new Refusal(500, text, true);
}

export function notEmulated(what: string): Refusal {
  return new Refusal(400, `${what} is not emulated`);
}

/** No such invoice; other than an unknown route, which has a text of its own. */
export const NOT_FOUND = new Refusal(404, 'Not found');
/** Also for a GET where there is only a POST (eclair-observed.md §2). */
export const NO_ROUTE = new Refusal(404, 'The requested resource could not be found.');
