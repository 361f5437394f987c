/** What everybody wrote, sent to everybody: records in the order in which they last changed, from a cursor on. */
package dev.syncline.feed;
