package dev.syncline.retry;

/** One try of a call failed through no fault of an item. */
class FailedAttempt extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Verdict verdict;

    FailedAttempt(Verdict verdict, Throwable cause) {
        super(cause);
        this.verdict = verdict;
    }

    Verdict verdict() {
        return verdict;
    }

    /** The kind that opens the circuit. */
    static final class OfEnvironment extends FailedAttempt {

        private static final long serialVersionUID = 1L;

        OfEnvironment(Verdict verdict, Throwable cause) {
            super(verdict, cause);
        }
    }

    /** Asks for another try of its call. */
    static final class ToRepeat extends FailedAttempt {

        private static final long serialVersionUID = 1L;

        private final transient Call<?> call;

        ToRepeat(Call<?> call, Verdict verdict, Throwable cause) {
            super(verdict, cause);
            this.call = call;
        }

        Call<?> call() {
            return call;
        }
    }
}
