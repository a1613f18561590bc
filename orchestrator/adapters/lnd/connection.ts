import {
  type CallOptions,
  ChannelCredentials,
  Client,
  type ClientReadableStream,
  connectivityState,
  Metadata,
  type StatusObject,
} from '@grpc/grpc-js';
import type { NodeName } from '../../domain/ids.ts';
import { type AdapterHost, NodeRefused } from '../../ports/lightning-node.ts';
import type { Method } from './methods.ts';
import type { LndAddress } from './options.ts';
import { SendTicket } from './send-ticket.ts';

/** Why a call has no answer. */
export type Fault =
  | { readonly kind: 'status'; readonly code: number; readonly text: string }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'closed' };

export interface Listener<Message> {
  message(message: Message): void;
  /** Comes once, after the last message. */
  ended(fault: Fault): void;
}

export interface OpenStream {
  /** Nothing is heard after it. */
  cancel(): void;
  /** The same, because its time is over: a connection that said nothing to anybody meanwhile is not used again. */
  giveUp(): void;
}

interface Channel {
  readonly client: Client;
  /** Messages and ends of calls that came over it. */
  heard: number;
  /**
   * A call timed out, and nothing was heard since it began. Node's HTTP/2 client was seen to stop reading for ever when a
   * connection broke while it wrote; nobody tells, and every later call on it would time out as well.
   */
  silent: boolean;
}

/**
 * Calls, and streams that stay open for long, do not share a connection (adapters.md §13): a stream that is slow to read
 * does not stop the calls, and a broken one does not end them.
 */
type Lane = 'calls' | 'streams';

const TEXT_MAX = 300;
const NO_METADATA = new Metadata();
/** A page of payments has a few MB; what is larger ends as an outcome, not in memory (RESOURCE_EXHAUSTED). */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

/**
 * The connections to one LND. Everything in grpc-js that would send a request twice is off, and everything that waits in
 * wall time: no retries, no service config, no deadlines. After a failed connection grpc-js would refuse calls for its
 * back-off time without trying; the next call gets a fresh channel instead.
 */
export class LndConnection {
  readonly node: NodeName;
  readonly host: AdapterHost;
  readonly #address: LndAddress;
  readonly #credentials: ChannelCredentials;
  readonly #options: Record<string, string | number>;
  readonly #metadata = new Metadata();
  readonly #channels: Record<Lane, Channel | null> = { calls: null, streams: null };
  readonly #open = new Set<() => void>();
  #closed = false;

  /** @throws NodeRefused 'configuration' */
  constructor(node: NodeName, address: LndAddress, host: AdapterHost) {
    this.node = node;
    this.host = host;
    this.#address = address;
    this.#metadata.set('macaroon', address.macaroon);
    try {
      this.#credentials = ChannelCredentials.createSsl(address.pem);
    } catch {
      throw new NodeRefused('configuration', node, 'configuration', 'the certificate cannot be used');
    }
    this.#options = {
      'grpc.enable_retries': 0,
      'grpc.service_config_disable_resolution': 1,
      // Without it a fresh channel would share the failed connection, and its back-off, of the one before.
      'grpc.use_local_subchannel_pool': 1,
      'grpc.enable_http_proxy': 0,
      'grpc.enable_channelz': 0,
      'grpc.max_receive_message_length': ANSWER_BYTES_MAX,
      'grpc.ssl_target_name_override': address.serverName,
      'grpc.default_authority': address.serverName,
      ...(address.keepAliveMs > 0 && { 'grpc.keepalive_time_ms': address.keepAliveMs }),
    };
  }

  get closed(): boolean {
    return this.#closed;
  }

  ticket(): SendTicket {
    return new SendTicket(this.#metadata);
  }

  /** Words of the other side as they may stand in a message: one line, not long, without our secrets. */
  shown(text: string, secret = ''): string {
    let plain = text;
    for (const hidden of [this.#address.macaroon, secret])
      if (hidden !== '') plain = plain.replaceAll(hidden, '(secret)');
    return plain.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, TEXT_MAX);
  }

  /** Never rejects. */
  ask<Request, Answer>(
    method: Method<Request, Answer>,
    request: Request,
    timeoutMs: number,
  ): Promise<{ readonly answer: Answer } | { readonly fault: Fault }> {
    return new Promise((resolve) => {
      let first: { readonly answer: Answer } | null = null;
      const listener: Listener<Answer> = {
        message: (answer) => {
          first ??= { answer };
        },
        // A unary answer counts only with the status that follows it.
        ended: (fault) => {
          timer.cancel();
          resolve(first !== null && fault.kind === 'status' && fault.code === 0 ? first : { fault });
        },
      };
      const timer = this.host.timers.after(timeoutMs, () => {
        stream.giveUp();
        resolve({ fault: { kind: 'timeout' } });
      });
      const stream = this.hear('calls', method, request, listener);
    });
  }

  /**
   * Sends one request and hears what comes back; never throws. With a ticket, that is what it leaves with.
   */
  hear<Request, Message>(
    lane: Lane,
    method: Method<Request, Message>,
    request: Request,
    listener: Listener<Message>,
    ticket?: SendTicket,
  ): OpenStream {
    if (this.#closed) {
      listener.ended({ kind: 'closed' });
      return { cancel: () => {}, giveUp: () => {} };
    }
    const channel = this.#channel(lane);
    const stream = this.#start(channel.client, method, request, ticket);
    const heardBefore = channel.heard;
    let over = false;
    const end = (fault: Fault): void => {
      this.#open.delete(drop);
      if (over) return;
      over = true;
      listener.ended(fault);
    };
    const drop = (): void => {
      end({ kind: 'closed' });
      stream.cancel();
    };
    this.#open.add(drop);
    stream.on('data', (message: Message) => {
      channel.heard++;
      if (!over) listener.message(message);
    });
    // The status says the same, and also when there is no error.
    stream.on('error', () => {});
    stream.on('status', ({ code, details }: StatusObject) => {
      const fault = { kind: 'status', code, text: details } as const;
      if (!over) channel.heard++;
      if (stream.readableLength === 0) end(fault);
      else stream.once('end', () => end(fault));
    });
    const cancel = (): void => {
      over = true;
      stream.cancel();
    };
    return {
      cancel,
      giveUp: () => {
        if (channel.heard === heardBefore) channel.silent = true;
        cancel();
      },
    };
  }

  /** Drops all connections; whoever waits hears `closed`. */
  close(): void {
    this.#closed = true;
    for (const drop of [...this.#open]) drop();
    this.#channels.calls?.client.close();
    this.#channels.streams?.client.close();
  }

  #start<Request, Message>(
    client: Client,
    method: Method<Request, Message>,
    request: Request,
    ticket: SendTicket | undefined,
  ): ClientReadableStream<Message> {
    const options: CallOptions = ticket === undefined ? {} : { credentials: ticket.credentials };
    return client.makeServerStreamRequest(
      method.path,
      method.serialize,
      method.deserialize,
      request,
      ticket === undefined ? this.#metadata : NO_METADATA,
      options,
    );
  }

  #channel(lane: Lane): Channel {
    const channel = this.#channels[lane];
    if (channel !== null) {
      const state = channel.client.getChannel().getConnectivityState(false);
      const failed = state === connectivityState.TRANSIENT_FAILURE || state === connectivityState.SHUTDOWN;
      if (!failed && !channel.silent) return channel;
      // Calls that are still open on it go on.
      channel.client.close();
    }
    const client = new Client(this.#address.target, this.#credentials, this.#options);
    const fresh: Channel = { client, heard: 0, silent: false };
    this.#channels[lane] = fresh;
    return fresh;
  }
}
