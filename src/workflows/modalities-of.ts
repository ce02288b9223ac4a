import type { LogDatum } from '../domain/log-chain/log-components.js';
import { isPalmPosition, type SamplePosition } from '../domain/palm-positions.js';
import { modalityOf } from '../domain/positions.js';

/** Kinds of biometrics, as the logs name them. */
export function modalitiesOf(parts: readonly { readonly position: SamplePosition }[]): readonly LogDatum[] {
  const found = new Set(
    parts.map(({ position }) => (isPalmPosition(position) ? 'palm-print' : modalityOf(position))),
  );
  return [
    ...(found.has('fingerprint') ? (['fingerprints'] as const) : []),
    ...(found.has('face') ? (['face'] as const) : []),
    ...(found.has('palm-print') ? (['palm-prints'] as const) : []),
  ];
}
