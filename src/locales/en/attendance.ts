/** Entering who came, off the list at the door. */
export const attendance = {
  'attendance.ask':
    'Who has come to “<b>{title}</b>”? Send numbers or names, like: 1 3 5-12\nIf somebody has left, begin with “left”: left 3\n\n{list}',
  'attendance.list': 'Not entered yet ({count}):\n{people}',
  'attendance.list.leave': 'Cannot come: {people}',
  'attendance.list.none': 'Everybody on the list has been entered.',
  'attendance.list.long': '{count} people are not entered yet. The list is too long to show: please send names.',
  'attendance.button.all': 'All listed are here',
  'attendance.button.leave': 'Not now',
  'attendance.button.yes': 'Yes, enter them',
  'attendance.button.again': 'No, write again',
  'attendance.sure.came': '{count, plural, one {Enter this person} other {Enter these # people}} as present?\n{names}',
  'attendance.sure.left':
    '{count, plural, one {Enter this person} other {Enter these # people}} as having left?\n{names}',
  'attendance.nobody': 'Nobody to enter, or all of them are entered already.',
  'attendance.not-listed': '“{typed}” is not on the list.',
  'attendance.name-shared': 'Several people are called “{name}” ({numbers}): please send the number.',
  'attendance.done.came':
    '✅ {count, plural, one {One person} other {# people}} entered as present. {present} of {of} are here; at least {needed} must be.',
  'attendance.done.left':
    '{count, plural, one {One person} other {# people}} entered as having left. {present} of {of} are here; at least {needed} must be.',
} as const;
