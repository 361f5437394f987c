package dev.syncline.ingress;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;

/** One change of a push, as judged without looking at the store. */
public sealed interface PushItem {

    /** @param size the bytes of the change's own JSON in the body */
    record Valid(Change change, int size) implements PushItem {}

    /** A further copy of a valid change of the same push: accepted like it, and not sent on again. */
    record Repeated(Change change) implements PushItem {}

    /** @param id the id as it was sent, or null where it is no text of a sensible length */
    record Refused(String id, ErrorCode code, String detail) implements PushItem {}
}
