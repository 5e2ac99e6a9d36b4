/** The slips of paper people are invited with: large, short, and nothing that needs explaining. */
export const slip = {
  'slip.for': 'Hello, {name}',
  'slip.what': 'Scan this to report problems, follow them and get notices on your phone.',
  'slip.steps-line': '① Scan this code\n② Add as a friend\n③ Send the words shown',
  'slip.steps-telegram': '① Scan this code\n② Tap START',
  'slip.steps-web': '① Scan this code\n② Go on in the page that opens',
  'slip.no-link':
    'Ask your building lead or the committee to show you the assistant on your phone, then type the words on the left.',
  'slip.typed': 'No camera? Type this to the assistant:',
  'slip.typed-words': 'bind {code}',
  'slip.until': 'Please use it before {day}; it works once',
  'slip.secret': 'Only for you: no photos. Help: your building lead, the committee.',
  'slip.document': 'Invitations of {community}',
  'slip.cut': 'Cut along the dashed lines',
} as const;
