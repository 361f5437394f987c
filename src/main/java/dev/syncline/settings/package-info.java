/** What an operator can set, with its defaults and limits; nonsense stops the start with a sentence. */
package dev.syncline.settings;
