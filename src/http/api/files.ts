/** Files in and out of the API: an upload as it is, a download with its name. */
import { z } from '@hono/zod-openapi';
import { REFUSED, REFUSED_WRITE } from './shapes.ts';

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const CSV = 'text/csv; charset=utf-8';
export const PDF = 'application/pdf';

/** A larger list is refused while it comes in, before it is in memory. */
export const MOST_UPLOAD_BYTES = 16 * 1024 * 1024;

const binary = z.string().openapi({ format: 'binary' });

export const uploaded = {
  content: { 'application/octet-stream': { schema: binary } },
  required: true,
  description: 'The file itself, whatever it is called; what it is shows by its content.',
};

const inForms = (forms: readonly string[]) => Object.fromEntries(forms.map((form) => [form, { schema: binary }]));

export const file = (description: string, ...forms: readonly string[]) => ({
  200: { description, content: inForms(forms) },
  ...REFUSED,
});
export const printed = (description: string, ...forms: readonly string[]) => ({
  200: { description, content: inForms(forms) },
  ...REFUSED_WRITE,
});

/** Names are plain ASCII, so that every program saves them alike. */
export const answerFile = (
  bytes: Uint8Array,
  form: string,
  name: string,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(new Uint8Array(bytes), {
    headers: {
      'Content-Type': form,
      'Content-Disposition': `attachment; filename="${name}"`,
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
  });
