/**
 * A reply in parts, as server-sent events or one JSON text a line: written the moment each is there. Until the first part
 * a request can still end as a problem document; from then on a fault is the last part. A reader that does not read is let
 * go of, so that nobody's slowness is kept in memory.
 */
import type { FastifyReply } from 'fastify';
import { LIMITS } from '../platform/limits.js';
import { essenceOf } from './capture-media-types.js';

export const EVENT_STREAM = 'text/event-stream';
export const JSON_LINES = 'application/x-ndjson';
const JSON_TYPE = 'application/json';
export type ReplyForm = typeof EVENT_STREAM | typeof JSON_LINES | typeof JSON_TYPE;

const RANGES: Readonly<Record<string, ReplyForm>> = {
  '*/*': JSON_TYPE,
  'application/*': JSON_TYPE,
  'text/*': EVENT_STREAM,
  [JSON_TYPE]: JSON_TYPE,
  [JSON_LINES]: JSON_LINES,
  [EVENT_STREAM]: EVENT_STREAM,
};

/** The form the caller likes best; `undefined` where it accepts none of them (RFC 9110 section 12.5.1). */
export function preferredForm(accept: string | undefined): ReplyForm | undefined {
  if (accept === undefined || accept.trim() === '') return JSON_TYPE;
  const ranges = accept.split(',').flatMap((range) => {
    const form = RANGES[essenceOf(range)];
    const quality = Number(/;\s*q=([\d.]+)/i.exec(range)?.[1] ?? 1);
    return form !== undefined && quality > 0 ? [{ form, quality }] : [];
  });
  // Stable: of equals the first that is named.
  return ranges.sort((a, b) => b.quality - a.quality)[0]?.form;
}

export type ReplyStream = {
  readonly hasBegun: boolean;
  send(part: { readonly event: string }): void;
  end(): void;
};

export function openReplyStream(
  reply: FastifyReply,
  form: typeof EVENT_STREAM | typeof JSON_LINES,
): ReplyStream {
  let hasBegun = false;
  const { raw } = reply;
  const begin = () => {
    if (hasBegun) return;
    hasBegun = true;
    reply.hijack();
    const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
    raw.writeHead(200, {
      ...(Object.fromEntries(headers) as Record<string, string>),
      'content-type': form,
      'cache-control': 'no-store',
      // A proxy that collects the parts would undo the streaming.
      'x-accel-buffering': 'no',
    });
  };
  return {
    get hasBegun() {
      return hasBegun;
    },
    send(part) {
      begin();
      if (raw.writableEnded || raw.destroyed) return;
      if (raw.writableLength > LIMITS.portalUnreadBytesMax) {
        raw.destroy();
        return;
      }
      const json = JSON.stringify(part);
      raw.write(form === EVENT_STREAM ? `event: ${part.event}\ndata: ${json}\n\n` : `${json}\n`);
    },
    end() {
      if (!raw.writableEnded) raw.end();
    },
  };
}
