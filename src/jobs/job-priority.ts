/**
 * Classes as BullMQ knows them: jobs without a priority go first, then the lowest number; within one number the oldest.
 * Steps of ten leave room for what nobody has thought of yet.
 */
import { SERVICE_CLASSES, type ServiceClass } from '../domain/service-class.js';

export const JOB_PRIORITIES: Readonly<Record<ServiceClass, number>> = {
  border: 0,
  interactive: 10,
  batch: 20,
};

export function classOfPriority(priority = 0): ServiceClass {
  return SERVICE_CLASSES.find((each) => JOB_PRIORITIES[each] === priority) ?? 'interactive';
}
