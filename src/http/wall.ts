/** The wall of a subdistrict, as the API and the board show it. */
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import type { Language } from '../channel.ts';
import type { WallPaper } from '../documents/wall.ts';
import { DEFAULT_TIME_ZONE } from '../domain/calendar/default-zone.ts';
import type { Policies } from '../usecases/policies.ts';
import type { SubdistrictRow } from '../usecases/registry/subdistricts.ts';
import { onTimePercent, type Wall, wallOf } from '../usecases/task/wall.ts';

export interface ReadWall {
  readonly wall: Wall;
  readonly paper: WallPaper;
}

export async function readWall(
  reading: { readonly tx: Tx; readonly now: Temporal.Instant; readonly policies: Policies },
  above: SubdistrictRow,
  language: Language,
  year?: number,
): Promise<ReadWall> {
  const today = reading.now.toZonedDateTimeISO(DEFAULT_TIME_ZONE).toPlainDate();
  const of = year ?? today.year;
  const wall = await wallOf(reading, above.id, of);
  const lines = wall.rows.map((row) => ({
    community: row.home.name,
    due: row.due,
    onTime: row.onTime,
    percent: onTimePercent(row),
    open: row.open,
    late: row.late,
    byLevel: row.byLevel,
  }));
  return { wall, paper: { subdistrict: above.name, year: of, day: today.toString(), language, lines } };
}
