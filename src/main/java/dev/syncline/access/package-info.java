/** Which records a caller may read and write: the one place that partial sync by scopes builds on. */
package dev.syncline.access;
