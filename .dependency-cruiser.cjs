/** The import table of docs/architecture.md. A layer may import itself, what its row names, and npm packages. */
const layers = {
  '^src/domain': ['^src/domain'],
  '^db': ['^db', '^src/domain'],
  '^src/locales': ['^src/locales', '^src/channel\\.ts'],
  '^src/usecases': ['^src/usecases', '^src/domain', '^db'],
  '^src/notices': ['^src/notices', '^src/domain', '^src/channel\\.ts', '^src/locales', '^db'],
  '^src/conversation': [
    '^src/conversation',
    '^src/usecases',
    '^src/notices',
    '^src/domain',
    '^src/channel\\.ts',
    '^src/locales',
  ],
  '^src/pipeline': [
    '^src/pipeline',
    '^src/conversation',
    '^src/usecases',
    '^src/notices',
    '^src/domain',
    '^src/channel\\.ts',
    '^src/locales',
    '^db',
  ],
  '^jobs': [
    '^jobs',
    '^src/pipeline',
    '^src/usecases',
    '^src/notices',
    '^src/domain',
    '^src/channel\\.ts',
    '^src/media',
    '^db',
  ],
  '^src/media': ['^src/media', '^src/channel\\.ts', '^db'],
  '^src/documents': ['^src/documents', '^src/domain', '^src/locales', '^src/channel\\.ts'],
  '^src/holidays': ['^src/holidays', '^src/domain'],
  '^src/rule-packs': ['^src/rule-packs', '^src/domain'],
  '^src/demo': ['^src/demo', '^src/pipeline', '^src/usecases', '^src/domain', '^src/channel\\.ts', '^db'],
  '^src/channel\\.ts': [],
  '^src/edge\\.ts': [
    '^adapters/[^/]+/receive\\.ts',
    '^src/channel\\.ts',
    '^db/inbox-insert\\.ts',
    '^db/(sealed-web|seal-format)\\.ts',
  ],
};
const forbidden = Object.entries(layers).map(([from, to]) => ({
  name: `layer ${from}`,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|db|jobs|adapters|test)/', pathNot: to.length ? to : undefined },
}));
for (const platform of ['line', 'telegram', 'web']) {
  forbidden.push({
    name: `adapter ${platform}`,
    severity: 'error',
    from: { path: `^adapters/${platform}/`, pathNot: '\\.test\\.ts$' },
    to: { path: '^(src|db|jobs|adapters|test)/', pathNot: [`^adapters/${platform}/`, '^src/channel\\.ts'] },
  });
}
forbidden.push(
  {
    name: 'domain is pure',
    comment: 'No I/O and no clock: only Temporal from outside the domain.',
    severity: 'error',
    from: { path: '^src/domain', pathNot: '\\.test\\.ts$' },
    to: {
      path: ['node_modules', '^node:'],
      dependencyTypesNot: ['local'],
      pathNot: ['temporal-polyfill', 'temporal-spec'],
    },
  },
  {
    name: 'db takes only types from the domain',
    severity: 'error',
    from: { path: '^db/', pathNot: '\\.test\\.ts$' },
    to: { path: '^src/domain', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'the edge has no node built-ins',
    severity: 'error',
    from: {
      path: [
        '^src/edge\\.ts',
        '^adapters/[^/]+/receive\\.ts',
        '^db/inbox-insert\\.ts',
        '^db/(sealed-web|seal-format)\\.ts',
      ],
    },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'no cycles',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'product code does not import tests',
    severity: 'error',
    from: { path: '^(src|db|jobs|adapters)/', pathNot: '\\.test\\.ts$' },
    to: { path: '^test/' },
  },
);
module.exports = {
  forbidden,
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.test\\.ts$' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.json'],
    },
  },
};
