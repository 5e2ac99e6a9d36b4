/**
 * A photo as it is stored: decoded and written anew, upright, without EXIF, GPS, thumbnails, colour profiles or comments.
 * What does not decode as a picture is refused; a picture is never passed through untouched.
 */
export type Cleaned =
  | { readonly kind: 'photo'; readonly bytes: Uint8Array; readonly mime: 'image/jpeg' }
  | { readonly kind: 'refused'; readonly reason: 'not a picture' | 'too large' };

/** A small file can decode to a huge picture; 64 megapixels is more than any phone takes. */
const MOST_PIXELS = 64_000_000;

/** @param longSide pixels of the longer side, at most */
export async function cleanPhoto(bytes: Uint8Array, longSide: number): Promise<Cleaned> {
  // Loaded with the first photo: the library is large, and a start does not need it.
  const { default: sharp } = await import('sharp');
  try {
    const image = sharp(bytes, { limitInputPixels: MOST_PIXELS, failOn: 'error', animated: false });
    const written = await image
      .rotate()
      .resize({ width: longSide, height: longSide, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: '#ffffff' })
      .jpeg({ quality: 82 })
      .toBuffer();
    return { kind: 'photo', bytes: written, mime: 'image/jpeg' };
  } catch (error) {
    const reason = error instanceof Error && /pixel limit/i.test(error.message) ? 'too large' : 'not a picture';
    return { kind: 'refused', reason };
  }
}
