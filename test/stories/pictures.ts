/** Photos as telephones make them: with the camera's notes, and where it was taken. */
import sharp from 'sharp';

export interface Taken {
  readonly width?: number;
  readonly height?: number;
  readonly colour?: string;
}

/** A JPEG with EXIF that holds a place, a device and a comment. */
export async function photo({ width = 320, height = 240, colour = '#7a8b99' }: Taken = {}): Promise<Uint8Array> {
  return sharp({ create: { width, height, channels: 3, background: colour } })
    .jpeg()
    .withExif({
      IFD0: { Make: 'Telephone', Model: 'Story 1', ImageDescription: 'Mrs Wang at her door' },
      IFD3: {
        GPSLatitudeRef: 'N',
        GPSLatitude: '31/1 14/1 2436/100',
        GPSLongitudeRef: 'E',
        GPSLongitude: '121/1 26/1 1716/100',
      },
    })
    .toBuffer();
}

export interface Inside {
  readonly format: string;
  readonly width: number;
  readonly height: number;
  /** Whether anything but the picture itself is in the file. */
  readonly notes: boolean;
}

export async function inside(bytes: Uint8Array): Promise<Inside> {
  const { format, width, height, exif, xmp, iptc, icc, comments } = await sharp(bytes).metadata();
  const notes = exif !== undefined || xmp !== undefined || iptc !== undefined || icc !== undefined;
  return { format, width, height, notes: notes || (comments?.length ?? 0) > 0 };
}
