/** What is said whatever the matter is: greeting and help, flows and buttons, groups, and what is refused anywhere. */
export const conversation = {
  welcome:
    'Hello, this is Lilong, your residents’ committee’s assistant. Just tell me what is wrong: I will register it and tell you who answers and by when.',
  'welcome.community':
    'Hello, this is Lilong for {community}. Just tell me what is wrong: I will register it and tell you who answers and by when.',
  help: 'How to use this:\n• Just say it: “The lift in building 3 is broken”\n• Photos, voice messages and places may come before or after\n• “my” shows your requests, “find D-2026-0001” looks one up\n• “complain” reports in confidence or anonymously, “my reports” shows how it stands\n• “bind” with an invitation code confirms who you are\n• “language” changes the language, “cancel” leaves at any time',
  'home.button.report': 'Report a problem',
  'home.button.report-this': 'Register this',
  'home.button.my': 'My requests',
  'home.button.todo': 'My to-do list',
  'home.button.help': 'How this works',
  'language.ask': 'Choose your language:',
  'language.name': 'English',
  'language.set': 'Done. I will write to you in English.',
  'chat.thanks': 'You are welcome. Tell me whenever something comes up.',
  'chat.chatter':
    'Seen, not registered. If this is something to be dealt with, tap below; otherwise there is nothing to do.',
  'chat.question': 'I cannot answer that reliably. Tap “Register this” and someone from the committee will answer you.',
  'text.empty': 'I could not see any words. Please send it again.',
  'text.cut': 'That was very long. I kept the first {kept} characters; please send the rest separately.',
  'text.full':
    'There is no room for more words in this one. What you just wrote was not added; all before it is kept. Please register it first, you can add to it afterwards.',
  'flow.pick-one': 'Please tap one of the buttons, or reply “cancel” to leave.',
  'flow.expired': 'What you had begun earlier has lapsed and was not registered: “{words}”',
  'flow.left-behind': '“{words}” was not registered. If you still want it, please say it again, or tap below.',
  'flow.left': 'All right, nothing was registered.',
  'flow.nothing-to-leave': 'There is nothing in progress.',
  'flow.too-old': 'That step has changed in the meantime. Please start again.',
  'press.expired': 'This button has expired.',
  'press.not-yours': 'This button cannot be used here; nothing has changed. Please use the one that was sent to you.',
  'press.moved-on': 'That step has already passed.',
  nameless:
    'The platform did not tell me who you are, so I cannot register anything here. Please write to me directly.',
  'nameless.press':
    'The platform did not tell me who you are, so this tap was not counted. Please tap in your private chat with me.',
  'error.parked': 'Something went wrong with your last message. It is kept and will be dealt with; you can carry on.',
  'render.answer-with-number': 'Reply with a number:',
  'render.picture-not-shown': '(There is a photo that cannot be shown here)',
  'announcement.title': 'Notice from {community}',
  'bind.ask': 'Send “bind” and your invitation code, for example: bind 7KQ4-M2XP',
  'bind.done': 'You are bound as {name}, a registered member of {community}. If that is not you, send “unbind”.',
  'group.welcome':
    'Hello everyone, I am Lilong, the residents’ committee’s assistant. To report a problem send /demand or mention me; details move to a private chat and are not shown here.',
  'group.help':
    'Send /demand or mention me here to report a problem. Details are said in the private chat and not shown here.',
  'group.continue': 'To protect your privacy, please tap below and carry on in the private chat.',
  'group.continue.no-link': 'To protect your privacy, please open a private chat with me and carry on there.',
  'group.button.continue': 'Continue in private',
  'group.link-spent':
    'This link is not meant for you, or was already used or has expired. Please simply tell me what it is about.',
  'group.bound': 'This group now belongs to {name}.',
  'refused.not-permitted': 'You may not do this. Nothing was changed.',
  'refused.demand-not-found': 'That request was not found.',
  'refused.not-now':
    'This one is “{state}” now, so that step cannot be taken. Send its number to see what can be done with it; if it is something new, just write to me.',
  'refused.already': 'It is already “{state}”; nothing more to do.',
  'refused.outdated': 'That message is about an earlier round. Please use the newest one.',
  'refused.words-missing': 'There were no words. Please write a sentence.',
  'refused.text-too-long':
    'That is too long: {limit} characters at most. Nothing was recorded; please write it in parts.',
  'refused.community-not-found': 'That community was not found. Please ask the committee for its link.',
  'refused.place-not-found': 'That place was not found.',
  'refused.too-many-files':
    'This request already has {limit, plural, one {# attachment} other {# attachments}}, which is the limit. Please send the rest with a new request.',
  'refused.too-many':
    'At most {limit, plural, one {# time} other {# times}} in {hours, plural, one {# hour} other {# hours}}. Please try later; nothing was registered.',
  'refused.code-not-valid':
    'This invitation code is wrong or no longer valid. Check it, or ask the committee for a new one.',
  'refused.bound-to-other':
    'This account is linked to another person already. To change that, please contact the committee.',
  'refused.already-bound': 'You are linked already; nothing more to do.',
} as const;
