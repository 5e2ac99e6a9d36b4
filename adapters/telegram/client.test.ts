import { describe, expect, it } from 'vitest';
import { connectionCode, describe as describeError, redactor } from './client.ts';

describe('redaction', () => {
  const token = '123:short';
  const redact = redactor(token);

  it('removes our token in any spelling, even one too short to look like a token', () => {
    expect(redact('POST https://api.telegram.org/bot123:short/getMe')).toBe(
      'POST https://api.telegram.org/bot<token>/getMe',
    );
    expect(redact('bot123%3Ashort and 123:short')).toBe('bot<token> and <token>');
  });

  it('removes what looks like any bot token', () => {
    expect(redact('other 7300000001:AAE4kd93-DkfleKf93kdlsKDkdlwi3_x!')).toBe('other <token>!');
    expect(redact('at 12:30 in room 12345:6')).toBe('at 12:30 in room 12345:6');
  });

  it('is part of every error that is described, which stays one short line', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed for bot123:short', { cause: new AggregateError([refused]) });
    expect(describeError(error, redact)).toBe('fetch failed for bot<token> (ECONNREFUSED)');
    expect(connectionCode(error)).toBe('ECONNREFUSED');
    expect(describeError(`x${token}`.repeat(100), redact)).toHaveLength(200);
    expect(connectionCode('not an error')).toBeUndefined();
  });
});
