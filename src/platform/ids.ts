import { randomUUID } from 'node:crypto';

/** The only source of identifiers; tests pass a counting one. */
export type IdSource = { readonly uuid: () => string };

export const randomIds: IdSource = { uuid: randomUUID };
