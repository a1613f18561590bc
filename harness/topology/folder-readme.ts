/** The first words of the README tell a folder that `topology up` may write to. */
const FIRST_WORDS = 'Emulated Lightning nodes of Fulgurite';

export function isOurReadme(text: string): boolean {
  return text.startsWith(FIRST_WORDS);
}

/** Ten lines for whoever opens the folder. */
export function folderReadme(network: string): string {
  return `${FIRST_WORDS}: ${network}. Started by fulgurite topology up; Ctrl-C there
or fulgurite topology down ends it. topology.json says how each node is reached (address, files); made anew at every start.
NODE/            a folder per node, as its daemon lays it out; certificates and credentials are kept from start to start
  LND            tls.cert, data/chain/bitcoin/regtest/{admin,readonly,invoice}.macaroon
  Core Lightning regtest/lightning-rpc, regtest/ca.pem, regtest/rune
  Eclair         api-password, eclair.conf
control.token    of the control API (faults, killed nodes, blocks, time, hold invoices, ground truth):
                 curl -H "Authorization: Bearer $(cat control.token)" URL/truth; URL/openapi.json describes it,
                 URL is control.url in topology.json
None of this is money. The network is called regtest; its invoices begin with lnbcrt.
`;
}
