export const command = {
  'command.demand': 'Report a problem',
  'command.my': 'My requests and to-do list',
  'command.today': 'What there is to do today',
  'command.find': 'Look up a request by number',
  'command.bind': 'Link your account with an invitation code',
  'command.unbind': 'Unlink this account',
  'command.phone': 'Lost or new phone',
  'command.bindgroup': 'Link this group',
  'command.unbindgroup': 'Unlink this group',
  'command.lang': 'Change language',
  'command.help': 'How this works',
  'command.start': 'Start',
} as const;
