export * as changes from '../client/changes';
export * as patch from '../client/merge-patch';
export * as retry from '../client/retry-manager';
export * as stream from '../client/stream-reader';
export * as tokens from '../client/token-source';
export * as uuid from '../client/uuid';
