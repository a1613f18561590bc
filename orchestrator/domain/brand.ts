declare const brand: unique symbol;

/** A nominal type: two ids of the same shape cannot be mixed by accident. Erased at run time. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
