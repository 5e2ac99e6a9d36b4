/** Ballots: motions, voting, counting, results. */
export const ballot = {
  'ballot.choice.approve': 'For',
  'ballot.choice.reject': 'Against',
  'ballot.choice.abstain': 'Abstain',
  'ballot.state.draft': 'draft',
  'ballot.state.reviewed': 'reviewed',
  'ballot.state.roll_frozen': 'roll frozen',
  'ballot.state.open': 'open',
  'ballot.state.paused': 'paused',
  'ballot.state.closed': 'closed',
  'ballot.state.counted': 'counted',
  'ballot.state.verified': 'verified',
  'ballot.state.declared': 'declared',
  'ballot.state.published': 'published',
  'ballot.state.objection': 'objected to',
  'ballot.state.final': 'final',
  'ballot.state.withdrawn': 'withdrawn',
  'ballot.outcome.passed': 'passed',
  'ballot.outcome.failed': 'not passed',
  'ballot.outcome.tied': 'tied, not passed',
  'ballot.outcome.inquorate': 'too few, no result',
  'ballot.outcome.void': 'void',
  'ballot.binding': 'binding',
  'ballot.advisory': 'advisory',
  'ballot.to-review':
    'Motion {number} “<b>{title}</b>” waits for your review:\n{again}{text}{options}\nIf nothing stands against it, tap “Approve for vote”.',
  'ballot.reviewed': 'Motion {number} “<b>{title}</b>” was reviewed; the roll can be frozen.',
  'ballot.reviewed.early': 'Motion {number} “<b>{title}</b>” was reviewed; it can be put to the vote in the meeting.',
  'ballot.frozen':
    '{again}The roll of {number} “<b>{title}</b>” is frozen: {roll, plural, one {# person} other {# people}}, you are number {entry}.\nHash of the roll: {hash}',
  'ballot.frozen.many':
    'The roll of {number} “<b>{title}</b>” is frozen: {roll, plural, one {# person} other {# people}}, and you are on it. Tap “Show ballot” for your number.\nHash of the roll: {hash}',
  'ballot.opened':
    '🗳 {number} “<b>{title}</b>” ({effect})\n{again}{text}{options}\n\n{form}; you can change your vote until it closes. {closes}',
  'ballot.form.open': 'Open vote',
  'ballot.form.secret': 'Secret vote',
  'ballot.closes-at': 'It closes at {when}.',
  'ballot.group.head': '🗳 {number} “<b>{title}</b>” ({effect})\n{again}{text}{options}',
  'ballot.group.vote':
    '{form}: {meeting, select, yes {whoever is on the roll and checked in} other {whoever is on the roll}}, please vote; you can change it until it closes. {closes}',
  'ballot.group.elsewhere': '{form}: please vote in your chat with me, not in the group. {closes}',
  'ballot.group.turnout': '{voted} of {roll} have voted. Still open, nothing is counted yet.',
  'ballot.group.standing':
    '{voted} of {roll} have voted: {approve} for, {reject} against, {abstain} abstain. Still open, nothing is counted yet.',
  'ballot.group.paused': '⏸ Voting is paused. Votes that were cast stand; it can go on later.',
  'ballot.group.closed': 'Voting is closed; it is being counted.',
  'ballot.group.result': '📣 <b>{outcome}</b>',
  'together.others': '{others, plural, one {# neighbour} other {# neighbours}} I do not know yet',
  'together.missed': 'In the group just now: {words}',
  'together.standing': '{number}: {text}',
  'ballot.paused': '⏸ Voting on {number} “<b>{title}</b>” is paused. Votes that were cast stand.',
  'ballot.resumed': '▶️ Voting on {number} “<b>{title}</b>” goes on.',
  'ballot.closed': 'Voting on {number} “<b>{title}</b>” is closed; it is being counted.',
  'ballot.to-verify':
    'The count of {number} “<b>{title}</b>”, please check it:\n{result}\nIf it is right, tap “Confirm count”.',
  'ballot.publish-due':
    'Today is the last day on which the result of {number} “<b>{title}</b>” is published in time; it still says “{state}”. It is published as soon as the supervision committee has checked it and pressed “Confirm count”.',
  'ballot.declared':
    '📣 {number} “<b>{title}</b>”: <b>{outcome}</b> ({effect})\n{result}\nObjections are possible until {until}.',
  'ballot.final': '{number} “<b>{title}</b>”: no objection is open, the result takes effect: {outcome}.',
  'ballot.final.seats':
    '{number} “<b>{title}</b>”: no objection is open, the result takes effect: {outcome}. Tap “Take seats”: the elected take their seats, the others wait in the order of their votes.',
  'ballot.fills': 'Fills {seats, plural, one {# seat} other {# seats}} in {body}: {role}',
  'ballot.seated': '{number} “{title}”: {names} now {role} of {body}.',
  'ballot.seated.reserve': 'Waiting in this order: {names}.',
  'ballot.seated.unknown': 'Not in the register yet: {names}. Register them first, then enter their seats.',
  'ballot.seated.you': 'Congratulations: you were elected {role} of {body}, from today on.',
  'ballot.seated.waiting':
    'You wait in the reserve of {body}, number {rank}; when a seat falls vacant, the next in order moves up.',
  'ballot.result.motion':
    '{roll} on the roll, {present} present, {cast, plural, one {# vote} other {# votes}}: {approve} for, {reject} against, {abstain} abstain{invalid, plural, =0 {} other {, # invalid}}.\nNeeded: {rule} (at least {needed} of {base}).',
  'ballot.result.options':
    '{roll} on the roll, {present} present, {cast, plural, one {# vote} other {# votes}}, {abstain} abstain{invalid, plural, =0 {} other {, # invalid}}:\n{lines}',
  'ballot.result.line':
    '{place}. {label}: {votes, plural, one {# vote} other {# votes}}{chosen, select, yes { ✓} other {}}',
  'ballot.result.rank': '{place}. {label}{chosen, select, yes { ✓} other {}}',
  'ballot.result.run-off': '{seats, plural, one {# seat} other {# seats}} left for a run-off between: {names}',
  'ballot.result.quorum': 'The quorum is at least {needed}; {present} were present.',
  'ballot.ratio.more': 'more than {share}',
  'ballot.ratio.least': 'at least {share}',
  'ballot.challenged':
    '{number} “<b>{title}</b>”: somebody says that {name} has a part in it and should not vote.\nReason: {reason}\nPlease decide before it is opened.',
  'ballot.recusal-decided.upheld': '{number} “<b>{title}</b>”: you have a part in it and do not vote on this.',
  'ballot.recusal-decided.dismissed': '{number} “<b>{title}</b>”: you can vote on this.',
  'ballot.objected':
    'There is an objection to {number} “<b>{title}</b>”{many, plural, =0 {} other {, which says that on the roll {entries} should not be there}}:\n{reason}\nPlease decide and answer it. If entries of the roll are wrong, name them in your answer: entries 3 and 8 do not belong there. From {margin} on the vote is void.',
  'ballot.objection-decided':
    'Your objection to {number} “<b>{title}</b>” was decided: {answer}{many, plural, =0 {} other {\nFound wrong on the roll: {entries}.}}',
  'ballot.button.review': 'Approve for vote',
  'ballot.button.verify': 'Confirm count',
  'ballot.button.freeze': 'Freeze roll',
  'ballot.button.open': 'Open vote',
  'ballot.button.close': 'Close vote',
  'ballot.button.pause': 'Pause',
  'ballot.button.resume': 'Go on',
  'ballot.button.uphold': 'Must not vote',
  'ballot.button.dismiss': 'May vote',
  'ballot.button.show': 'Show ballot',
  'ballot.button.vote-for': 'Vote for {name}',
  'ballot.vote-for': 'By the proxy of {name} you vote for number {entry} of the roll on {number} “<b>{title}</b>”.',
  'ballot.cast.for':
    'Your vote for number {entry} of the roll on {number} is in, receipt {receipt}. You can change it until it closes.',
  'ballot.button.vote': 'Vote',
  'ballot.button.revote': 'Vote once more',
  'ballot.button.run-off': 'Second round',
  'ballot.button.seat': 'Take seats',
  'ballot.again.revote': 'This puts No. {number} once more.',
  'ballot.again.run-off': 'This is the second round of No. {number}.',
  'ballot.cast':
    'Your vote on {number} is in, receipt {receipt}. You can change it until it closes; once published you find the receipt on the public list.',
  'ballot.cast.group': 'Your vote on {number} is in: {choice}. You can change it until it closes.',
  'ballot.card': '{number} “<b>{title}</b>” ({state}, {effect}, {form})\n{again}{text}{options}',
  'ballot.card.entry': 'You are number {entry} on the roll.',
  'ballot.card.voted': '{voted} of {roll} have voted.',
  'ballot.pick':
    '{number} “<b>{title}</b>” ({form})\n{options, plural, one {# option} other {# options}}, choose up to {most}. Option {at}: <b>{label}</b>',
  'ballot.pick.yes': 'Choose',
  'ballot.pick.no': 'Not this',
  'ballot.pick.rank': '{number} “<b>{title}</b>”: please tap your choice number {at}.',
  'ballot.pick.enough': 'That is all, hand it in',
  'ballot.done.review': '{number} is approved for the vote.',
  'ballot.done.freeze': 'The roll of {number} is frozen: {roll, plural, one {# person} other {# people}}.',
  'ballot.done.open': 'Voting on {number} has begun.',
  'ballot.done.close':
    'Voting on {number} is closed; it is counted in {seconds, plural, one {# second} other {# seconds}}.',
  'ballot.done.pause': 'Voting on {number} is paused.',
  'ballot.done.resume': 'Voting on {number} goes on.',
  'ballot.done.verify': 'The count of {number} is confirmed; it is declared in a moment.',
  'ballot.done.recusal': 'Noted.',
  'ballot.refused.not-found': 'There is no such ballot.',
  'ballot.refused.not-now': 'This cannot be done with a ballot that is: {state}.',
  'ballot.refused.already': 'It is already: {state}.',
  'ballot.refused.own': 'You have a part in this and cannot decide it.',
  'ballot.refused.agenda': 'This was not on the agenda that was announced, so nothing binding can be decided on it.',
  'ballot.refused.roll-empty': 'Nobody is on the roll.',
  'ballot.refused.outside':
    'The meeting is not in session, so nothing can be voted on. What a meeting that is over left open wants another meeting.',
  'ballot.refused.recusals': '{many, plural, one {# recusal is} other {# recusals are}} not decided yet.',
  'ballot.refused.higher': 'Too many have a part in it for a quorum; the next higher body must decide.',
  'ballot.refused.presses': 'Votes are still on their way; it is counted in a moment.',
  'ballot.refused.sealed': 'The ledger is still being written; it will be there in a moment.',
  'ballot.refused.reworded': 'The words of the motion were changed; please read them as they are now, then review.',
  'ballot.refused.objection-late':
    'The time for objections is over. If you doubt the result, please turn to the supervision committee or the subdistrict.',
  'ballot.refused.objections': '{many, plural, one {# objection is} other {# objections are}} not decided yet.',
  'ballot.refused.objection-time': 'Objections are still possible.',
  'ballot.refused.vote-not-open': 'Nobody can vote on this now ({state}); this vote was not counted.',
  'ballot.refused.vote-paused': 'Voting is paused; please vote when it goes on.',
  'ballot.refused.vote-late': 'It is closed already; this vote was not counted.',
  'ballot.refused.not-on-roll':
    'You are not on the roll of this ballot, so nothing was counted. Ask the committee if that is wrong.',
  'ballot.refused.not-bound':
    'This account is not linked to anybody, so nothing was counted. Please vote with the account linked to you; to link this one, send “bind” or “new phone” in our private chat.',
  'ballot.refused.recused': 'You have a part in this and do not vote on it; nothing was counted.',
  'ballot.refused.not-present':
    'You were not checked in when this was opened, so nothing was counted. You can vote on the next one.',
  'ballot.refused.on-paper': 'You voted on paper already; nothing was counted twice.',
  'ballot.refused.choice': 'There is no such option.',
  'ballot.refused.too-many': 'Choose {most} at most.',
  'ballot.refused.does-not-vote': 'This kind of meeting does not vote.',
  'ballot.refused.must-be-secret': 'People are voted on in secret.',
  'ballot.refused.same-text':
    'The same motion (number {number}) was not passed; it cannot be put again before the end of {until} unless something is new.',
  'ballot.refused.revote': 'This cannot be put again: it has a result, or it was put again already.',
  'ballot.refused.fills':
    'This election cannot fill these seats: name a body that exists; a head is elected one at a time.',
  'ballot.refused.election-not-final': 'The result is not final yet; do it when the time for objections is over.',
  'ballot.refused.election-nobody': 'This election seats nobody.',
  'ballot.refused.elected-seated': 'The elected have taken their seats already.',
  'ballot.refused.revote-over': 'That meeting is over; please convene another one.',
  'ballot.refused.recusal-late': 'It is being voted on; recusals cannot be changed any more.',
  'ballot.refused.recusal-decided': 'This recusal was asked for or decided already.',
  'ballot.pick.too-many': 'You chose more than {most}; please choose again from the first.',
  'ballot.pick.twice': 'You have chosen that one already.',
  'ballot.pick.leave': 'Not now',
  'ballot.button.recuse': 'I stay out of it',
  'ballot.button.challenge': 'Somebody else should',
  'ballot.button.object': 'Object',
  'ballot.button.objection-uphold': 'Uphold',
  'ballot.button.objection-dismiss': 'Dismiss',
  'ballot.button.recount': 'Count again',
  'ballot.button.paper': 'Enter papers',
  'ballot.words.leave': 'Not now',
  'ballot.ask.recuse':
    '{number} “<b>{title}</b>”: what part do you have in it? Write one sentence; you then do not vote on this.',
  'ballot.ask.challenge':
    '{number} “<b>{title}</b>”: write the number on the roll and why, like: 5 related to the contractor',
  'ballot.ask.object':
    '{number} “<b>{title}</b>”: what is wrong with the result? The supervision committee will look at it. If somebody does not belong on the roll, name the number: entries 3 and 8 moved away.',
  'ballot.ask.uphold':
    '{number} “<b>{title}</b>”, objection upheld: write what follows; whoever objected reads it. Name the entries of the roll that are wrong: entries 3 and 8 do not belong there; without them, those of the objection count.',
  'ballot.ask.dismiss': '{number} “<b>{title}</b>”, objection dismissed: write why; whoever objected reads it.',
  'ballot.ask.recount': 'Why is {number} “<b>{title}</b>” to be counted again?',
  'ballot.ask.paper':
    '{number} “<b>{title}</b>”: write the papers in one line, by the numbers on the roll.{options}\n{how, select, motion {For example: 1-4 for 5 against} motion_secret {First the numbers that handed one in, then how many of each: 1,5,7 for 2 against 1} options {For example: 1-4 pick 1, 3; 5 pick 2; 6 abstain} options_secret {First the numbers that handed one in, then how many of each: 1,5-7; pick 1, 3 x2; pick 2 x1; abstain 1} ranked {In order: 1-4 rank 2>1>3; 5 rank 1} ranked_secret {First the numbers that handed one in, then how many of each order: 1,5-7; rank 2>1>3 x3; rank 1 x1} other {}}\nWhat nobody can read, or has too many names, is “invalid”. Two people write it, and it counts when both are the same.',
  'ballot.done.recuse': 'Noted: you stay out of {number}.',
  'ballot.done.challenge': 'Noted: the supervision committee decides about {number}.',
  'ballot.done.object':
    'Noted: the supervision committee looks at your objection to {number}{many, plural, =0 {} other { (entries {entries} of the roll)}} and tells you.',
  'ballot.done.objection': 'Noted{many, plural, =0 {} other {: found wrong on the roll: {entries}}}.',
  'ballot.done.recount': '{number} was counted again; please check it.',
  'ballot.done.seat':
    '{number}: the elected have taken their seats, the others wait in the order of their votes. All are told.',
  'ballot.paper.waits':
    '{papers, plural, one {# paper} other {# papers}} of {number} noted; somebody else must enter them too.',
  'ballot.paper.agreed': 'Both are the same: {papers, plural, one {# paper} other {# papers}} of {number} count.',
  'ballot.paper.differs':
    'It differs from what somebody else entered, so neither counts yet. Numbers that differ: {unlike}; where none stands, the sums do. Look at the papers again: enter them once more, or ask a third person; what agrees with one of them counts.',
  'ballot.refused.number': 'There is no number {number} on the roll.',
  'ballot.refused.papers': 'That was not understood and nothing was entered. Please write it as shown.',
  'ballot.refused.paper-not-now': 'Papers cannot be entered now.',
  'ballot.refused.paper-entered': 'You have entered them already, or they count already.',
  'ballot.refused.paper-number':
    'Number {number} cannot hand in a paper: not on the roll, not present, recused, or written twice.',
  'ballot.refused.paper-in-chat': 'Number {number} voted in chat already; the paper is not counted.',
  'ballot.refused.paper-counts':
    '{papers, plural, one {# paper was} other {# papers were}} handed in, but the choices add up to {choices}.',
  'ballot.cast.open': 'Your vote on {number} is in: {choice}, receipt {receipt}. You can change it until it closes.',
  'ballot.papers-wait':
    '{number} “<b>{title}</b>” is not counted yet: papers were entered by one person only, or unlike by two (numbers {numbers}). Somebody else please enter them from the papers; what cannot count is left out by the supervision committee, with the reason, and then it is counted.',
  'ballot.button.roll': 'Show roll',
  'ballot.roll': 'The roll of {number}, {count} people:\n{people}',
  'ballot.roll.long': 'The roll of {number} has {count} people, too many for one message; ask the operator for it.',
  'ballot.button.aside': 'Leave papers out',
  'ballot.ask.aside': '{number} “<b>{title}</b>”: why are these papers left out? The reason stays in the record.',
  'ballot.done.aside': 'Noted. These papers of {number} are left out; it is counted now.',
  'ballot.refused.papers-wait': 'Papers still wait for a second person; it is not counted yet.',
  'ballot.refused.papers-none': 'No papers wait.',
  'motion.how':
    'Please write one line, like:\nmotion lights in the hallway\nmotion which day options: Saturday; Sunday\nmotion what first rank: lift; gate; lamps\nmotion group lead candidates: Zhang San; Li Si; Wang Wu seats: 2\nFor a secret vote add form: secret. People are always voted on in secret.',
  'motion.no-meeting': 'There is no meeting you run. Convene one first, then write what to vote on.',
  'motion.which': 'In which meeting?',
  'motion.done': 'Written down. The supervision committee reviews it first.',
  'ballot.returned.cancelled':
    'The meeting was called off, so motion {number}, “<b>{title}</b>”, comes back to you without a vote. Reason: {reason}\nTo have it voted on, put it in another meeting.',
  'ballot.returned.closed':
    '“{reason}” is over, and motion {number}, “<b>{title}</b>”, comes back to you without a vote. To have it voted on, put it in another meeting.',
  'ballot.returned.item':
    '“{reason}” was taken off the agenda, so motion {number}, “<b>{title}</b>”, comes back to you without a vote. To have it voted on, put it in another meeting.',
  'ballot.refused.not-item':
    'This motion stands under the agenda item “{title}” and must bear its name. For anything else, add an item of its own.',
  'ballot.refused.roll-moves':
    'Until check-in begins seats may still change hands, and the roll with them. Please freeze the roll once check-in has begun.',
  'ballot.rolled-anew':
    'The meeting has another date and its roll is made anew: motion {number} is void and becomes motion {fresh}, “<b>{title}</b>”. Please freeze its roll once check-in has begun.',
} as const;
