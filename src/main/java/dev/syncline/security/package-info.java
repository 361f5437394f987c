/** Who calls, as the bearer token says: tenant, subject and roles. */
package dev.syncline.security;
