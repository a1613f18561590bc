import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Endpoint } from '../emulator.ts';

const TRIES_MAX = 200;
const BETWEEN_MS = 10;

/** Resolves when the daemon accepts connections, or after two seconds: a daemon that has been started takes a moment to listen. */
export async function reachable(endpoint: Endpoint): Promise<void> {
  for (const door of doorsOf(endpoint))
    for (let tries = 0; tries < TRIES_MAX && !(await accepts(door)); tries++) await wait(BETWEEN_MS);
}

type DoorAt = { readonly path: string } | { readonly host: string; readonly port: number };

function doorsOf(endpoint: Endpoint): readonly DoorAt[] {
  const tcp = (address: string): DoorAt => ({ host: '127.0.0.1', port: Number(address.split(':').at(-1)) });
  switch (endpoint.daemon) {
    case 'lnd':
      return [tcp(endpoint.grpc)];
    case 'cln':
      return [{ path: endpoint.socketFile }, tcp(endpoint.rest)];
    case 'eclair':
      return [tcp(endpoint.http)];
  }
}

function accepts(door: DoorAt): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(door);
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
