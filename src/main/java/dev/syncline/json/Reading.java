package dev.syncline.json;

import dev.syncline.change.ErrorCode;

/** What came of reading one JSON value: the value, or the first rule it breaks. */
public sealed interface Reading {

    record Value(Object value) implements Reading {}

    record Violation(ErrorCode code, String detail) implements Reading {}
}
