/** Tasks, reminders, what has become late. */
export const task = {
  'task.due.in': 'due {day}, in {count, plural, one {# day} other {# days}}',
  'task.due.today': 'due today ({day})',
  'task.due.late': 'was due {day}, {count, plural, one {# day} other {# days}} late',
  'task.tier.head': 'the head of the committee',
  'task.tier.subdistrict': 'the subdistrict’s liaison',
  'task.tier.leading_group': 'the leading group',
  'task.tier.board': 'the public list of overdue tasks',
  'task.tier.bulletin': 'the bulletin',
  'task.vacant': '(Nobody is {role} now, so it falls to you.)',
  'task.news.set': '📌 You have a new task',
  'task.news.handed_over': '📌 This task was handed to you',
  'task.news.returned': '↩️ Sent back, please complete it and hand it in again',
  'task.news.rescheduled': '📅 The date has changed',
  'task.news.extended': '✅ More time was granted',
  'task.news.extension_denied': 'More time was not granted',
  'task.news.supervised': '❗ This task is pressed from above now',
  'task.news.unsupervised': 'This task is no longer pressed',
  'task.news.waived': 'This task need not be done',
  'task.news.cancelled': 'This task was cancelled',
  'task.news.done': '✅ Verified and done',
  'task.button.acknowledge': 'Got it',
  'task.button.acknowledge-all': 'Got all of it',
  'task.button.hand-in': 'Done',
  'task.button.extend': 'Ask for time',
  'task.button.transfer': 'Hand to…',
  'task.button.show': 'Show',
  'task.button.list': 'My tasks',
  'task.button.verify': 'Verify',
  'task.button.return': 'Send back',
  'task.button.waive': 'Waive',
  'task.button.grant': 'Grant',
  'task.button.deny': 'Refuse',
  'task.no-words': '(no words)',
  'task.to-verify': '{community} has handed in: <b>{title}</b>\n{words}\nPlease look at it.',
  'task.extension-asked':
    '{community} asks for more time: <b>{title}</b>\nIt was due {from}; they ask for {until}.\nReason: {reason}',
  'task.unacknowledged.you': '🔔 We have not heard from you about this',
  'task.unacknowledged.deputy': '🔔 Whoever is responsible has not answered; please follow it up',
  'task.unacknowledged.group': '🔔 {names}: <b>{title}</b>\n{when}\nPlease open your chat with me and press “Got it”.',
  'task.escalated': '⚠️ {community}: <b>{title}</b>\n{when}',
  'task.escalated.names': 'Responsible: {names}',
  'task.escalated.both': 'Done by: {doers} · answers for it: {owners}',
  'task.escalated.you': '⚠️ This task is late and has gone {step, select, board {onto} other {to}} {tier}',
  'task.escalated.you.skipped': '⚠️ This task is late',
  'task.escalated.next':
    'Otherwise it goes {step, select, board {onto} other {to}} {tier} on {day}. Hand it in, or have it waived from above, and it stops.',
  'task.escalated.last': 'Hand it in and it comes off the list.',
  'task.reminder': '⏰ Reminder',
  'task.reminder.handed-on': '⏰ Reminder of a task you handed on ({names} does it, you answer for it)',
  'task.reminder.supervised': '❗ Reminder of a pressed task',
  'task.digest': '⏰ {count} things to remember today',
  'task.reminder.verify': '🔎 This was handed in and waits for you to verify it',
  'task.digest.verify':
    '🔎 {count, plural, one {# thing was} other {# things were}} handed in and {count, plural, one {waits} other {wait}} for you',
  'task.digest.verify.more': '{count} more are under “To verify”',
  'task.unverified':
    '🔎 {community}: <b>{title}</b>\nIt was handed in long ago and has not been looked at by: {who}. Please ask.',
  'task.unverified.you':
    '⏳ <b>{title}</b>, which you handed in, still waits to be verified ({who}); I have told the tier above. There is nothing you need to do.',
  'task.unverified.you.skipped':
    '⏳ <b>{title}</b>, which you handed in, still waits to be verified ({who}); I go on reminding. There is nothing you need to do.',
  'task.file-lost':
    '📎 {count, plural, one {A photo or file} other {# photos or files}} you sent for “{title}” could not be kept (too old, too big, or it does not open). Please send {count, plural, one {it} other {them}} again, then press “Done”.',
  'task.file-lost.handed-in':
    '📎 {count, plural, one {A photo or file} other {# photos or files}} you handed in with “{title}” could not be kept (too old, too big, or it does not open). I have told {who}. Please keep {count, plural, one {it} other {them}}: if it is sent back to you, send {count, plural, one {it} other {them}} again.',
  'task.file-lost.done':
    '📎 {count, plural, one {A photo or file} other {# photos or files}} you handed in with “{title}” could not be kept (too old, too big, or it does not open). The task is done all the same; please keep {count, plural, one {it} other {them}} in case somebody asks.',
  'task.file-lost.verify':
    '📎 {community}: <b>{title}</b>\n{count, plural, one {A photo or file} other {# photos or files}} handed in with it did not arrive. If you need {count, plural, one {it} other {them}}, send it back.',
  'task.digest.more': '{count} more are in “My tasks”',
  'plan.loaded':
    '📋 {plan} ({year}) is here; {count, plural, one {# task is} other {# tasks are}} yours.\nThe next one: {title}, due {day}. I will remind you in time.',
  'calendar.given': '📅 Add this address to your calendar as a subscription, and your tasks stand in it:\n',
  'calendar.given.keep':
    '\nIt is yours alone, do not pass it on. Send “calendar” again for a new address, which ends this one; send “end calendar” to stop it.',
  'calendar.bound-only': 'Only for people who are bound. Send “bind” and your invitation code.',
  'calendar.no-address':
    'There is no public address here yet, so nothing can be subscribed to. Send “tasks” to see yours.',
  'calendar.ended': 'Your calendar address has ended.',
  'calendar.none': 'You have no calendar address.',
  'calendar.name': 'My community tasks',
} as const;
