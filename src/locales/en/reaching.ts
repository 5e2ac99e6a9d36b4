/** Who could be reached and at what cost: the month in one message, the budget of pushes, the sweep. */
export const reaching = {
  'cli.gaps.missed': 'gaps: late, carried out now',
  'cli.gaps.escalations': 'gaps: late tasks that would not have climbed',
  'cli.gaps.reminders': 'gaps: reminders nothing would have sent',
  'cli.doubles.schedule': 'doubles: planned twice, called off',
  'cli.doubles.reminders': 'doubles: reminders that went out twice',
} as const;
