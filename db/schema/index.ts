export * from './chat.ts';
export * from './demand.ts';
export * from './ledger.ts';
export { lilong, newId } from './namespace.ts';
export * from './operations.ts';
export * from './people.ts';
export * from './pipeline.ts';
