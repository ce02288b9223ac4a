/** Tells the demonstration as plain, aligned text, and keeps count of what was expected of the hub and did not happen. */

import { systemFacts } from '../domain/systems.js';
import type { Candidate } from '../workflows/ports/gallery.js';
import type {
  Flag,
  IdentifyResult,
  SearchSystemsResult,
  SystemAnswer,
  VerifyResult,
  VisibleLink,
} from '../workflows/results.js';

export type DemoReport = {
  chapter(title: string): void;
  line(text: string): void;
  /** One row of two columns. */
  row(name: string, text: string): void;
  /** Tells an expectation and whether it held. */
  expect(held: boolean, expectation: string): void;
  verification(result: VerifyResult): void;
  identification(result: IdentifyResult): void;
  search(result: SearchSystemsResult): void;
  flag(flag: Flag): void;
  link(link: VisibleLink): void;
  failures(): number;
};

const NAME_COLUMN = 12;
const TEXT_WIDTH = 96;

export function createDemoReport(print: (line: string) => void): DemoReport {
  let chapters = 0;
  let failures = 0;
  const row = (name: string, text: string) => {
    const [first = '', ...rest] = wrap(text);
    print(`    ${name.padEnd(NAME_COLUMN)}${first}`);
    for (const line of rest) print(`    ${''.padEnd(NAME_COLUMN)}${line}`);
  };
  const flag = ({ kind, reason, citation }: Flag) => row('FLAG', `${kind}: ${reason} [${citation}]`);
  const link = ({ colour, says, citation, dataSets }: VisibleLink) => {
    const systems = dataSets.map(({ system }) => systemFacts(system).name).join(' and ');
    row('LINK', `${colour} between ${systems}: ${says.replaceAll('-', ' ')} [${citation}]`);
  };
  return {
    link,
    chapter: (title) => {
      chapters += 1;
      print(`\n${chapters}. ${title}`);
    },
    line: (text) => print(`  ${text}`),
    row,
    expect: (held, expectation) => {
      if (!held) failures += 1;
      row(held ? 'ok' : 'NOT SO', expectation);
    },
    verification: ({ system, decision, similarityScore, threshold, positions }) =>
      row(
        systemFacts(system).name,
        `1:1 ${decision}, score ${score(similarityScore)} (threshold ${score(threshold)}) over ${counted(positions.length, 'finger')}`,
      ),
    identification: ({ gallery, systemsSearched, candidates }) => {
      const names = systemsSearched.map((system) => systemFacts(system).name).join(', ');
      const extent = gallery.complete ? 'all' : 'NOT ALL';
      row('searched', `${extent} ${gallery.referencesCompared} references compared in ${names}`);
      const matches = candidates.filter(({ decision }) => decision !== 'no-match');
      for (const candidate of matches) row(systemFacts(candidate.system).name, describe(candidate));
      if (matches.length === 0) row('candidates', 'none that matches');
    },
    search: (result) => {
      for (const answer of result.systems) {
        for (const text of describeAnswer(answer)) row(systemFacts(answer.system).name, text);
      }
      row('replies', countReplies(result));
      for (const raised of result.flags) flag(raised);
    },
    flag,
    failures: () => failures,
  };
}

function countReplies({ systems, complete }: SearchSystemsResult): string {
  const replies = (['answered', 'not-answered', 'not-applicable'] as const).map(
    (status) => `${systems.filter((answer) => answer.status === status).length} ${status}`,
  );
  return `${replies.join(', ')}: the answer is ${complete ? 'complete' : 'NOT complete'}`;
}

function describeAnswer(answer: SystemAnswer): readonly string[] {
  switch (answer.status) {
    case 'answered': {
      const how = `answered (asked by ${answer.askedBy.join(', ')}; ${answer.tookMs} ms)`;
      if (answer.hits.length === 0) return [`${how}: no hit`];
      return answer.hits.map(({ foundBy, candidate, records }) => {
        const kinds = [...new Set(records.map(({ facts }) => facts.kind))].join(', ');
        const found = `hit by ${foundBy.join(' and ')}; holds ${counted(records.length, 'record')} (${kinds})`;
        return `${how}: ${found}${candidate ? `; ${describe(candidate)}` : ''}`;
      });
    }
    case 'not-answered':
      return [`NOT ANSWERED: ${answer.reason}, ${answer.detail}`];
    case 'not-applicable':
      return [`not applicable: ${answer.reason}`];
  }
}

function describe({ rank, decision, similarityScore, positions }: Candidate): string {
  return `rank ${rank}, ${decision}, score ${score(similarityScore)} over ${counted(positions.length, 'finger')}`;
}

function score(value: number): string {
  return value.toFixed(1);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length + 1 > TEXT_WIDTH) {
      lines.push(line);
      line = word;
    } else {
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}
