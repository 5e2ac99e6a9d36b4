/** Everything the page asks of the server. */

/** @property {string} code names a sentence in the texts */
export class Problem extends Error {
  constructor(code) {
    super(code);
    this.code = code;
  }
}

async function ask(path, options, fallback, codes = {}) {
  let response;
  try {
    response = await fetch(`/sandbox${path}`, options);
  } catch {
    throw new Problem(fallback);
  }
  if (!response.ok) throw new Problem(codes[response.status] ?? fallback);
  return response.json();
}

const asJson = (value) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(value),
});

/** @param {number | undefined} since */
export const getState = (since) => ask(since === undefined ? '/state' : `/state?since=${since}`, {}, 'problem.state');

/** The id is made once per act, so sending again after a lost answer does nothing twice. */
export const send = (event) => ask('/send', asJson(event), 'problem.send');

export const moveClock = (advance) => ask('/clock', asJson({ advance }), 'clock.failed', { 409: 'problem.clock-busy' });

export const getPreviews = (as, seqs) =>
  ask(`/preview?as=${as}&${seqs.map((seq) => `seq=${seq}`).join('&')}`, {}, 'problem.state');

/** @param {File} file */
export function upload(file) {
  const form = new FormData();
  form.append('file', file);
  return ask('/file', { method: 'POST', body: form }, 'problem.file', { 413: 'problem.too-large' });
}

/** A random UUID. `crypto.randomUUID` is missing where the page is reached over plain HTTP from another device. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
