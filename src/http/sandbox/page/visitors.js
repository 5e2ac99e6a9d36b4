/** People this browser added, whom nobody knows until they type a code. */
import { load, save } from './memory.js';
import { newId } from './server.js';
import { language, t } from './texts.js';

/** @returns {{ user: string, name: string, role: 'visitor', language: string }[]} */
export function visitors() {
  try {
    const kept = JSON.parse(load('visitors', '[]'));
    return Array.isArray(kept) ? kept : [];
  } catch {
    return [];
  }
}

export function addVisitor(there) {
  const number = there.length + 1;
  // The server knows them by this form: see `visitors.ts`.
  const user = `visitor-${newId().slice(-12)}`;
  const visitor = { user, name: t('visitor', { number }), role: 'visitor', language };
  save('visitors', JSON.stringify([...there, visitor]));
  return visitor;
}
