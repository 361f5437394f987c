/** PostgreSQL: the tables, their rows as plain values, set-based SQL for the engine and Panache entities for readers. */
package dev.syncline.store;
