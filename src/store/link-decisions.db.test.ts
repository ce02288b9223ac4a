import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { LinkId } from '../domain/ids.js';
import { KEY_ENCRYPTION_KEY, newEncounter } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { LinkDecision } from '../workflows/ports/identity-links.js';
import { createIdentityLinks } from './identity-links.js';
import { openKeyring } from './keyring.js';
import { createLinkDecisions } from './link-decisions.js';
import { createSubjects } from './subjects.js';

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const [subjects, links] = [createSubjects({ keyring }), createIdentityLinks()];
  const { sql, transaction } = unitOfWork;
  const linkId = randomUUID() as LinkId;
  const [ees, vis] = [newEncounter({ system: 'ees' }).encounter, newEncounter({ system: 'vis' }).encounter];
  await transaction(async (tx) => {
    for (const encounter of [ees, vis]) await subjects.insertEncounter(tx, encounter);
    await links.keep(tx, {
      linkId,
      dataSets: [
        { system: 'ees', subjectId: ees.subjectId },
        { system: 'vis', subjectId: vis.subjectId },
      ],
      colour: 'yellow',
      relation: { biometrics: 'same', identity: 'different', document: 'absent' },
      citation: '(EU) 2019/817 Art 30(1)(a)',
      responsible: { memberState: 'AUT', authorityClasses: ['border-authority'] },
    });
  });
  const decisions = createLinkDecisions({ keyring });
  const keep = (operatorId: string, role: LinkDecision['role'], change: Partial<LinkDecision> = {}) =>
    transaction((tx) =>
      decisions.keep(tx, {
        decisionId: randomUUID(),
        linkId,
        authorityId: 'AUT-border-police',
        operatorId,
        role,
        conclusion: 'same-person-unjustified',
        ...change,
      }),
    );
  return { sql, transaction, decisions, keep, linkId };
}

t.test('proposals are read as they were kept, the first one first', async (t) => {
  const { sql, decisions, keep, linkId } = await open(t);
  await keep('a', 'first', { reason: 'Because.', personPresent: true, idempotencyKey: 'one' });
  await keep('b', 'dissenting', { conclusion: 'same-person-justified' });
  t.match(await decisions.proposals(sql, linkId), [
    { operatorId: 'a', reason: 'Because.', personPresent: true, idempotencyKey: 'one' },
    { operatorId: 'b', conclusion: 'same-person-justified', reason: undefined },
  ]);
  t.same(await decisions.proposalCounts(sql, [linkId, randomUUID() as LinkId]), new Map([[linkId, 2]]));
});

t.test('what one operator decided alone is no proposal', async (t) => {
  const { sql, decisions, keep, linkId } = await open(t);
  for (const role of ['alone', 'second', 'decider'] as const) await keep('a', role);
  t.same(await decisions.proposals(sql, linkId), []);
});

t.test(
  'a key is used once something was concluded under it, by that authority about that link',
  async (t) => {
    const { sql, decisions, keep, linkId } = await open(t);
    const key = { linkId, authorityId: 'AUT-border-police', idempotencyKey: 'one' };
    t.notOk(await decisions.isKeyUsed(sql, key));
    await keep('a', 'alone', { idempotencyKey: 'one' });
    t.ok(await decisions.isKeyUsed(sql, key));
    t.notOk(await decisions.isKeyUsed(sql, { ...key, idempotencyKey: 'two' }));
    t.notOk(await decisions.isKeyUsed(sql, { ...key, authorityId: 'BEL-border-police' }));
    t.notOk(await decisions.isKeyUsed(sql, { ...key, linkId: randomUUID() as LinkId }));
  },
);

t.test('even without the lock of the link there is one first and each operator once', async (t) => {
  const { keep } = await open(t);
  const firsts = await Promise.allSettled(['a', 'b', 'c'].map((operator) => keep(operator, 'first')));
  t.equal(firsts.filter(({ status }) => status === 'fulfilled').length, 1);
  const index = firsts.findIndex(({ status }) => status === 'fulfilled');
  await t.rejects(keep(['a', 'b', 'c'][index]!, 'dissenting'), 'nobody dissents from themselves');
});

t.test('settled proposals are part of the record, whatever becomes of the link', async (t) => {
  const { sql, transaction, decisions, keep, linkId } = await open(t);
  await keep('a', 'first');
  await keep('b', 'dissenting', { conclusion: 'same-person-justified' });
  await transaction((tx) => decisions.settle(tx, { linkId, conclusion: 'same-person-justified' }));
  await sql.query("update hub.identity_links set colour = 'white' where link_id = $1", [linkId]);
  t.same(await decisions.proposals(sql, linkId), []);
  t.same(await sql.query('select operator_id, overruled from hub.link_decisions order by operator_id', []), [
    { operator_id: 'a', overruled: true },
    { operator_id: 'b', overruled: false },
  ]);
});
