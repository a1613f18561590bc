/** Names of the nodes by ordinal, for people. */
export type NodeNames = (ordinal: number) => string;
