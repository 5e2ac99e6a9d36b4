/** The wire objects LINE or Telegram would have been sent, asked for once per message and many at a time. */
import { getPreviews } from './server.js';

const MOST_AT_ONCE = 100;
const known = new Map();

/** @returns {object[] | undefined} undefined while it has not been fetched */
export const wiresOf = (mode, seq) => known.get(`${mode} ${seq}`);

/** @returns {Promise<boolean>} whether anything new came */
export async function fetchPreviews(mode, seqs) {
  const missing = seqs.filter((seq) => !known.has(`${mode} ${seq}`));
  for (let at = 0; at < missing.length; at += MOST_AT_ONCE) {
    const { previews } = await getPreviews(mode, missing.slice(at, at + MOST_AT_ONCE));
    for (const { seq, wires } of previews) known.set(`${mode} ${seq}`, wires);
  }
  return missing.length > 0;
}
