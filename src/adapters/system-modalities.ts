import { type Modality, modalityOf, type Position } from '../domain/positions.js';
import { type SystemId, systemFacts } from '../domain/systems.js';

/** Whether the system can be searched by a sample of this position. */
export function isSearchedBy(system: SystemId, position: Position): boolean {
  return hasModality(system, modalityOf(position));
}

function hasModality(system: SystemId, modality: Modality): boolean {
  const { hasFingerprints, hasFaces } = systemFacts(system);
  return modality === 'face' ? hasFaces : hasFingerprints;
}
