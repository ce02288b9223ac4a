import type { EncounterId } from '../ids.js';
import type { SystemId } from '../systems.js';

/** The records a flag rests on, by pointer: who may see them is decided where they are read. */
export type RestsOn = readonly { readonly system: SystemId; readonly encounterId: EncounterId }[];
