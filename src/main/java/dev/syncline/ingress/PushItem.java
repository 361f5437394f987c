package dev.syncline.ingress;

import dev.syncline.change.Change;
import dev.syncline.change.ErrorCode;

/** One change of a push, as judged without looking at the store. */
public sealed interface PushItem {

    /** A change that nothing is wrong with by itself. */
    sealed interface Sound extends PushItem {

        Change change();

        /** Its id as it was sent: in upper case, it is the same id. */
        String sentId();
    }

    /** @param size the bytes of the change's own JSON in the body */
    record Valid(Change change, String sentId, int size) implements Sound {}

    /** A further copy of a valid change of the same push: judged like it, and not sent on again. */
    record Repeated(Change change, String sentId) implements Sound {}

    /** @param id the id as it was sent, or null where it is no text of a sensible length */
    record Refused(String id, ErrorCode code, String detail) implements PushItem {}
}
