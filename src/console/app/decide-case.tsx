/** One link, side by side: how the data relate, the biometrics, the images, and the conclusion. */
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { LinkFile } from '../../../schemas/link.js';
import type { LinkComparison } from '../../../schemas/operator.js';
import { type Loaded, useLoaded } from './context.js';
import { DecideForm } from './decide-form.js';
import { DecideImages } from './decide-images.js';
import { DecideOperators } from './decide-operators.js';
import { Deadline } from './decide-view.js';
import { shownInstant } from './formats.js';
import { type IdentityRecord, type IdentityRow, identityRows } from './identity-rows.js';
import { Badge, Empty, ProblemNote } from './notes.js';
import { systemName } from './now-view.js';
import { POSITIONS } from './positions.js';
import { Table } from './table.js';
import { say, sayCode } from './texts.js';

/** Records are of six shapes; what is shown of them all have. */
export type LinkCase = Omit<Static<typeof LinkFile>, 'records'> & {
  readonly records?: readonly IdentityRecord[];
};

export function DecideCase({ linkId }: { readonly linkId: string }) {
  /** Rises where the link changed under the operator: the case is read and shown anew, with nothing filled in. */
  const [round, setRound] = useState(0);
  return (
    <>
      <p>
        <a href="#/decide">← {say('decide.back')}</a>
      </p>
      {round > 0 ? <Changed key={`changed ${round}`} /> : null}
      <ReadCase key={round} linkId={linkId} onChanged={() => setRound((before) => before + 1)} />
    </>
  );
}

/** The form has gone and the focus with it: above the case as it is now, to be read from here. */
function Changed() {
  const note = useRef<HTMLElement>(null);
  useLayoutEffect(() => note.current?.focus(), []);
  return (
    <section class="note warn" role="alert" tabIndex={-1} ref={note}>
      <p>{say('decide.changed')}</p>
    </section>
  );
}

type CaseOf = { readonly linkId: string; readonly onChanged: () => void };

function ReadCase({ linkId, onChanged }: CaseOf) {
  const file = useLoaded<LinkCase>(`/v1/links/${linkId}`);
  const { answer } = file;
  // Whoever has to verify the link gets its records, and nobody else may compare.
  const isToVerify = answer?.kind === 'ok' && answer.body.records !== undefined;
  const comparison = useLoaded<LinkComparison>(isToVerify ? `/v1/links/${linkId}/comparison` : undefined);
  return (
    <>
      {answer?.kind === 'ok' ? null : <h1>{say('decide.title')}</h1>}
      {answer === undefined ? <p>{say('loading')}</p> : null}
      {answer?.kind === 'problem' && answer.status === 404 ? <Empty>{say('decide.gone')}</Empty> : null}
      {answer && answer.kind !== 'ok' && !(answer.kind === 'problem' && answer.status === 404) ? (
        <ProblemNote answer={answer} onRetry={file.reload} />
      ) : null}
      {answer?.kind === 'ok' ? (
        <Case linkId={linkId} onChanged={onChanged} file={answer.body} comparison={comparison} />
      ) : null}
    </>
  );
}

