/**
 * `npm run audit -- verify | export | check`: the logs for whoever has to be sure of them. `verify` walks every chain in
 * the database, `export` writes them as lines of JSON (`docs/logs.md`), `check` verifies such a file with nothing else.
 */
import { createWriteStream, openSync, readFileSync } from 'node:fs';
import { type FileHandle, open as openFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { isMemberState } from '../domain/country-codes.js';
import { isLogComponent, LOG_COMPONENTS, type LogComponent } from '../domain/log-chain/log-components.js';
import type { ChainPosition } from '../domain/log-chain/verify-chain.js';
import { LIMITS } from '../platform/limits.js';
import type { Ports } from '../workflows/ports.js';
import { readLogPage } from '../workflows/read-log.js';
import { verifyLogStretch } from '../workflows/verify-log.js';
import { checkExport } from './check-export.js';
import { CommandError } from './command-error.js';

export type AuditPorts = Pick<Ports, 'unitOfWork' | 'logArchive'>;
export type Print = (line: string) => void;

const USAGE = `Usage: npm run audit -- verify [--component NAME] [--noted FILE]
       npm run audit -- export [--component NAME] [--member-state XXX] [--out FILE]
       npm run audit -- check FILE
Components: ${LOG_COMPONENTS.join(', ')}. --noted: an earlier export, whose heads the chains must still hold.`;

/** Exit code: 0 whole, 1 a fault was found. `open` is called only where the database is needed. */
export async function audit(
  args: readonly string[],
  { open, print }: { readonly open: () => Promise<AuditPorts>; readonly print: Print },
): Promise<number> {
  const { values, positionals } = parsed(args);
  const [command, file, ...more] = positionals;
  const components = componentsAsked(values.component);
  if (command === 'verify' && file === undefined) {
    const noted = values.noted === undefined ? new Map() : headsIn(values.noted);
    return verify(await open(), components, noted, print);
  }
  if (command === 'export' && file === undefined) {
    const state = values['member-state'];
    if (state !== undefined && !isMemberState(state)) throw new CommandError(`${state} is no Member State.`);
    await exportLogs(await open(), components, { state, out: values.out, print });
    return 0;
  }
  if (command === 'check' && file !== undefined && more.length === 0) {
    const faults = await checkFile(file);
    for (const fault of faults) print(fault);
    print(faults.length === 0 ? 'The file is whole.' : `${faults.length} faults.`);
    return faults.length === 0 ? 0 : 1;
  }
  throw new CommandError(USAGE);
}

async function checkFile(file: string): Promise<readonly string[]> {
  let handle: FileHandle | undefined;
  try {
    handle = await openFile(file);
    return await checkExport(handle.readLines());
  } catch (cause) {
    throw fileFault(`${file} cannot be read`, cause);
  } finally {
    await handle?.close();
  }
}

/** What is wrong with the name of a file is said as a sentence; everything else is a fault of the hub. */
function fileFault(what: string, cause: unknown): unknown {
  const { code, syscall } = cause as NodeJS.ErrnoException;
  return code === undefined || syscall === undefined
    ? cause
    : new CommandError(`${what} (${code}).`, { cause });
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        component: { type: 'string' },
        noted: { type: 'string' },
        'member-state': { type: 'string' },
        out: { type: 'string' },
      },
    });
  } catch {
    throw new CommandError(USAGE);
  }
}

function componentsAsked(text: string | undefined): readonly LogComponent[] {
  if (text === undefined) return LOG_COMPONENTS;
  if (!isLogComponent(text)) throw new CommandError(USAGE);
  return [text];
}

async function verify(
  ports: AuditPorts,
  components: readonly LogComponent[],
  heads: ReadonlyMap<LogComponent, ChainPosition>,
  print: Print,
): Promise<number> {
  let faults = 0;
  for (const component of components) {
    const noted = heads.get(component);
    let [entries, erased, after] = [0, 0, undefined as number | undefined];
    let end: ChainPosition | undefined;
    do {
      const stretch = await verifyLogStretch(ports, {
        component,
        ...(after === undefined ? {} : { after }),
        ...(noted ? { noted } : {}),
      });
      for (const { kind, sequence, entryId, detail } of stretch.faults) {
        const at = [
          sequence === undefined ? '' : ` at ${sequence}`,
          entryId === undefined ? '' : ` (entry ${entryId})`,
        ];
        print(`${component}: ${kind}${at.join('')}: ${detail}`);
      }
      entries += stretch.entries;
      erased += stretch.erased;
      faults += stretch.faults.length;
      after = stretch.next;
      end = stretch.end;
    } while (after !== undefined);
    print(
      `${component}: ${entries} entries, ${erased} of them erased in time; head ${end.sequence} ${end.linkHash}`,
    );
  }
  print(faults === 0 ? 'Every chain is whole.' : `${faults} faults.`);
  return faults === 0 ? 0 : 1;
}

async function exportLogs(
  ports: AuditPorts,
  components: readonly LogComponent[],
  to: { readonly state: string | undefined; readonly out: string | undefined; readonly print: Print },
): Promise<void> {
  const stream = to.out === undefined ? undefined : createWriteStream(to.out, { fd: newFile(to.out) });
  const write = (value: object) =>
    stream === undefined
      ? Promise.resolve(to.print(JSON.stringify(value)))
      : new Promise<void>((resolve, reject) =>
          stream.write(`${JSON.stringify(value)}\n`, (error) => (error ? reject(error) : resolve())),
        );
  for (const component of components) {
    let after: number | undefined;
    let head: ChainPosition | undefined;
    do {
      const question = { component, limit: LIMITS.logPageMax, ...(after === undefined ? {} : { after }) };
      const page = await readLogPage(ports, question, to.state);
      if (head === undefined)
        await write({ kind: 'log', format: 'hub-log', version: 1, component, from: page.from });
      for (const entry of page.entries) await write({ kind: 'entry', ...entry });
      const last = page.entries.at(-1);
      head = last ? { sequence: last.sequence, linkHash: last.linkHash } : (head ?? page.from);
      after = page.next;
    } while (after !== undefined);
    await write({ kind: 'head', component, ...head });
  }
  if (stream) await new Promise<void>((resolve) => stream.end(resolve));
}

/** Never one that is there: it may be the export somebody compares with. */
function newFile(path: string): number {
  try {
    return openSync(path, 'wx', 0o600);
  } catch (cause) {
    throw fileFault(`${path} cannot be written`, cause);
  }
}

/** Heads of an earlier export. */
function headsIn(file: string): ReadonlyMap<LogComponent, ChainPosition> {
  const heads = new Map<LogComponent, ChainPosition>();
  for (const line of textOf(file).split('\n')) {
    if (!line.startsWith('{"kind":"head"')) continue;
    const { component, sequence, linkHash } = JSON.parse(line);
    if (sequence > 0) heads.set(component, { sequence, linkHash });
  }
  if (heads.size === 0) throw new CommandError(`${file} holds no heads.`);
  return heads;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw fileFault(`${file} cannot be read`, cause);
  }
}
