import { type CallCredentials, credentials, type Metadata } from '@grpc/grpc-js';

/**
 * Lets one pay call leave, once. grpc-js asks for the credentials of a call when it has a connection and is about to open
 * the HTTP/2 stream, at no other moment. So a ticket that was never asked for is proof that nothing of the call left
 * (connection refused, TLS failed, given up while connecting), whatever the text of the error says; and a second stream
 * for the same call (a retry inside grpc-js after REFUSED_STREAM or GOAWAY) does not get any.
 */
export class SendTicket {
  readonly credentials: CallCredentials;
  #state: 'unused' | 'used' | 'void' = 'unused';

  constructor(metadata: Metadata) {
    this.credentials = credentials.createFromMetadataGenerator((_, give) => {
      if (this.#state !== 'unused') give(new Error('a pay call leaves once'));
      else {
        this.#state = 'used';
        give(null, metadata);
      }
    });
  }

  /** From here on it cannot leave any more. True: it never left. */
  cancel(): boolean {
    if (this.#state === 'used') return false;
    this.#state = 'void';
    return true;
  }
}
