/** The broker and the database of tests: containers where Docker answers, embedded ones elsewhere. */
package dev.syncline.backends;
