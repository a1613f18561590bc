import type { Route } from './route.ts';
import { FAULT_ROUTES } from './routes/faults.ts';
import { INVOICE_ROUTES } from './routes/invoices.ts';
import { NETWORK_ROUTES } from './routes/network.ts';
import { NODE_ROUTES } from './routes/nodes.ts';
import { PROCESS_ROUTES } from './routes/process.ts';

/** Everything that the control API can be asked, in the order of its document. */
export const ROUTES: readonly Route[] = [
  ...NODE_ROUTES,
  ...INVOICE_ROUTES,
  ...FAULT_ROUTES,
  ...NETWORK_ROUTES,
  ...PROCESS_ROUTES,
];
