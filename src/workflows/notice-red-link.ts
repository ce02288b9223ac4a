import { VERIFIER_ROWS } from '../domain/law/link-duty-table.js';
import { linkEffect } from '../domain/links/link-visibility.js';
import type { IdentityLink } from './ports/identity-links.js';
import type { Sql } from './ports/persistence.js';
import type { Ports } from './ports.js';

/**
 * Tells the authorities responsible for the linked data that a link is red ((EU) 2019/817 Art 32(6)): of each data set
 * those that verify links of its system, in the state that entered it. Nothing for other colours.
 */
export async function noticeRedLink(
  { identityLinks, subjects, ids }: Pick<Ports, 'identityLinks' | 'subjects' | 'ids'>,
  tx: Sql,
  link: IdentityLink,
): Promise<void> {
  if (!linkEffect(link.colour).notifiesAuthorities) return;
  for (const { system, subjectId } of link.dataSets) {
    const subject = await subjects.read(tx, system, subjectId);
    if (!subject) continue;
    const classes = VERIFIER_ROWS.filter((row) => row.system === system).flatMap(
      (row) => row.authorityClasses,
    );
    await identityLinks.notice(tx, {
      noticeId: ids.uuid(),
      linkId: link.linkId,
      system,
      memberState: subject.memberState,
      authorityClasses: [...new Set(classes)],
    });
  }
}
