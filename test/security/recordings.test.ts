/**
 * Voice and video messages as telephones make them (`recordings/`, made with ffmpeg): title, author, comment, place and time in
 * every way their containers have. What is stored, on the way from either platform, has the sound and the picture alone.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { describe, expect, test } from 'vitest';
import { blobPurpose, caseFilePurpose } from '../../db/schema/index.ts';
import { cleanRecording } from '../../src/media/clean-recording.ts';
import { imageEvent, lineReplyToken } from '../fakes/line.ts';
import { message } from '../fakes/telegram-updates.ts';
import { fromLine, lineEventWith, onLine } from '../stories/on-line.ts';
import { fromTelegram, onTelegram } from '../stories/on-telegram.ts';
import { ownTown } from './own-town.ts';

const file = (name: string): Uint8Array => new Uint8Array(readFileSync(join(import.meta.dirname, 'recordings', name)));

const MIMES = {
  'video.mp4': 'video/mp4',
  'video.mov': 'video/mp4',
  'voice.m4a': 'audio/mp4',
  'voice.ogg': 'audio/ogg',
  'voice.mp3': 'audio/mpeg',
} as const;
const NAMES = Object.keys(MIMES) as (keyof typeof MIMES)[];

const TOLD = /Secret|MrsWang|31\.23|2026-01-02|Lavf/;
const readable = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The two times behind version and flags of every box that has them. */
function times(bytes: Uint8Array): readonly string[] {
  const text = readable(bytes);
  return [...text.matchAll(/mvhd|tkhd|mdhd/g)].map(({ 0: { length }, index }) =>
    Buffer.from(bytes.subarray(index + length + 4, index + length + 12)).toString('hex'),
  );
}

/** Codec and number of packets of each track, and how long it is. */
async function inside(bytes: Uint8Array): Promise<readonly unknown[]> {
  const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
  const found: unknown[] = [];
  for (const track of await input.getTracks()) {
    const { packetCount } = await track.computePacketStats();
    found.push([track.type, await track.getCodec(), packetCount]);
  }
  return found;
}

describe('a recording is copied into a new file', () => {
  test.each(NAMES)('%s: sound and picture are all there, nothing else is', async (name) => {
    const sent = file(name);
    expect(readable(sent)).toMatch(TOLD);
    const cleaned = await cleanRecording(sent);
    if (cleaned.kind !== 'recording') throw new Error(`refused: ${cleaned.reason}`);
    expect(cleaned.mime).toBe(MIMES[name]);
    expect(readable(cleaned.bytes)).not.toMatch(TOLD);
    expect(await inside(cleaned.bytes)).toEqual(await inside(sent));
    const dated = times(cleaned.bytes);
    if (cleaned.mime.endsWith('/mp4')) expect(dated.length).toBeGreaterThan(2);
    expect(dated.filter((time) => !/^0+$/.test(time))).toEqual([]);
  });

  test('of any that is cut anywhere, or of anything else, nothing passes through with what it told', async () => {
    for (const name of NAMES) {
      const whole = file(name);
      for (let length = 0; length < whole.length; length += 97) {
        const cleaned = await cleanRecording(whole.subarray(0, length));
        if (cleaned.kind === 'recording') expect(readable(cleaned.bytes)).not.toMatch(TOLD);
      }
    }
    for (const other of ['%PDF-1.7 SecretTitle', '', 'RIFF', '#!AMR\nSecret', 'ID3\u0004MrsWang'])
      expect(await cleanRecording(Buffer.from(other))).toEqual({ kind: 'refused', reason: 'not a recording' });
  });
});

describe('a report', () => {
  const town = ownTown();
  const wang = onLine(town);
  const zhao = onTelegram(town, { name: '赵' });

  const stored = async (): Promise<readonly { readonly mime: string; readonly bytes: Uint8Array }[]> => {
    const { keys } = town.house.runtime.context;
    const rows = await town.rows<{ id: string; mime: string; bytes_sealed: Uint8Array }>(
      sql`select id, mime, bytes_sealed from lilong.case_file order by mime`,
    );
    return rows.map(({ id, mime, bytes_sealed }) => ({ mime, bytes: keys.open(caseFilePurpose(id), bytes_sealed) }));
  };

  const onItsWay = async (): Promise<number> => {
    const { keys } = town.house.runtime.context;
    const rows = await town.rows<{ id: string; bytes: Uint8Array }>(
      sql`select attachment_id as id, bytes_sealed as bytes from lilong.attachment_blob`,
    );
    return rows.filter(({ id, bytes }) => TOLD.test(readable(keys.open(blobPurpose(id), bytes)))).length;
  };

  test('takes voice from LINE and video from Telegram without what they told', async () => {
    for (const who of [wang, zhao]) {
      await who.says(`绑定 ${await town.invites({ name: who === wang ? '王秀英本人' : '赵建国本人', home: '3号楼' })}`);
      await who.says('投诉 3号楼502半夜装修，噪音扰民');
      await who.presses('发送');
      who.sees('已收到');
    }
    town.line.putContent('880001', file('voice.m4a'), 'audio/x-m4a');
    const heard = imageEvent({ user: wang.user, timestamp: Date.now(), replyToken: lineReplyToken() });
    await fromLine(town, lineEventWith(heard, { id: '880001', type: 'audio', duration: 500, imageSet: undefined }));
    town.telegram.addFile('clip', file('video.mp4'), { path: 'videos/clip.mp4' });
    await fromTelegram(town, {
      message: message({
        message_id: 880_002,
        from: zhao.from,
        chat: { id: Number(zhao.user), type: 'private', first_name: '赵' },
        date: Math.floor(Date.now() / 1000),
        video: { file_id: 'clip', file_unique_id: 'c', width: 64, height: 48, duration: 1, mime_type: 'video/mp4' },
      }),
    });
    await town.settle();
    const files = await stored();
    expect(files.map(({ mime }) => mime)).toEqual(['audio/mp4', 'video/mp4']);
    for (const { bytes } of files) expect(readable(bytes)).not.toMatch(TOLD);
    expect(await onItsWay()).toBe(0);
  });

  test('takes no document, and says so: it would tell who wrote it', async () => {
    town.telegram.addFile('paper', Buffer.from('%PDF-1.7 /Author (MrsWang)'), { path: 'documents/paper.pdf' });
    await fromTelegram(town, {
      message: message({
        message_id: 880_003,
        from: zhao.from,
        chat: { id: Number(zhao.user), type: 'private', first_name: '赵' },
        date: Math.floor(Date.now() / 1000),
        document: { file_id: 'paper', file_unique_id: 'p', file_name: '王.pdf', mime_type: 'application/pdf' },
      }),
    });
    await town.settle();
    expect(zhao.screen().some(({ text }) => text.includes('有一个文件没有附到'))).toBe(true);
    expect(await stored()).toHaveLength(2);
    expect(await onItsWay()).toBe(0);
  });

  test('takes no recording that cannot be read, and says so', async () => {
    town.line.putContent('880004', Buffer.from('#!AMR\nMrsWang'), 'audio/amr');
    const heard = imageEvent({ user: wang.user, timestamp: Date.now(), replyToken: lineReplyToken() });
    await fromLine(town, lineEventWith(heard, { id: '880004', type: 'audio', duration: 500, imageSet: undefined }));
    await town.settle();
    expect(wang.screen().some(({ text }) => text.includes('有一个文件没有附到'))).toBe(true);
    expect(await stored()).toHaveLength(2);
  });
});
