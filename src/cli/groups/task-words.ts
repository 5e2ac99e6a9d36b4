/** How tasks and plans are named at the command line. */
import type { ShownTask } from '../../http/api/tasks.ts';
import { lookUp } from '../../locales/translate.ts';
import type { Words } from '../words.ts';

export interface Where {
  readonly community?: string;
  readonly subdistrict?: string;
}

export const titled = ({ language }: Words, title: ShownTask['title']): string => title[language] ?? title['zh-Hans'];
export const roleIn = ({ language }: Words, role: string): string => lookUp(language, `role.${role}`) ?? role;
