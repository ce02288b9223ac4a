/**
 * Alerts on objects entered with a link to an alert on a person are kept as long as that, and no longer than their own
 * period allows ((EU) 2018/1862 Art 54): they move with its last day, but for one whose state set an earlier day itself.
 */
import { type CurrentAlert, longestReview } from '../domain/sis/current-alert.js';
import { currentObject } from './load-alert.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

export async function followPersonAlert(
  { sis: { alerts } }: Pick<Ports, 'sis'>,
  tx: Sql,
  { before, after }: { readonly before: CurrentAlert; readonly after: CurrentAlert },
): Promise<void> {
  for (const object of await alerts.lockObjectsOf(tx, after.alertId)) {
    if (object.reviewBy < before.reviewBy && object.reviewBy <= after.reviewBy) continue;
    const events = await alerts.eventsOf(tx, [object.alertId]);
    const review = longestReview(currentObject(object, { person: after, events }));
    if (review.kind !== 'review' || review.reviewBy === object.reviewBy) continue;
    await alerts.keepReview(tx, object.alertId, review.reviewBy);
  }
}
