/** Files on their way in and out: what a person uploads, and what is safe to show again inside the page. */
import type { Context } from 'hono';
import { MAX_FILE_BYTES, MAX_FILE_NAME } from '../../../adapters/web/limits.ts';
import type { FileKind } from '../../channel.ts';

export interface Upload {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly kind: FileKind;
  readonly mime: string;
  readonly name?: string;
}

/** @returns undefined when the form holds no file, or an empty one */
export async function readUpload(c: Context): Promise<Upload | 'too-large' | undefined> {
  const form = await c.req.parseBody().catch(() => undefined);
  const file = form?.file;
  if (!(file instanceof File) || file.size === 0) return undefined;
  if (file.size > MAX_FILE_BYTES) return 'too-large';
  const bytes = new Uint8Array(await file.arrayBuffer());
  const mime =
    pictureType(bytes) ?? (/^[\w.+-]{1,40}\/[\w.+-]{1,50}$/.test(file.type) ? file.type : 'application/octet-stream');
  const name = file.name.replace(/[\p{Cc}\p{Surrogate}]/gu, '').slice(0, MAX_FILE_NAME);
  return { bytes, mime, kind: kindOf(mime, pictureType(bytes) !== undefined), ...(name !== '' && { name }) };
}

function kindOf(mime: string, isPicture: boolean): FileKind {
  if (isPicture) return 'photo';
  if (mime.startsWith('audio/')) return 'voice';
  return mime.startsWith('video/') ? 'video' : 'file';
}

/** What a browser may draw inside the page, told by the first bytes: a name or a header can claim anything. */
function pictureType(bytes: Uint8Array): string | undefined {
  const starts = (...start: readonly number[]) => start.every((byte, index) => bytes[index] === byte);
  if (starts(0xff, 0xd8, 0xff)) return 'image/jpeg';
  if (starts(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return 'image/png';
  if (starts(0x47, 0x49, 0x46, 0x38)) return 'image/gif';
  const tag = String.fromCharCode(...bytes.subarray(0, 12));
  return tag.startsWith('RIFF') && tag.endsWith('WEBP') ? 'image/webp' : undefined;
}

/** Pictures are shown; everything else is only ever saved, never opened in our origin. */
export function answerFile(c: Context, bytes: Uint8Array): Response {
  const picture = pictureType(bytes);
  return c.body(new Uint8Array(bytes), 200, {
    'Content-Type': picture ?? 'application/octet-stream',
    'Content-Disposition': picture ? 'inline' : 'attachment',
    'Cache-Control': 'private, max-age=3600',
  });
}
