import { Client } from 'pg';
import t from 'tap';
import { localDate } from '../../src/domain/local-date.js';
import { createLog } from '../../src/platform/log.js';
import { openKeyring } from '../../src/store/keyring.js';
import { KEY_ENCRYPTION_KEY } from '../../src/testing/store-fixtures.js';
import { openTestDatabase } from '../../src/testing/test-database.js';
import { fillDatabase } from './fill-database.js';
import { FACE_DISTRIBUTION_FILE, readTemplateDistribution } from './template-distribution.js';

const today = localDate('2027-03-01');

t.test('persons have so many fingers, and a face where faces are given', async (t) => {
  const { url, database } = await openTestDatabase(t);
  const { unitOfWork } = database;
  const keyring = await openKeyring({ unitOfWork, keyEncryptionKey: KEY_ENCRYPTION_KEY });
  const fingers = readTemplateDistribution();
  const faces = readTemplateDistribution(FACE_DISTRIBUTION_FILE);
  const fill = (from: number, until: number, given: typeof faces | undefined) =>
    fillDatabase({
      ...{ databaseUrl: url, unitOfWork, keyring, distribution: fingers, faces: given, seed: 'test', today },
      ...{ from, until, fingers: 2, log: createLog({ level: 'silent', component: 'test' }) },
      report: () => {},
    });
  t.match(await fill(0, 3, undefined), { persons: 3, references: 6 });
  t.match(await fill(3, 7, faces), { persons: 4, references: 12 });

  const client = new Client({ connectionString: url });
  await client.connect();
  t.teardown(() => client.end());
  const { rows } = await client.query(
    `select position, templates.template_version as version, count(*)::int as count,
       count(distinct embedding)::int as embeddings, count(minutiae)::int as minutiae
     from hub.templates templates left join hub.template_minutiae using (template_id)
     group by 1, 2 order by 1`,
  );
  t.same(rows, [
    { position: 'face', version: faces.templateVersion, count: 4, embeddings: 4, minutiae: 0 },
    { position: 'right-index', version: fingers.templateVersion, count: 7, embeddings: 7, minutiae: 7 },
    { position: 'right-middle', version: fingers.templateVersion, count: 7, embeddings: 7, minutiae: 7 },
  ]);
  const samples = await client.query('select ppi, count(*)::int from hub.samples group by 1 order by 1');
  t.same(samples.rows, [
    { ppi: 500, count: 14 },
    { ppi: null, count: 4 },
  ]);
});
