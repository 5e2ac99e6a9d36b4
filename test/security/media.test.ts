/** Pictures from strangers: what is stored, what is never fetched, and who may look at it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { createIndexKey } from '../../db/sealed.ts';
import { cleanPhoto } from '../../src/media/clean-photo.ts';
import { isSignedPicture, pictureUrlFor } from '../../src/media/source.ts';

const picture = () => sharp({ create: { width: 40, height: 20, channels: 3, background: '#b22' } });

/** A file whose head promises this many pixels, in 60 bytes. */
function promise(side: number): Uint8Array {
  const chunk = (type: string, data: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(data.length);
    const body = Buffer.concat([Buffer.from(type), data]);
    const check = Buffer.alloc(4);
    check.writeUInt32BE(crc(body));
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 2, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', Buffer.alloc(0)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function crc(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  return (value ^ 0xffffffff) >>> 0;
}

describe('a photo is written anew', () => {
  test('without the place, the camera, or anything hidden behind the picture', async () => {
    const taken = await picture()
      .withExif({ IFD0: { Make: 'Secret Phone' }, IFD3: { GPSLatitude: '31/1 14/1 2412/100', GPSLatitudeRef: 'N' } })
      .jpeg()
      .toBuffer();
    expect((await sharp(taken).metadata()).exif).toBeDefined();
    const cleaned = await cleanPhoto(Buffer.concat([taken, Buffer.from('<script>alert(1)</script>')]), 2048);
    if (cleaned.kind !== 'photo') throw new Error(`refused: ${cleaned.reason}`);
    const { exif, xmp, iptc, format } = await sharp(cleaned.bytes).metadata();
    expect({ exif, xmp, iptc, format }).toEqual({ format: 'jpeg' });
    expect(Buffer.from(cleaned.bytes).toString('latin1')).not.toMatch(/Secret Phone|script/);
  });

  test('and what is no picture, or would fill the memory, is refused', async () => {
    expect(await cleanPhoto(Buffer.from('%PDF-1.7 not a picture'), 2048)).toMatchObject({ kind: 'refused' });
    expect(await cleanPhoto(promise(9_000), 2048)).toEqual({ kind: 'refused', reason: 'too large' });
  });

  test('and a drawing that points elsewhere makes us fetch nothing', async () => {
    let visits = 0;
    const server = createServer((_request, response) => {
      visits += 1;
      response.end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/inside.png`;
    const drawing = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">
      <image xlink:href="${address}" width="9" height="9"/><image href="file:///etc/hostname" width="9" height="9"/></svg>`;
    await cleanPhoto(Buffer.from(drawing), 2048);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await new Promise((resolve) => server.close(resolve));
    expect(visits).toBe(0);
  });
});

describe('the address of a picture', () => {
  const index = createIndexKey(new Uint8Array(32).fill(7));
  const id = '0190a1b2-0000-7000-8000-000000000001';
  const address = new URL(pictureUrlFor('https://lilong.example.org', index)(id) ?? '');
  const expires = address.searchParams.get('e') ?? '';
  const signature = address.searchParams.get('s') ?? '';

  test('opens this picture until it expires', () => {
    expect(isSignedPicture(index, id, expires, signature)).toBe(true);
  });

  test('opens no other, not longer, and not with another installation’s key', () => {
    const later = String(Number(expires) + 1);
    const past = String(Date.now() - 1);
    expect(isSignedPicture(index, id.replace(/1$/, '2'), expires, signature)).toBe(false);
    expect(isSignedPicture(index, id, later, signature)).toBe(false);
    expect(isSignedPicture(index, id, past, index.of('media', id, past))).toBe(false);
    expect(isSignedPicture(createIndexKey(new Uint8Array(32).fill(8)), id, expires, signature)).toBe(false);
    expect(isSignedPicture(index, id, expires, '')).toBe(false);
  });
});
