package dev.syncline.retry;

/**
 * What is to be thought of a failure.
 *
 * @param backend the one that failed, or null where the failure does not tell
 * @param mayBeItem whether a value could have done it although it looks like the environment: a statement that took too
 *     long, a connection that broke
 */
public record Verdict(Blame blame, Cause cause, Backend backend, boolean mayBeItem) {

    static Verdict environment(Cause cause, Backend backend) {
        return new Verdict(Blame.ENVIRONMENT, cause, backend, false);
    }

    static Verdict environmentOrItem(Cause cause, Backend backend) {
        return new Verdict(Blame.ENVIRONMENT, cause, backend, true);
    }

    static Verdict contention() {
        return new Verdict(Blame.CONTENTION, Cause.CONTENTION, Backend.DATABASE, true);
    }

    static Verdict item(Cause cause, Backend backend) {
        return new Verdict(Blame.ITEM, cause, backend, true);
    }

    static Verdict stopping() {
        return new Verdict(Blame.STOPPING, Cause.OTHER, null, false);
    }
}
