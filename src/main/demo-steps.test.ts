/** The demonstration's conclusion about a link, asked of the real workflow over HTTP. */
import t from 'tap';
import type { LinkId } from '../domain/ids.js';
import type { ConcludedColour } from '../domain/links/second-operator.js';
import { createFakePorts } from '../testing/fakes/fake-ports.js';
import { bearer, openTestApp, SUBJECT_ID } from '../testing/http-test-app.js';
import type { LinkDecisions } from '../workflows/ports/identity-links.js';
import { createVerifyLink } from '../workflows/verify-link.js';
import { createDemoReport } from './demo-report.js';
import { verifyLink } from './demo-steps.js';
import type { DevelopmentTokens } from './development-tokens.js';
import { createHubClient } from './hub-client.js';

const LINK_ID = '0b0e7a52-5c1f-4f5e-9a63-0d9f3c1b2a03' as LinkId;

t.test('one operator gives the link its colour', async (t) => {
  const { verify, decisions, told } = await open(t, []);
  t.match(await verify(), { linkId: LINK_ID, colour: 'red' });
  t.same(decisions, [['first', 'alone']]);
  t.notMatch(told(), /second operator/);
});

t.test('where red takes a second operator, another one concludes the same', async (t) => {
  const { verify, decisions, told } = await open(t, ['red']);
  t.match(await verify(), { linkId: LINK_ID, colour: 'red' });
  t.same(decisions, [
    ['first', 'first'],
    ['second', 'second'],
  ]);
  t.match(told(), /LINK +yellow.*border-authority, a second operator: the same.*LINK +red/);
});

t.test('without the ids of operators it is refused, and the story breaks off', async (t) => {
  const { verify } = await open(t, ['red'], { isNamed: false });
  await t.rejects(verify(), { message: /not verified.*operator_id/ });
});

async function open(
  t: Parameters<typeof openTestApp>[0],
  secondOperatorColours: readonly ConcludedColour[],
  { isNamed = true } = {},
) {
  const fakes = createFakePorts();
  const decisions: (readonly [operatorId: string | undefined, role: string])[] = [];
  const linkDecisions: LinkDecisions = {
    ...fakes.linkDecisions,
    keep: (tx, decision) => {
      decisions.push([decision.operatorId, decision.role]);
      return fakes.linkDecisions.keep(tx, decision);
    },
  };
  const ports = { ...fakes, linkDecisions, secondOperatorColours };
  await ports.unitOfWork.transaction((tx) =>
    ports.identityLinks.keep(tx, {
      linkId: LINK_ID,
      dataSets: [
        { system: 'ees', subjectId: SUBJECT_ID },
        { system: 'sis', subjectId: SUBJECT_ID },
      ],
      colour: 'yellow',
      relation: { biometrics: 'same', identity: 'different', document: 'absent' },
      citation: '(EU) 2019/817 Art 30(1)(a)',
      responsible: { memberState: 'AUT', authorityClasses: ['border-authority'] },
    }),
  );
  const { app } = await openTestApp(t, { workflows: { verifyLink: createVerifyLink(ports) } });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const clientOf = async (operator: string) => {
    const claims = isNamed ? { operator_id: operator } : {};
    const { authorization } = await bearer('border-authority', { claims });
    const tokens = { 'border-authority': authorization.replace('Bearer ', '') } as DevelopmentTokens;
    return createHubClient({ url, tokens, signal: AbortSignal.timeout(30_000) });
  };
  const lines: string[] = [];
  const story = {
    report: createDemoReport((line) => lines.push(line)),
    client: await clientOf('first'),
    secondOperator: await clientOf('second'),
  };
  return {
    verify: () => verifyLink(story, 'border-authority', { linkId: LINK_ID }, 'same-person-unjustified'),
    decisions,
    told: () => lines.join(' '),
  };
}
