/** What goes wrong with a request, told in one place as RFC 9457 problem details. */
package dev.syncline.problem;
