/**
 * The body of a Bot API call in any of its three forms (JSON, form, multipart) → parameters and files.
 * https://core.telegram.org/bots/api#making-requests
 */
import type { IncomingMessage } from 'node:http';
import type { Params } from './telegram-limits.ts';

export interface UploadedFile {
  readonly bytes: Uint8Array;
  readonly mime: string;
  readonly name: string;
}

export interface ParsedCall {
  /** JSON fields are parsed, known numbers are numbers, `chat_id` is a string. */
  readonly params: Params;
  readonly files: Readonly<Record<string, UploadedFile>>;
}

const NUMBERS = new Set(['message_id', 'message_thread_id', 'offset', 'limit', 'timeout', 'max_connections']);
const STRUCTURES = new Set([
  'entities',
  'caption_entities',
  'reply_markup',
  'link_preview_options',
  'media',
  'commands',
  'scope',
  'allowed_updates',
]);
const BOOLEANS = new Set(['show_alert', 'drop_pending_updates', 'disable_notification', 'protect_content']);
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function plain(name: string, value: unknown): unknown {
  if (name === 'chat_id') return String(value);
  if (typeof value !== 'string') return value;
  if (NUMBERS.has(name)) return Number(value);
  if (BOOLEANS.has(name)) return value.toLowerCase() === 'true';
  return STRUCTURES.has(name) ? JSON.parse(value) : value;
}

export async function parseCall(request: IncomingMessage): Promise<ParsedCall> {
  const body = await bodyOf(request);
  const type = request.headers['content-type'] ?? '';
  const params: Record<string, unknown> = {};
  const files: Record<string, UploadedFile> = {};
  if (body.length === 0) return { params, files };
  if (type.startsWith('multipart/form-data')) {
    const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
    for (const [name, value] of form) {
      if (typeof value === 'string') params[name] = plain(name, value);
      else files[name] = { bytes: new Uint8Array(await value.arrayBuffer()), mime: value.type, name: value.name };
    }
  } else if (type.startsWith('application/x-www-form-urlencoded')) {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) params[name] = plain(name, value);
  } else {
    for (const [name, value] of Object.entries(JSON.parse(body.toString('utf8')) as Params)) {
      params[name] = plain(name, value);
    }
  }
  return { params, files };
}
