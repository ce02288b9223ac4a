import type { LogDatum } from '../domain/log-chain/log-components.js';
import { modalityOf, type Position } from '../domain/positions.js';

/** Kinds of biometrics, as the logs name them. */
export function modalitiesOf(parts: readonly { readonly position: Position }[]): readonly LogDatum[] {
  const found = new Set(parts.map(({ position }) => modalityOf(position)));
  return [
    ...(found.has('fingerprint') ? (['fingerprints'] as const) : []),
    ...(found.has('face') ? (['face'] as const) : []),
  ];
}