function Case({
  linkId,
  onChanged,
  file,
  comparison,
}: CaseOf & {
  readonly file: LinkCase;
  readonly comparison: Loaded<LinkComparison>;
}) {
  const { link, relation, records, verification, reports = [], history = [] } = file;
  const systems = link.dataSets.map(({ system }) => systemName(system));
  const { answer, reload } = comparison;
  const compared = answer?.kind === 'ok' ? answer.body : undefined;
  return (
    <>
      <div class="head">
        <h1>{say('decide.case', { first: systems[0] ?? '', second: systems[1] ?? '' })}</h1>
        <Deadline verifyBy={link.colour === 'yellow' ? link.verifyBy : undefined} />
      </div>
      <p class="lead">{link.citation}</p>
      {relation ? (
        <dl class="relation">
          {(['biometrics', 'identity', 'document'] as const).map((part) => (
            <div key={part}>
              <dt>{say(`relation.${part}`)}</dt>
              <dd>
                <Badge kind={RELATION_KIND[relation[part]] ?? 'plain'}>
                  {sayCode('relation', relation[part], relation[part])}
                </Badge>
              </dd>
            </div>
          ))}
        </dl>
      ) : null}
      <IdentityTable file={file} compared={compared} />
      {records && answer === undefined ? <p>{say('loading')}</p> : null}
      {answer && answer.kind !== 'ok' ? <ProblemNote answer={answer} onRetry={reload} /> : null}
      {compared ? <Mirrored compared={compared} /> : null}
      {compared ? <Fingers compared={compared} /> : null}
      {compared ? <DecideImages linkId={linkId} compared={compared} /> : null}
      {history.length > 1 ? <History history={history} /> : null}
      {records ? null : (
        <Empty>
          {link.colour === 'yellow'
            ? say('decide.elsewhere')
            : say('decide.closed', { colour: sayCode('colour', link.colour, link.colour) })}
        </Empty>
      )}
      {verification ? <DecideOperators verification={verification} /> : null}
      {reports.length > 0 ? <Reports reports={reports} /> : null}
      {/* Not before there is something to conclude from: what came later would move the buttons away. */}
      {records && link.colour === 'yellow' && answer !== undefined && verification?.mayConclude !== false ? (
        <DecideForm
          linkId={linkId}
          updatedAt={link.updatedAt}
          isEes={link.dataSets.some(({ system }) => system === 'ees')}
          onChanged={onChanged}
        />
      ) : null}
    </>
  );
}

/** What other authorities found wrong about a link that has its colour. */
function Reports({ reports }: { readonly reports: NonNullable<LinkCase['reports']> }) {
  return (
    <>
      <Table
        caption={say('decide.reports')}
        rows={reports}
        keyOf={({ authorityId }) => authorityId}
        columns={[
          { head: say('decide.report.authority'), cell: ({ authorityId }) => authorityId },
          { head: say('decide.history.at'), cell: ({ reportedAt }) => shownInstant(reportedAt) },
          {
            head: say('decide.conclusion.of'),
            cell: ({ conclusion }) => say(`conclusion.${conclusion}`),
            isLong: true,
          },
          { head: say('decide.reason'), cell: ({ reason }) => reason ?? '–', isLong: true },
        ]}
      />
      <p class="note warn">{say('decide.reported.you')}</p>
    </>
  );
}

const RELATION_KIND: Readonly<Record<string, 'good' | 'warn' | 'bad' | 'plain'>> = {
  same: 'good',
  similar: 'warn',
  different: 'bad',
};

function IdentityTable({
  file,
  compared,
}: {
  readonly file: LinkCase;
  readonly compared: LinkComparison | undefined;
}) {
  const { link, records = [] } = file;
  const sides = link.dataSets.map(({ system, subjectId }) =>
    records.findLast((record) => record.system === system && record.subjectId === subjectId),
  );
  const [first, second] = sides;
  if (!first || !second) return null;
  const rows = identityRows(first, second, compared?.identity ?? {});
  const heading = (side: typeof first) =>
    say('decide.side', { system: systemName(side.system), state: side.memberState });
  return (
    <Table
      caption={say('decide.identity')}
      rows={rows}
      keyOf={({ field }) => field}
      columns={[
        { head: say('decide.field'), cell: ({ field }) => <b>{say(`decide.field.${field}`)}</b> },
        { head: heading(first), cell: (row) => <Value row={row} text={row.left} /> },
        { head: heading(second), cell: (row) => <Value row={row} text={row.right} /> },
        {
          head: say('decide.verdict'),
          cell: ({ verdict, rules }) => (
            <>
              <Badge kind={RELATION_KIND[verdict] ?? 'plain'}>{say(`verdict.${verdict}`)}</Badge>{' '}
              {rules.map((rule) => (
                <span class="rule" key={rule}>
                  {sayCode('rule', rule, rule)}
                </span>
              ))}
            </>
          ),
        },
      ]}
    />
  );
}

function Value({ row: { field, verdict }, text }: { readonly row: IdentityRow; readonly text: string }) {
  const shown = field === 'sex' ? sayCode('sex', text, text) : text;
  return <span class={`value ${verdict}`}>{shown || '–'}</span>;
}

