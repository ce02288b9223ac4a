/**
 * The whole matrix, cell by cell: authority class x purpose x system x operation. Every cell has an answer with the article
 * it comes from, or with why not; what no row permits is refused.
 */
import {
  ACCESS_RIGHTS,
  type AccessRight,
  AUTHORITY_CLASSES,
  type AuthorityClass,
  type Purpose,
} from '../authorities.js';
import { UNION_AGENCY } from '../country-codes.js';
import { SYSTEMS, type SystemId } from '../systems.js';
import { type AccessDecision, decideAccess } from './access.js';
import { purposesOf } from './access-table.js';

export type AccessCell = {
  readonly authorityClass: AuthorityClass;
  readonly purpose: Purpose;
  readonly system: SystemId;
  readonly right: AccessRight;
  readonly decision: AccessDecision;
};

/** Cells of every purpose a class may have, for a state that operates all systems, or for a body of the Union. */
export function accessMatrix(): readonly AccessCell[] {
  return AUTHORITY_CLASSES.flatMap((authorityClass) =>
    purposesOf(authorityClass).flatMap((purpose) =>
      SYSTEMS.flatMap((system) =>
        ACCESS_RIGHTS.map((right) => ({
          authorityClass,
          purpose,
          system,
          right,
          decision: decideAccess(requesterOf(authorityClass, purpose), right, system),
        })),
      ),
    ),
  );
}

const LETTERS: Readonly<Record<AccessRight, string>> = {
  enrol: 'W',
  read: 'R',
  search: 'S',
  identify: 'I',
  verify: 'V',
  erase: 'E',
};

/** The matrix as a table for readers: one line for each class and purpose, the rights as letters. */
export function accessMatrixTable(): string {
  const cells = accessMatrix();
  const lines = AUTHORITY_CLASSES.flatMap((authorityClass) =>
    purposesOf(authorityClass).map((purpose) => {
      const columns = SYSTEMS.map((system) => {
        const permitted = cells.filter(
          (cell) =>
            cell.authorityClass === authorityClass &&
            cell.purpose === purpose &&
            cell.system === system &&
            cell.decision.permitted,
        );
        return permitted.map(({ right }) => LETTERS[right]).join(' ') || '-';
      });
      return `| ${[authorityClass, purpose, ...columns].join(' | ')} |`;
    }),
  );
  const head = ['Class', 'Purpose', ...SYSTEMS];
  return [`| ${head.join(' | ')} |`, `|${head.map(() => '---|').join('')}`, ...lines].join('\n');
}

const OF_THE_UNION: readonly AuthorityClass[] = ['etias-central-unit', 'europol', 'eurojust', 'eppo'];

function requesterOf(authorityClass: AuthorityClass, purpose: Purpose) {
  const memberState = OF_THE_UNION.includes(authorityClass) ? UNION_AGENCY : 'AUT';
  return { authorityId: 'matrix', authorityClass, memberState, purpose };
}
