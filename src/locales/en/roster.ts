export const roster = {
  'roster.sheet.list': 'Roster',
  'roster.sheet.help': 'How to fill in',
  'roster.help.intro': 'One person per row. Only “Name” is needed. The grey row is an example and is not imported.',
  'roster.help.again':
    'When imported again: people who are found are updated, new ones are added, and nobody who is missing is removed. A column that is not in the file changes nothing; an empty cell clears what was registered.',
  'roster.example.mark': 'example',
  'roster.column.number': 'Roster number',
  'roster.column.name': 'Name',
  'roster.column.phone': 'Phone',
  'roster.column.building': 'Building',
  'roster.column.unit': 'Unit',
  'roster.column.flat': 'Flat',
  'roster.column.grid': 'Grid',
  'roster.column.gender': 'Gender',
  'roster.column.seats': 'Seats',
  'roster.column.speak': 'May speak',
  'roster.column.vote': 'May vote',
  'roster.column.language': 'Language',
  'roster.column.publish': 'Publish phone',
  'roster.hint.number':
    'Optional. With it, the same person is recognised again after a change of name or phone; at most 32 characters.',
  'roster.hint.name': 'Needed; at most 40 characters.',
  'roster.hint.phone':
    'One mobile or landline number, a landline with its area code. A mobile belongs to one person only.',
  'roster.hint.building': 'A building that is registered, such as “Building 3”; other spellings are recognised.',
  'roster.hint.unit': 'Such as “Unit 2”; leave it empty where there are none.',
  'roster.hint.flat': 'Such as “502”. People of one household write the same.',
  'roster.hint.grid': 'Optional; only for a building that is not registered yet: the grid it is to belong to.',
  'roster.hint.gender': 'Female or male.',
  'roster.hint.seats':
    'Representative, building lead, grid officer; several with commas. A grid may be named: grid officer (Grid 1). Seats of the committee and of the supervision committee are not entered here.',
  'roster.hint.speak':
    'Why the person may speak in the community’s meetings: registered, living here, worker, owner. Empty: may not.',
  'roster.hint.vote': 'Why the person may vote: registered, living here, worker, owner. Empty: may not.',
  'roster.hint.language': 'The language the assistant writes in: simplified, traditional, English.',
  'roster.hint.publish': '“Yes” when the person agrees that residents may see the number.',
  'roster.example.name': 'Wang Xiuying',
  'roster.example.building': 'Building 3',
  'roster.example.unit': 'Unit 2',
  'roster.example.flat': '502',
  'roster.choices.gender': 'female,male',
  'roster.choices.seats': 'representative,building lead,grid officer',
  'roster.choices.basis': 'registered,living here,worker,owner',
  'roster.choices.language': 'simplified,traditional,English',
  'roster.choices.yes-no': 'yes,no',
  'roster.problem.name_missing': 'there is no name',
  'roster.problem.name_not_valid': 'this does not look like a name',
  'roster.problem.too_long': 'too long, at most {about} characters',
  'roster.problem.phone_not_valid':
    'this number cannot be called: a mobile has 11 digits, a landline its area code, and only one belongs here',
  'roster.problem.person_twice': 'the same person as in row {about}',
  'roster.problem.phone_twice': 'the same mobile number as the person in row {about}',
  'roster.problem.building_missing': 'there is a unit but no building',
  'roster.problem.building_unknown':
    'this building is not registered{about, select, none {} other {; did you mean “{about}”?}}',
  'roster.problem.unit_unknown':
    'this building has no such unit{about, select, none {} other {; did you mean “{about}”?}}',
  'roster.problem.unit_elsewhere':
    'a place with the name of this unit is registered elsewhere; move it under its building first (place move)',
  'roster.problem.grid_differs':
    'the building is registered {about, select, none {in no grid} other {in the grid “{about}”}}; move it there first (place move), or leave this cell empty',
  'roster.problem.seat_unknown': 'this seat is not known; write representative, building lead or grid officer',
  'roster.problem.seat_elsewhere':
    'seats of the committee, the supervision committee and the subdistrict are limited in number; enter them one by one, not in the roster',
  'roster.problem.seat_needs_building': 'a building lead needs a building',
  'roster.problem.seat_needs_grid':
    'a grid officer needs a grid, such as “grid officer (First Grid)”: the building of this row is in none',
  'roster.problem.grid_unknown': 'this grid is not registered',
  'roster.problem.gender_unknown': 'write female or male, or leave it empty',
  'roster.problem.basis_unknown': 'write registered, living here, worker or owner, or leave it empty',
  'roster.problem.language_unknown': 'write simplified, traditional or English, or leave it empty',
  'roster.problem.yes_no_unknown': 'write yes or no, or leave it empty',
  'roster.file.empty':
    'There is nobody in the file. Download the template, write one person per row, and upload it again.',
  'roster.file.not_a_table':
    'This is not an Excel (.xlsx) or CSV table. Use the template, or save it as .xlsx and upload it again.',
  'roster.file.old_excel': 'This is the old Excel format (.xls). In Excel, save it as .xlsx and upload that.',
  'roster.file.password': 'The file has a password. Save a copy without it and upload that.',
  'roster.file.damaged': 'The file is incomplete or damaged. Open it in Excel, save a copy and upload that.',
  'roster.file.too_large':
    'The file is too large: at most 16 MB and 100,000 rows. Split it, or keep only the sheet with the roster.',
  'roster.file.wrongly_decoded':
    'The characters in the file are garbled: it was opened in a wrong encoding and saved. Export it again from the original, best as .xlsx.',
  'roster.file.encoding_unknown':
    'The encoding of the file is not clear. Save it as .xlsx, or as CSV in UTF-8, and upload that.',
  'roster.file.interrupted':
    'The process stopped while it read the file; nobody was taken over. Please upload the file once more.',
  'roster.file.name_column_missing':
    'The heading has no column “Name”. Use the heading of the template, within the first 10 rows.',
  'roster.file.column_twice': 'Two columns of the heading mean the same. Delete one of them and upload again.',
} as const;
