/**
 * How soon an operation has to be done. A traveller at a border crossing point stands and waits; a consulate, an asylum
 * office or a police officer sits and waits; for the work of the hub itself and for what a caller says is bulk nobody
 * waits. Jobs of a class go before all jobs of the classes after it, and the last class is refused first.
 */
import type { Requester } from './authorities.js';
import type { SystemId } from './systems.js';

/** The most urgent first. */
export const SERVICE_CLASSES = ['border', 'interactive', 'batch'] as const;
export type ServiceClass = (typeof SERVICE_CLASSES)[number];

/** Work the hub makes for itself after it has answered. */
const OWN_WORK: readonly string[] = ['detect-links', 'erase'];

/**
 * `isBulk` where the caller says that nobody waits for it. Who asks follows from the purpose in the token, so that nobody
 * makes its requests more urgent than its task is. Of what a border guard registers only the entry or exit of the
 * traveller who stands there is urgent: a person apprehended at the border has to be in Eurodac within 72 hours ((EU)
 * 2024/1358 Art. 22(1)), with ten fingers, and many such registrations would keep travellers waiting.
 */
export function serviceClassOf(
  { purpose }: Pick<Requester, 'purpose'>,
  request: { readonly kind: string; readonly system?: SystemId },
  isBulk: boolean,
): ServiceClass {
  if (isBulk || OWN_WORK.includes(request.kind)) return 'batch';
  const isRegistration = request.kind === 'enrol' && request.system !== 'ees';
  return purpose === 'border-check' && !isRegistration ? 'border' : 'interactive';
}

/** Negative where `a` is the more urgent one. */
export function compareUrgency(a: ServiceClass, b: ServiceClass): number {
  return SERVICE_CLASSES.indexOf(a) - SERVICE_CLASSES.indexOf(b);
}
