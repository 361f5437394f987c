/** The configured entities: their rules of resolution and their schemas. */
package dev.syncline.entities;
