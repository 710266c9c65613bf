// The same types for a program that imports the package.
export * from './index.js'
export { default } from './index.js'
