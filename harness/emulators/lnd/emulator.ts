import type { DeskListener } from '../desk.ts';
import type { Emulator, StartEmulator } from '../emulator.ts';
import { Credentials } from './credentials.ts';
import { Door } from './door.ts';
import { DaemonEvents } from './events.ts';
import { lndFiles } from './files.ts';
import { GRPC } from './grpc-codes.ts';
import type { LndHost } from './host.ts';
import { KnownNodes } from './known-nodes.ts';
import { isRow, rowOf } from './methods/follow-payment.ts';
import { PaymentBook } from './payment-book.ts';
import { Reception } from './reception.ts';
import { DEFAULT_VERSION, lndVersion } from './version.ts';

/** A hash that no payment has: a daemon that has started says that there is none. */
const NO_PAYMENT = '0'.repeat(64);
/** When somebody else has the port of a daemon that comes back. Virtual ms. */
const TRY_AGAIN_MS = 100;

/**
 * An LND at the desk: gRPC over TLS on 127.0.0.1, with certificate and macaroons in LND's own layout.
 *
 * @throws Error when the port is in use, or the folder cannot be written. @throws RangeError for a version that is none
 */
export const startLnd: StartEmulator = async ({ desk, folder, port, version = DEFAULT_VERSION }) => {
  const files = lndFiles(folder, desk.name);
  const host: LndHost = {
    desk,
    version: lndVersion(version),
    events: new DaemonEvents(),
    payments: new PaymentBook(desk),
    nodes: new KnownNodes(desk),
    starting: () => {
      const row = rowOf(host, NO_PAYMENT);
      return isRow(row) || row.code === GRPC.notFound ? null : row.text;
    },
  };
  const reception = new Reception(host, new Credentials(files.rootKey));
  const door = new Door(files, port, (knock) => reception.admit(knock));
  await door.open();
  if (desk.state === 'down') door.close();
  else if (desk.state === 'hung') door.hang();
  const leave = desk.listen(listener(host, door));
  const emulator: Emulator = {
    desk,
    endpoint: {
      daemon: 'lnd',
      grpc: `127.0.0.1:${door.port}`,
      tlsCertFile: files.certFile,
      macaroonFile: files.adminMacaroonFile,
    },
    stop: async () => {
      leave();
      door.destroy();
    },
  };
  return emulator;
};

function listener(host: LndHost, door: Door): DeskListener {
  const { events, desk } = host;
  const open = () => {
    door.resume();
    door.open().catch(() => desk.later(TRY_AGAIN_MS, open));
  };
  return {
    told: (hash, claims, preimage) => events.payments.tell({ hash, claims, preimage }),
    invoiceChanged: (invoice) => events.invoices.tell(invoice),
    recordChanged: (hash) => events.recordChanged(hash),
    block() {
      // Blocks show in the next `GetInfo`; `ChainNotifier` is not emulated.
    },
    moved(state) {
      if (state === 'down') door.close();
      else if (state === 'hung') door.hang();
      else open();
    },
    connectionsCut() {
      door.cut();
    },
    streamsBroken() {
      for (const call of events.streams) call.fail({ code: GRPC.unavailable, text: 'transport is closing' });
    },
  };
}
