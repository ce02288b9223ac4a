import { randomUUID } from 'node:crypto';
import t from 'tap';
import type { LinkId, SubjectId } from '../domain/ids.js';
import type { SystemId } from '../domain/systems.js';
import { KEY_ENCRYPTION_KEY, newEncounter, REQUESTER } from '../testing/store-fixtures.js';
import { openTestDatabase } from '../testing/test-database.js';
import type { DataSetReference, DetectedLink } from '../workflows/ports/identity-links.js';
import { createIdentityLinks, pruneLinkEvents } from './identity-links.js';
import { openKeyring } from './keyring.js';
import { createSubjects } from './subjects.js';

async function open(t: Parameters<typeof openTestDatabase>[0]) {
  const { database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const subjects = createSubjects({ keyring });
  const links = createIdentityLinks();
  const { sql, transaction } = unitOfWork;
  return {
    sql,
    transaction,
    subjects,
    links,
    async subject(system: SystemId): Promise<DataSetReference> {
      const { encounter } = newEncounter({ system });
      await transaction((tx) => subjects.insertEncounter(tx, encounter));
      return { system, subjectId: encounter.subjectId };
    },
    keep: (detected: DetectedLink) => transaction((tx) => links.keep(tx, detected)),
    events: (linkId: LinkId) =>
      sql.query<{ event: string; colour: string; conclusion: string | null; authority_id: string | null }>(
        `select event, colour, conclusion, authority_id from hub.identity_link_events
         where link_id = $1 order by event_id`,
        [linkId],
      ),
  };
}

function yellow(
  first: DataSetReference,
  second: DataSetReference,
  change: Partial<DetectedLink> = {},
): DetectedLink {
  return {
    linkId: randomUUID() as LinkId,
    dataSets: [first, second],
    colour: 'yellow',
    relation: { biometrics: 'same', identity: 'different', document: 'absent' },
    citation: '(EU) 2019/817 Art 28(4), 30(1)(a)',
    responsible: { memberState: 'AUT', authorityClasses: ['border-authority', 'visa-authority'] },
    ...change,
  };
}

t.test('a pair has one link, which says how it came about', async (t) => {
  const { sql, links, subject, keep, events } = await open(t);
  const [ees, vis] = [await subject('ees'), await subject('vis')];
  const detected = yellow(ees, vis);
  t.equal(await keep(detected), 'detected');
  t.equal(await keep(yellow(ees, vis)), 'unchanged', 'the same data judged again');
  const { linkId } = detected;
  t.match(await links.read(sql, linkId), { ...detected, origin: 'automatic' });
  t.same(await links.ofDataSets(sql, [ees]), await links.ofDataSets(sql, [vis]));
  t.same(await links.ofDataSets(sql, []), []);
  t.equal((await events(linkId)).length, 1);
});

t.test('what an authority concluded stays while the data stay', async (t) => {
  const { sql, transaction, links, subject, keep, events } = await open(t);
  const [ees, vis] = [await subject('ees'), await subject('vis')];
  const detected = yellow(ees, vis);
  const { linkId } = detected;
  await keep(detected);
  const red = { colour: 'red', citation: '(EU) 2019/817 Art 32(1)(a)' } as const;
  await transaction(async (tx) => {
    const link = await links.lock(tx, linkId);
    await links.verify(tx, link!, { ...red, conclusion: 'same-person-unjustified', requester: REQUESTER });
  });
  t.match(await links.read(sql, linkId), { ...red, origin: 'manual' });
  t.equal(await keep(yellow(ees, vis)), 'unchanged');
  t.equal((await links.read(sql, linkId))?.colour, 'red');

  const changed = yellow(ees, vis, {
    colour: 'white',
    relation: { biometrics: 'same', identity: 'similar', document: 'absent' },
  });
  t.equal(await keep(changed), 'unchanged', 'red is corrected by an authority, not by another entry');
  await transaction((tx) => links.remove(tx, detected.dataSets));
  t.match(await links.read(sql, linkId), { linkId, colour: 'red', origin: 'manual' });
  t.same(await events(linkId), [
    { event: 'detected', colour: 'yellow', conclusion: null, authority_id: null },
    {
      event: 'verified',
      colour: 'red',
      conclusion: 'same-person-unjustified',
      authority_id: REQUESTER.authorityId,
    },
  ]);
});

t.test('a link that waits follows its data, and whose it is to verify', async (t) => {
  const { sql, links, subject, keep } = await open(t);
  const [ees, sis] = [await subject('ees'), await subject('sis')];
  const detected = yellow(ees, sis);
  await keep(detected);
  const responsible = { memberState: 'BEL', authorityClasses: ['sirene-bureau'] } as const;
  t.equal(
    await keep(yellow(ees, sis, { responsible })),
    'changed',
    'an alert of Art 29(2) was entered since',
  );
  t.match(await links.read(sql, detected.linkId), { colour: 'yellow', responsible });
  const relation = { biometrics: 'same', identity: 'similar', document: 'absent' } as const;
  t.equal(await keep(yellow(ees, sis, { colour: 'white', relation })), 'changed');
  t.match(await links.read(sql, detected.linkId), { colour: 'white', origin: 'automatic' });
  t.equal(await keep(yellow(ees, sis, { colour: 'white', relation, responsible })), 'unchanged');
});

t.test('a link goes with either of its data sets, its log does not', async (t) => {
  const { sql, transaction, links, subjects, subject, keep, events } = await open(t);
  for (const side of [0, 1] as const) {
    const pair = [await subject('ees'), await subject('vis')] as const;
    const detected = yellow(...pair);
    await keep(detected);
    const { system, subjectId } = pair[side];
    await transaction((tx) => subjects.erase(tx, system, subjectId));
    t.equal(await links.read(sql, detected.linkId), undefined);
    t.same(
      (await events(detected.linkId)).map(({ event }) => event),
      ['detected', 'removed'],
    );
  }
});

t.test('a pair that no longer matches loses its link', async (t) => {
  const { sql, transaction, links, subject, keep, events } = await open(t);
  const pair = [await subject('ees'), await subject('vis')] as const;
  const detected = yellow(...pair);
  await keep(detected);
  await transaction((tx) => links.remove(tx, pair));
  await transaction((tx) => links.remove(tx, pair));
  t.equal(await links.read(sql, detected.linkId), undefined);
  t.same(
    (await events(detected.linkId)).map(({ event }) => event),
    ['detected', 'removed'],
  );
});

t.test('a link to a subject that is not there is refused', async (t) => {
  const { subject, keep } = await open(t);
  const nobody = { system: 'vis', subjectId: randomUUID() as SubjectId } as const;
  await t.rejects(keep(yellow(await subject('ees'), nobody)));
});

t.test('two detections at once make one link', async (t) => {
  const { links, sql, subject, keep } = await open(t);
  const pair = [await subject('ees'), await subject('vis')] as const;
  const kept = await Promise.all(Array.from({ length: 8 }, () => keep(yellow(...pair))));
  t.equal(kept.filter((change) => change === 'detected').length, 1);
  t.equal((await links.ofDataSets(sql, pair)).length, 1);
});

t.test('an authority is given its own yellow links, in pages', async (t) => {
  const { links, sql, subject, keep } = await open(t);
  const ees = await subject('ees');
  const mine: LinkId[] = [];
  for (let index = 0; index < 5; index++) {
    const detected = yellow(ees, await subject('vis'));
    await keep(detected);
    mine.push(detected.linkId);
  }
  const relation = { biometrics: 'same', identity: 'same', document: 'same' } as const;
  await keep(yellow(ees, await subject('vis'), { colour: 'white', relation }));
  await keep(
    yellow(ees, await subject('sis'), {
      responsible: { memberState: 'BEL', authorityClasses: ['sirene-bureau'] },
    }),
  );
  const border = { authorityClass: 'border-authority', memberState: 'AUT' } as const;
  const first = await links.toVerify(sql, { ...border, limit: 3 });
  const second = await links.toVerify(sql, { ...border, limit: 3, after: first.at(-1)!.linkId });
  t.same(
    [...first, ...second].map(({ linkId }) => linkId),
    mine,
  );
  const gone = { ...border, limit: 3, after: randomUUID() as LinkId };
  t.same(await links.toVerify(sql, gone), first, 'where the last one read has gone, from the beginning');
  t.same(await links.toVerify(sql, { ...border, memberState: 'BEL', limit: 3 }), []);
  t.equal((await links.toVerify(sql, { authorityClass: 'sirene-bureau', limit: 3 })).length, 1);
});

t.test('of one data set each state is told of a red link, once', async (t) => {
  const { links, sql, transaction, subject, keep } = await open(t);
  const detected = yellow(await subject('ees'), await subject('sis'));
  await keep(detected);
  await sql.query("update hub.identity_links set colour = 'red'");
  for (const memberState of ['BEL', 'DEU', 'BEL']) {
    const authorityClasses = ['sirene-bureau'] as const;
    const notice = { noticeId: randomUUID(), linkId: detected.linkId, system: 'sis' } as const;
    await transaction((tx) => links.notice(tx, { ...notice, memberState, authorityClasses }));
  }
  for (const memberState of ['BEL', 'DEU']) {
    const told = await links.notices(sql, { authorityClass: 'sirene-bureau', memberState, limit: 10 });
    t.match(told, [{ linkId: detected.linkId, memberState }]);
    t.equal(told.length, 1);
  }
});

t.test('the comparison log is erased after its time', async (t) => {
  const { sql, subject, keep, events } = await open(t);
  const detected = yellow(await subject('ees'), await subject('vis'));
  await keep(detected);
  const [{ occurred_ms } = { occurred_ms: 0 }] = await sql.query<{ occurred_ms: number }>(
    'select (extract(epoch from max(occurred_at)) * 1000)::double precision as occurred_ms from hub.identity_link_events',
  );
  t.equal(await pruneLinkEvents(sql, { occurredBeforeMs: occurred_ms - 1000, limit: 10 }), 0);
  t.equal(await pruneLinkEvents(sql, { occurredBeforeMs: occurred_ms + 1000, limit: 10 }), 1);
  t.same(await events(detected.linkId), []);
});

t.test('an automatic white link that an authority removed is not made again by the same data', async (t) => {
  const { sql, transaction, links, subjects, subject, keep } = await open(t);
  const [ees, vis] = [await subject('ees'), await subject('vis')];
  const relation = { biometrics: 'same', identity: 'similar', document: 'absent' } as const;
  const white = (change: Partial<DetectedLink> = {}) =>
    yellow(ees, vis, { colour: 'white', relation, ...change });
  const other = white({ relation: { ...relation, identity: 'same' } });
  const found = async () => (await links.ofDataSets(sql, [ees])).map(({ colour }) => colour);
  const remove = () =>
    transaction(async (tx) => {
      const [link] = await links.ofDataSets(tx, [vis]);
      await links.removeAs(tx, (await links.lock(tx, link!.linkId))!, REQUESTER);
    });
  await keep(white());
  await remove();
  t.equal(await keep(white()), 'unchanged');
  t.same(await found(), [], 'the next record says nothing new');
  t.equal(await keep(other), 'detected', 'other data do');
  t.same(await found(), ['white']);
  t.equal(await keep(white()), 'unchanged');
  t.same(await found(), [], 'until they are as they were');
  t.equal(await keep(yellow(ees, vis)), 'detected', 'a yellow link is verified by somebody');
  await transaction(async (tx) => {
    const [link] = await links.ofDataSets(tx, [vis]);
    const verification = {
      citation: 'c',
      conclusion: 'same-person-justified',
      requester: REQUESTER,
    } as const;
    await links.verify(tx, link!, { colour: 'white', ...verification });
  });
  await remove();
  t.equal(await keep(yellow(ees, vis)), 'detected', 'one that data make yellow is made again');
  t.equal(await keep(white()), 'changed', 'what was concluded since stands before what was removed');
  await remove();
  await transaction((tx) => subjects.erase(tx, vis.system, vis.subjectId));
  t.equal((await sql.query('select from hub.link_removals')).length, 0, 'it goes with either data set');
});

t.test('a detection waits for whoever is removing the link', async (t) => {
  const { sql, transaction, links, subject, keep } = await open(t);
  const [ees, vis] = [await subject('ees'), await subject('vis')];
  const relation = { biometrics: 'same', identity: 'similar', document: 'absent' } as const;
  const white = yellow(ees, vis, { colour: 'white', relation });
  await keep(white);
  let detection: Promise<unknown> = Promise.resolve();
  await transaction(async (tx) => {
    const link = await links.lock(tx, white.linkId);
    await links.removeAs(tx, link!, REQUESTER);
    detection = transaction(async (other) => {
      for (const { system, subjectId } of [ees, vis]) {
        await other.query('select from hub.subjects where system = $1 and subject_id = $2 for update', [
          system,
          subjectId,
        ]);
      }
      return links.keep(other, white);
    });
    await new Promise((done) => setTimeout(done, 300));
  });
  t.equal(await detection, 'unchanged');
  t.same(await links.ofDataSets(sql, [ees]), []);
});

t.test('a detection that reads a pair waits for whoever is removing its link', async (t) => {
  const { transaction, links, subject, keep } = await open(t);
  const red = yellow(await subject('ees'), await subject('vis'));
  await keep(red);
  let detection: Promise<unknown> = Promise.resolve();
  await transaction(async (tx) => {
    const link = await links.lock(tx, red.linkId);
    detection = transaction((other) => links.lockPair(other, red.dataSets));
    await new Promise((done) => setTimeout(done, 300));
    await links.removeAs(tx, link!, REQUESTER);
  });
  t.equal(await detection, undefined, 'of a link that is gone nobody can be told');
});

t.test('processes of the release before write notices beside those of further states', async (t) => {
  const { sql, transaction, links, subject, keep } = await open(t);
  const detected = yellow(await subject('ees'), await subject('sis'));
  await keep(detected);
  const { linkId } = detected;
  const authorityClasses = ['sirene-bureau'] as const;
  const tell = (memberState: string) =>
    transaction((tx) =>
      links.notice(tx, { noticeId: randomUUID(), linkId, system: 'sis', memberState, authorityClasses }),
    );
  const asBefore = (memberState: string) =>
    sql.query(
      `insert into hub.link_notices (notice_id, link_id, system, member_state, authority_classes)
       values ($1, $2, 'sis', $3, '{sirene-bureau}') on conflict (link_id, system) do nothing`,
      [randomUUID(), linkId, memberState],
    );
  await asBefore('BEL');
  for (const memberState of ['BEL', 'DEU', 'BEL', 'DEU']) await tell(memberState);
  await asBefore('DEU');
  await sql.query("update hub.identity_links set colour = 'red'");
  for (const memberState of ['BEL', 'DEU']) {
    const told = await links.notices(sql, { authorityClass: 'sirene-bureau', memberState, limit: 10 });
    t.match(told, [{ memberState }]);
    t.equal(told.length, 1);
  }
});
