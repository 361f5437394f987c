package dev.syncline.store;

/**
 * What a transaction that begins now could see.
 *
 * @param oldestOpen every transaction below has ended
 * @param firstUnseen none from here on has ended
 */
public record FeedHorizon(long oldestOpen, long firstUnseen) {

    /** Whether something committed is not shown yet, because a transaction before it is open. */
    public boolean isHeldBack() {
        return firstUnseen > oldestOpen;
    }
}
