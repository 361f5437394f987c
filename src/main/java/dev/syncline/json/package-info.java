/** JSON text to and from the normal form of {@link dev.syncline.change.Json}, strictly. */
package dev.syncline.json;
