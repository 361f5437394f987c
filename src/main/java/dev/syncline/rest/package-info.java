/** What calls over HTTP share: parameters, preferences and answers. */
package dev.syncline.rest;
