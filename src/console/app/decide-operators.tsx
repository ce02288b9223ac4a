/** What operators concluded about a link that takes more than one of them, and whether the reader may go on. */
import type { LinkCase } from './decide-case.js';
import { shownInstant } from './formats.js';
import { Table } from './table.js';
import { say } from './texts.js';

export function DecideOperators({
  verification: { state, because, conclusions = [] },
}: {
  readonly verification: NonNullable<LinkCase['verification']>;
}) {
  return (
    <>
      {conclusions.length === 0 ? null : (
        <Table
          caption={say('decide.operators')}
          rows={conclusions}
          keyOf={({ operatorId }) => operatorId}
          columns={[
            {
              head: say('decide.operator'),
              cell: ({ operatorId, isOwn }) =>
                isOwn ? say('decide.operator.own', { operator: operatorId }) : operatorId,
            },
            { head: say('decide.history.at'), cell: ({ concludedAt }) => shownInstant(concludedAt) },
            {
              head: say('decide.conclusion.of'),
              cell: ({ conclusion }) => say(`conclusion.${conclusion}`),
              isLong: true,
            },
            { head: say('decide.reason'), cell: ({ reason }) => reason ?? '–', isLong: true },
          ]}
        />
      )}
      <p class="note warn">{say(because ? `decide.hindrance.${because}` : `decide.state.${state}.you`)}</p>
    </>
  );
}
