/**
 * A voice or video message as it is stored: its sound and picture copied into a new file, without titles, places, times,
 * devices, covers or tracks of anything else. What cannot be read as sound or picture is refused, never passed through.
 */
import type { OutputFormat } from 'mediabunny';

export type CleanedRecording =
  | { readonly kind: 'recording'; readonly bytes: Uint8Array; readonly mime: string }
  | { readonly kind: 'refused'; readonly reason: 'not a recording' };

const REFUSED: CleanedRecording = { kind: 'refused', reason: 'not a recording' };

type Library = typeof import('mediabunny');

/** By what the file is, not by what it is called; QuickTime's is the same as MP4's, and is written as that. */
function formatLike(name: string, library: Library): OutputFormat | undefined {
  switch (name) {
    case 'MP4':
    case 'QuickTime File Format':
      return new library.Mp4OutputFormat({ fastStart: 'in-memory' });
    case 'Ogg':
      return new library.OggOutputFormat();
    case 'MP3':
      return new library.Mp3OutputFormat({ xingHeader: false });
    case 'WAVE':
      return new library.WavOutputFormat();
    case 'ADTS':
      return new library.AdtsOutputFormat();
    case 'FLAC':
      return new library.FlacOutputFormat();
    case 'WebM':
    case 'Matroska':
      return new library.MkvOutputFormat();
    default:
      return undefined;
  }
}

export async function cleanRecording(bytes: Uint8Array): Promise<CleanedRecording> {
  // Loaded with the first recording: a start does not need it.
  const library = await import('mediabunny');
  const { ALL_FORMATS, BufferSource, BufferTarget, Conversion, Input, Output } = library;
  try {
    const input = new Input({ source: new BufferSource(bytes), formats: ALL_FORMATS });
    const format = formatLike((await input.getFormat()).name, library);
    if (!format) return REFUSED;
    const target = new BufferTarget();
    const output = new Output({ format, target });
    const copying = await Conversion.init({ input, output, tags: {}, showWarnings: false });
    // A sound or a picture that would be left out is not what was sent.
    if (!copying.isValid || copying.discardedTracks.length > 0) return REFUSED;
    await copying.execute();
    if (!target.buffer) return REFUSED;
    const written = new Uint8Array(target.buffer);
    const mime = (await output.getMimeType()).split(';')[0] ?? format.mimeType;
    if (format instanceof library.Mp4OutputFormat) forgetTimes(written, 0, written.length);
    return { kind: 'recording', bytes: written, mime };
  } catch {
    return REFUSED;
  }
}

/** ISO/IEC 14496-12: boxes that hold others, and those that say when the film, a track and its media were made. */
const CONTAINERS = new Set(['moov', 'trak', 'mdia']);
const DATED = new Set(['mvhd', 'tkhd', 'mdhd']);

/** When it was written here is near when it was sent. */
function forgetTimes(file: Uint8Array, from: number, to: number): void {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = from; at + 8 <= to; ) {
    const short = view.getUint32(at);
    const wide = short === 1;
    const size = wide ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    const body = at + (wide ? 16 : 8);
    if (size < body - at || at + size > to) return;
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    if (CONTAINERS.has(type)) forgetTimes(file, body, at + size);
    // Version 1 has 64 bits for each of the two times, version 0 has 32; they follow version and flags.
    else if (DATED.has(type)) file.fill(0, body + 4, body + 4 + (file[body] === 1 ? 16 : 8));
    at += size;
  }
}
