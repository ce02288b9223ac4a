import { VERIFIER_ROWS } from '../domain/law/link-duty-table.js';
import { linkEffect } from '../domain/links/link-visibility.js';
import { standingRecords } from '../domain/links/standing-records.js';
import type { DataSetReference, IdentityLink } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

/**
 * Tells the authorities responsible for the linked data that a link is red ((EU) 2019/817 Art 32(6)): of each data set
 * those that verify links of its system, in every state of which a record stands or biometrics are held. Each once, so that
 * it may be said again when another state has entered something since. Nothing for other colours.
 */
export async function noticeRedLink(ports: NoticePorts, tx: Sql, link: IdentityLink): Promise<void> {
  if (!linkEffect(link.colour).notifiesAuthorities) return;
  for (const dataSet of link.dataSets) {
    const { system } = dataSet;
    const classes = VERIFIER_ROWS.filter((row) => row.system === system).flatMap(
      (row) => row.authorityClasses,
    );
    for (const memberState of await responsibleStates(ports, tx, dataSet)) {
      await ports.identityLinks.notice(tx, {
        noticeId: ports.ids.uuid(),
        linkId: link.linkId,
        system,
        memberState,
        authorityClasses: [...new Set(classes)],
      });
    }
  }
}

export type NoticePorts = Pick<Ports, 'identityLinks' | 'subjects' | 'adapters' | 'ids'>;

/** Of a file that has lost its records, the state that entered it. */
async function responsibleStates(
  { subjects, adapters }: NoticePorts,
  tx: Sql,
  { system, subjectId }: DataSetReference,
): Promise<readonly string[]> {
  const subject = await subjects.read(tx, system, subjectId);
  if (!subject) return [];
  const records = await adapters.get(system)!.read(tx, subjectId);
  const sampled = new Set(subject.samples.map(({ encounterId }) => encounterId));
  const inForce = [
    ...standingRecords(records),
    ...records.filter(({ encounterId }) => sampled.has(encounterId)),
  ];
  const states = inForce.map(({ memberState }) => memberState);
  return [...new Set(states.length > 0 ? states : [subject.memberState])].sort();
}