/** What others found before: a link waits again where it is corrected or the data change. */
function History({ history }: { readonly history: NonNullable<LinkCase['history']> }) {
  return (
    <Table
      caption={say('decide.history')}
      rows={history}
      keyOf={({ event, occurredAt }) => `${occurredAt} ${event}`}
      columns={[
        { head: say('decide.history.at'), cell: ({ occurredAt }) => shownInstant(occurredAt) },
        { head: say('decide.history.event'), cell: ({ event }) => say(`history.${event}`) },
        { head: say('decide.history.colour'), cell: ({ colour }) => say(`colour.${colour}`) },
        {
          head: say('decide.conclusion.of'),
          cell: ({ conclusion }) => (conclusion ? say(`conclusion.${conclusion}`) : '–'),
          isLong: true,
        },
        { head: say('quality.state'), cell: ({ memberState }) => memberState ?? '–' },
      ]}
    />
  );
}

function Mirrored({ compared: { comparison } }: { readonly compared: LinkComparison }) {
  const check = comparison?.mirrorCheck;
  if (check?.outcome !== 'mirrored-image') return null;
  const positions = check.samples?.map(({ position }) => pairName(position, position)).join(', ') ?? '';
  return <p class="note warn">{say('decide.mirrored', { positions })}</p>;
}

function Fingers({ compared: { comparison } }: { readonly compared: LinkComparison }) {
  if (!comparison) {
    return (
      <section class="card">
        <h2>{say('decide.fingers')}</h2>
        <p class="lead">{say('decide.fingers.none')}</p>
      </section>
    );
  }
  const { similarityScore, threshold, decision, positions } = comparison;
  const strongest = Math.max(...positions.map(({ logLikelihoodRatio }) => Math.abs(logLikelihoodRatio)), 1);
  return (
    <Table
      caption={say('decide.fingers')}
      lead={say('decide.fused', {
        score: similarityScore.toFixed(1),
        threshold: threshold.toFixed(1),
        decision: sayCode('decision', decision, decision),
      })}
      rows={[...positions].sort((a, b) => orderOf(a.probePosition) - orderOf(b.probePosition))}
      keyOf={({ probePosition, templateId }) => `${probePosition}-${templateId}`}
      columns={[
        {
          head: say('decide.position'),
          cell: ({ probePosition, referencePosition }) => <b>{pairName(probePosition, referencePosition)}</b>,
        },
        {
          head: say('decide.llr'),
          cell: ({ logLikelihoodRatio: llr }) => (
            <span class="evidence">
              <svg viewBox="-50 0 100 12" width="100" height="12" aria-hidden="true">
                <line class="plot-grid" x1="0" x2="0" y1="0" y2="12" />
                <rect
                  class={llr > 0 ? 'for' : 'against'}
                  x={Math.min(0, (llr / strongest) * 48)}
                  width={Math.abs((llr / strongest) * 48)}
                  y="2"
                  height="8"
                  rx="2"
                />
              </svg>
              {llr.toFixed(1)}
            </span>
          ),
          isNumber: true,
        },
        {
          head: say('decide.similarity'),
          cell: ({ similarityScore: score }) => score.toFixed(3),
          isNumber: true,
        },
        { head: say('decide.minutiae.head'), cell: ({ minutiae }) => minutiaeText(minutiae), isNumber: true },
        {
          head: say('decide.quality'),
          cell: ({ probeQuality, referenceQuality }) =>
            `${Math.round(probeQuality)} / ${Math.round(referenceQuality)}`,
          isNumber: true,
        },
      ]}
    />
  );
}

type Minutiae = NonNullable<LinkComparison['comparison']>['positions'][number]['minutiae'];

function minutiaeText(minutiae: Minutiae): string {
  if (minutiae === undefined) return '–';
  if (minutiae.kind === 'not-compared') return sayCode('no-minutiae', minutiae.reason, minutiae.reason);
  return say('decide.minutiae.score', {
    count: minutiae.pairCount,
    score: minutiae.similarityScore.toFixed(2),
  });
}

const orderOf = (position: string) => (POSITIONS as readonly string[]).indexOf(position);

function pairName(probe: string, reference: string): string {
  const name = (position: string) => sayCode('position', position, position);
  return probe === reference ? name(probe) : `${name(probe)} – ${name(reference)}`;
}
