import { attendance } from './attendance.ts';
import { ballot } from './ballot.ts';
import { board } from './board.ts';
import { book } from './book.ts';
import { category } from './category.ts';
import { cli } from './cli.ts';
import { command } from './command.ts';
import { conversation } from './conversation.ts';
import { demand } from './demand.ts';
import { entering } from './entering.ts';
import { hotline } from './hotline.ts';
import { hotlineDesk } from './hotline-desk.ts';
import { hotlineOwn } from './hotline-own.ts';
import { ledger } from './ledger.ts';
import { meeting } from './meeting.ts';
import { meetingPapers } from './meeting-papers.ts';
import { officer } from './officer.ts';
import { plan } from './plan.ts';
import { poll } from './poll.ts';
import { reaching } from './reaching.ts';
import { registry } from './registry.ts';
import { roster } from './roster.ts';
import { rules } from './rules.ts';
import { sandbox } from './sandbox.ts';
import { slip } from './slip.ts';
import { task } from './task.ts';
import { taskChat } from './task-chat.ts';
import { wall } from './wall.ts';
import { wholeLife } from './whole-life.ts';

export const en = {
  ...ballot,
  ...board,
  ...book,
  ...category,
  ...cli,
  ...command,
  ...conversation,
  ...demand,
  ...entering,
  ...hotline,
  ...hotlineDesk,
  ...hotlineOwn,
  ...ledger,
  ...attendance,
  ...meeting,
  ...meetingPapers,
  ...officer,
  ...plan,
  ...poll,
  ...reaching,
  ...registry,
  ...roster,
  ...rules,
  ...sandbox,
  ...slip,
  ...task,
  ...taskChat,
  ...wall,
  ...wholeLife,
} as const;
