package dev.syncline.deadletter;

import dev.syncline.access.AccessPolicy;
import dev.syncline.change.ChangeType;
import dev.syncline.change.ErrorCode;
import dev.syncline.problem.ProblemException;
import dev.syncline.security.Caller;
import dev.syncline.security.Roles;
import dev.syncline.store.DeadLetterSummary;

/**
 * The dead letters that a caller may see and change: those of its tenant, or those whose message could not be read.
 *
 * @param tenant the caller's, or empty
 */
record Reach(Caller caller, String tenant, AccessPolicy access) {

    private static final String NOBODYS = "";

    static Reach of(Caller caller, boolean undecodable, AccessPolicy access) {
        String role = undecodable ? Roles.SYNC_OPERATOR : Roles.SYNC_ADMIN;
        if (!caller.has(role)) {
            throw new ProblemException(ErrorCode.FORBIDDEN, "these dead letters need the role " + role);
        }
        return new Reach(caller, undecodable ? NOBODYS : caller.tenant(), access);
    }

    boolean maySee(DeadLetterSummary letter) {
        return letter.key() == null || access.mayRead(caller, letter.key());
    }

    /** @param type the change's, or null where it cannot be read */
    boolean mayChange(DeadLetterSummary letter, ChangeType type) {
        return letter.key() == null || type != null && access.mayWrite(caller, letter.key(), type);
    }
}
